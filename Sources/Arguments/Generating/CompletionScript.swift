/// The shells whose completion scripts can be written.
public enum Shell: String, CaseIterable, ArgumentValue {
  /// The Bourne-again shell.
  case bash
  /// The Z shell.
  case zsh
  /// The friendly interactive shell.
  case fish
}

extension CommandTree {
  /// A script that teaches a shell this tool's commands, options and their accepted values.
  ///
  /// Words that cannot be listed are completed as file names.
  ///
  /// - Parameter shell: the shell that reads the script.
  /// - Returns: the script's text, to be sourced.
  public func completionScript(for shell: Shell) -> String {
    switch shell {
    case .bash: bashScript
    case .zsh: "#compdef \(name)\nautoload -U +X bashcompinit && bashcompinit\n\(bashScript)"
    case .fish: fishScript
    }
  }

  /// Every command below with the words that lead to it from the tool's name.
  private func commands(after words: [String] = []) -> [(words: [String], tree: CommandTree)] {
    subcommands.flatMap { [(words + [$0.name], $0)] + $0.commands(after: words + [$0.name]) }
  }
}

// Bash: one function that walks the words to the command, then offers its words, or the values of
// the option before the cursor.
extension CommandTree {
  private var bashScript: String {
    let function = "_" + name.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    let all = [(words: [String](), tree: self)] + commands()
    let steps = all.dropFirst().map { entry in
      let before = entry.words.dropLast().joined(separator: " ")
      return "      '\(before):\(entry.tree.name)') path='\(entry.words.joined(separator: " "))';;"
    }
    let words = all.map { entry in
      // Where no subcommand is due, a word that does not begin an option is a file's name.
      let condition = entry.tree.subcommands.isEmpty ? "[[ $current == -* ]] && " : ""
      let path = entry.words.joined(separator: " ")
      return "    '\(path)') \(condition)words='\(entry.tree.bashWords)';;"
    }
    let values = all.flatMap { entry in
      entry.tree.options.filter { $0.kind == .option }.map { option in
        let path = entry.words.joined(separator: " ")
        let patterns = option.spellings.map { "'\(path):\($0)'" }.joined(separator: "|")
        return "    \(patterns)) words='\(option.values.joined(separator: " "))';;"
      }
    }
    return """
      \(function)() {
        local path='' words='' current="${COMP_WORDS[COMP_CWORD]}" word
        for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
          case "$path:$word" in
      \(steps.joined(separator: "\n"))
          esac
        done
        case "$path" in
      \(words.joined(separator: "\n"))
        esac
        case "$path:${COMP_WORDS[COMP_CWORD-1]}" in
      \((values + ["    *) ;;"]).joined(separator: "\n"))
        esac
        COMPREPLY=($(compgen -W "$words" -- "$current"))
      }
      complete -o default -F \(function) \(name)
      """
  }

  private var bashWords: String {
    let below = subcommands.isEmpty ? [] : subcommands.map(\.name) + ["help"]
    return (below + options.flatMap(\.spellings)).joined(separator: " ")
  }
}

// Fish: one line a command and one an option, each with the condition under which it applies.
extension CommandTree {
  private var fishScript: String {
    let top = subcommands.map {
      "complete -c \(name) -n __fish_use_subcommand -f -a \($0.name) -d '\($0.abstract.fishQuoted)'"
    }
    let own = options.map { fishLine($0, "-n __fish_use_subcommand") }
    let below = commands().flatMap { entry in
      let seen = entry.words.map { "__fish_seen_subcommand_from \($0)" }
      let condition = "-n '\(seen.joined(separator: "; and "))'"
      let names = entry.tree.subcommands.map {
        "complete -c \(name) \(condition) -f -a \($0.name) -d '\($0.abstract.fishQuoted)'"
      }
      return names + entry.tree.options.map { fishLine($0, condition) }
    }
    return (top + own + below).joined(separator: "\n")
  }

  private func fishLine(_ option: Parameter, _ condition: String) -> String {
    var line = "complete -c \(name) \(condition) -l \(option.name)"
    if option.kind == .flag(isOn: true) { line += " -l no-\(option.name)" }
    if let short = option.short { line += " -s \(short)" }
    if !option.values.isEmpty {
      line += " -x -a '\(option.values.joined(separator: " "))'"
    } else if option.kind == .option {
      line += " -r"
    }
    return line + " -d '\(option.help.fishQuoted)'"
  }
}

extension String {
  fileprivate var fishQuoted: String {
    map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }
}
