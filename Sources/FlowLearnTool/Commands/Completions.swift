import Arguments

/// Writes what teaches a shell the tool's words.
struct Completions: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "completions", abstract: "Write what teaches a shell this tool's words.",
    discussion: """
      To be sourced, or put where the shell looks for such:

        flowlearn completions bash > ~/.local/share/bash-completion/completions/flowlearn
        flowlearn completions zsh > ~/.zfunc/_flowlearn
        flowlearn completions fish > ~/.config/fish/completions/flowlearn.fish
        flowlearn completions manual | man -l -
      """)

  /// What can be written.
  enum Form: String, CaseIterable, ArgumentValue {
    case bash, zsh, fish, manual
  }

  @Argument("The shell; or manual, for the page that man shows.") var shell: Form

  func run(_ options: ResolvedOptions) throws(ToolError) {
    let tree = CommandTree(of: FlowLearnCommand.self)
    let text =
      switch shell {
      case .bash: tree.completionScript(for: .bash)
      case .zsh: tree.completionScript(for: .zsh)
      case .fish: tree.completionScript(for: .fish)
      case .manual: tree.manualPage
      }
    try Console().result(text)
  }
}
