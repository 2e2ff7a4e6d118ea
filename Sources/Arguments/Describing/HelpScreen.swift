extension CommandTree {
  /// The help screen of this command, as the parser shows it.
  ///
  /// - Parameters:
  ///   - path: the names of the commands that lead here, this one's last.
  ///   - width: the number of columns.
  /// - Returns: the screen's text, without a line break at its end.
  public func helpScreen(of path: [String], width: Int) -> String {
    HelpScreen(tree: self, path: path, width: width).text
  }
}

/// The help of one command as text: overview, usage, arguments, options, subcommands.
struct HelpScreen {
  let tree: CommandTree
  /// The names of the commands above and of this one.
  let path: [String]
  /// The number of columns.
  let width: Int

  /// Labels are indented by two columns and their texts begin at column 26.
  private static let indent = 2
  private static let textColumn = 26
  /// Below this many columns for the text, it stands under its label.
  private static let leastTextWidth = 24

  var text: String {
    var blocks = [overview, usage]
    blocks += [section("ARGUMENTS", tree.arguments)]
    for title in titles {
      blocks.append(section(title.uppercased(), tree.parameters.filter { $0.section == title }))
    }
    blocks.append(section("OPTIONS", tree.options.filter { $0.section == nil }))
    blocks.append(subcommands)
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var overview: String {
    let abstract = "OVERVIEW: \(tree.abstract)".wrapped(to: width)
    let discussion = tree.discussion.isEmpty ? [] : [""] + tree.discussion.wrapped(to: width)
    return (abstract + discussion).joined(separator: "\n")
  }

  private var usage: String {
    let pieces = Synopsis(tree: tree, path: path).pieces
    return Synopsis.lines("USAGE: ", pieces, width: width).joined(separator: "\n")
  }

  /// The titles of the sections in the order in which they first appear.
  private var titles: [String] {
    var titles: [String] = []
    for case let title? in tree.parameters.map(\.section) where !titles.contains(title) {
      titles.append(title)
    }
    return titles
  }

  private func section(_ title: String, _ parameters: [Parameter]) -> String {
    guard !parameters.isEmpty else { return "" }
    return ([title + ":"] + parameters.flatMap { entry($0.label, $0.explanation) })
      .joined(separator: "\n")
  }

  private var subcommands: String {
    guard !tree.subcommands.isEmpty else { return "" }
    let entries = tree.subcommands.flatMap { entry($0.name, $0.abstract) }
    let root = path.first ?? tree.name
    let words = [root, "help"] + path.dropFirst() + ["<subcommand>"]
    let hint = "  See '\(words.joined(separator: " "))' for detailed help."
    return (["SUBCOMMANDS:"] + entries + [""] + hint.wrapped(to: width)).joined(separator: "\n")
  }

  /// A label with its text beside it, or below it where it does not fit.
  private func entry(_ label: String, _ text: String) -> [String] {
    let label = label.indented(by: Self.indent)
    guard !text.isEmpty else { return [label] }
    let isNarrow = width - Self.textColumn < Self.leastTextWidth
    let column = isNarrow ? 3 * Self.indent : Self.textColumn
    let lines = text.wrapped(to: width - column).map { $0.indented(by: column) }
    guard !isNarrow, label.count < column else { return [label] + lines }
    let first = label + lines[0].dropFirst(label.count)
    return [first] + lines.dropFirst()
  }
}
