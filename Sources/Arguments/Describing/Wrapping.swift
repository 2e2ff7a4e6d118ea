extension String {
  /// The lines of the text, none longer than `width` unless a single word is.
  ///
  /// Line breaks of the text are kept; each of its lines is wrapped at spaces, and continued with
  /// the line's own leading spaces.
  func wrapped(to width: Int) -> [String] {
    split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      line.wrappedLine(to: width)
    }
  }

  func indented(by spaces: Int) -> String {
    isEmpty ? self : String(repeating: " ", count: spaces) + self
  }
}

extension Substring {
  fileprivate func wrappedLine(to width: Int) -> [String] {
    let margin = String(prefix { $0 == " " })
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ") {
      if line.isEmpty {
        line = margin + word
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = margin + word
      }
    }
    return lines + [line]
  }
}
