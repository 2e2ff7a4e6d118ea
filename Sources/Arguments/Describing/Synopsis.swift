/// The pieces of a usage line: `flowlearn train [--epochs <epochs>] <data>`.
struct Synopsis {
  let tree: CommandTree
  let path: [String]

  /// With more options than this, a usage line names the required ones only.
  private static let mostOptions = 12

  var pieces: [String] {
    let name = path.joined(separator: " ")
    guard tree.subcommands.isEmpty else { return [name, "<subcommand>"] }
    let options = tree.parameters.filter { $0.kind != .argument }
    let required = options.filter(\.isRequired).map(\.synopsis)
    let listed =
      options.count > Self.mostOptions ? ["[<options>]"] + required : options.map(\.synopsis)
    return [name] + listed + tree.arguments.map(\.synopsis)
  }

  /// The pieces after a heading, broken between pieces and continued under the first.
  static func lines(_ heading: String, _ pieces: [String], width: Int) -> [String] {
    var lines: [String] = []
    var line = heading + (pieces.first ?? "")
    for piece in pieces.dropFirst() {
      if line.count + 1 + piece.count <= width {
        line += " " + piece
      } else {
        lines.append(line)
        line = piece.indented(by: heading.count)
      }
    }
    return lines + [line]
  }
}
