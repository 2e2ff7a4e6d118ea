extension CommandTree {
  /// The manual page of the tool with all its commands, for `man`.
  ///
  /// - Returns: the page in roff with the `man` macros; it carries no date, so that the same tree
  ///   gives the same page.
  public var manualPage: String {
    var lines = [".TH \(name.uppercased()) 1 \"\" \"\(name) \(version)\""]
    lines += [".SH NAME", "\(name) \\- \(abstract.roff)"]
    lines += [".SH SYNOPSIS"] + synopsis([name])
    if !discussion.isEmpty { lines += [".SH DESCRIPTION"] + discussion.roffParagraphs }
    lines += [".SH OPTIONS"] + (arguments + options).flatMap(entry)
    if !subcommands.isEmpty {
      lines += [".SH COMMANDS"] + subcommands.flatMap { $0.section([name]) }
    }
    return lines.joined(separator: "\n")
  }

  private func section(_ above: [String]) -> [String] {
    let path = above + [name]
    var lines = [".SS \(path.joined(separator: " ").roff)", abstract.roff, ".PP"]
    lines += synopsis(path)
    if !discussion.isEmpty { lines += [".PP"] + discussion.roffParagraphs }
    lines += (arguments + parameters.filter { $0.kind != .argument }).flatMap(entry)
    return lines + subcommands.flatMap { $0.section(path) }
  }

  private func synopsis(_ path: [String]) -> [String] {
    [".B \(path.joined(separator: " ").roff)"]
      + Synopsis(tree: self, path: path).pieces.dropFirst().map(\.roff)
  }

  private func entry(_ parameter: Parameter) -> [String] {
    [".TP", ".B \(parameter.label.roff)", parameter.explanation.roff]
  }
}

extension String {
  /// The text on one line of roff: dashes and backslashes escaped, no control line by accident.
  fileprivate var roff: String {
    let escaped = map { character -> String in
      switch character {
      case "\\": "\\e"
      case "-": "\\-"
      default: String(character)
      }
    }.joined()
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  fileprivate var roffParagraphs: [String] {
    split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
      if line.isEmpty { return [".PP"] }
      return line.hasPrefix(" ") ? [".br", String(line).roff] : [String(line).roff]
    }
  }
}
