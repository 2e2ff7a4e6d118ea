/// A place in the file system, as the user or the system wrote it.
struct Path: Hashable, Sendable, CustomStringConvertible {
  /// The text of the path.
  let text: String

  init(_ text: String) {
    self.text = text
  }

  /// The word for standard input.
  static let standardInput = Path("-")

  var description: String { self == .standardInput ? "standard input" : text }

  /// The last component; "." for an empty path.
  var name: String {
    trimmed.split(separator: "/").last.map(String.init) ?? (text.hasPrefix("/") ? "/" : ".")
  }

  /// The last component without `.gz` and without its extension.
  var stem: String {
    var name = name[...]
    if name.hasSuffix(".gz") { name.removeLast(3) }
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name) }
    return String(name[..<dot])
  }

  /// The directory that holds the last component.
  var parent: Path {
    guard let slash = trimmed.lastIndex(of: "/") else { return Path(".") }
    return slash == text.startIndex ? Path("/") : Path(String(text[..<slash]))
  }

  /// The path of something in this directory.
  func appending(_ name: String) -> Path {
    text.hasSuffix("/") ? Path(text + name) : Path(text + "/" + name)
  }

  /// The text without slashes at its end.
  private var trimmed: Substring {
    var rest = text[...]
    while rest.count > 1, rest.hasSuffix("/") { rest.removeLast() }
    return rest
  }
}
