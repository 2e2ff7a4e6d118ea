import Arguments
import Testing

@Suite struct CompletionScriptTests {
  let tree = CommandTree(of: SampleTool.self)

  @Test func `bash completes commands, options, listed values, and else files`() {
    #expect(
      tree.completionScript(for: .bash) == """
        _sample() {
          local path='' words='' current="${COMP_WORDS[COMP_CWORD]}" word
          for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
            case "$path:$word" in
              ':train') path='train';;
              ':add') path='add';;
              ':export') path='export';;
            esac
          done
          case "$path" in
            '') words='train add export help --version -h --help';;
            'train') [[ $current == -* ]] && words='--delimiter --header --no-header -e --epochs --learning-rate --precision --drop -v --verbose -q --quiet -h --help';;
            'add') [[ $current == -* ]] && words='--offset -h --help';;
            'export') [[ $current == -* ]] && words='--format -h --help';;
          esac
          case "$path:${COMP_WORDS[COMP_CWORD-1]}" in
            'train:--delimiter') words='';;
            'train:-e'|'train:--epochs') words='';;
            'train:--learning-rate') words='';;
            'train:--precision') words='single double';;
            'train:--drop') words='';;
            'add:--offset') words='';;
            'export:--format') words='onnx npz';;
            *) ;;
          esac
          COMPREPLY=($(compgen -W "$words" -- "$current"))
        }
        complete -o default -F _sample sample
        """)
  }

  @Test func `zsh reads bash's script`() {
    let script = tree.completionScript(for: .zsh)
    #expect(script.hasPrefix("#compdef sample\nautoload -U +X bashcompinit && bashcompinit\n"))
    #expect(script.hasSuffix(tree.completionScript(for: .bash)))
  }

  @Test func `fish has a line for every command and option`() {
    #expect(
      tree.completionScript(for: .fish) == #"""
        complete -c sample -n __fish_use_subcommand -f -a train -d 'Learn a model from a table of numbers and save the best.'
        complete -c sample -n __fish_use_subcommand -f -a add -d 'Add numbers.'
        complete -c sample -n __fish_use_subcommand -f -a export -d 'Write a model for another program.'
        complete -c sample -n __fish_use_subcommand -l version -d 'Show the version.'
        complete -c sample -n __fish_use_subcommand -l help -s h -d 'Show help information.'
        complete -c sample -n '__fish_seen_subcommand_from train' -l delimiter -r -d 'The character between columns.'
        complete -c sample -n '__fish_seen_subcommand_from train' -l header -l no-header -d 'The first line holds names.'
        complete -c sample -n '__fish_seen_subcommand_from train' -l epochs -s e -r -d 'Passes over the data.'
        complete -c sample -n '__fish_seen_subcommand_from train' -l learning-rate -r -d 'How far one step goes.'
        complete -c sample -n '__fish_seen_subcommand_from train' -l precision -x -a 'single double' -d 'The numbers\' width.'
        complete -c sample -n '__fish_seen_subcommand_from train' -l drop -r -d 'A column to leave out.'
        complete -c sample -n '__fish_seen_subcommand_from train' -l verbose -s v -d 'Say more.'
        complete -c sample -n '__fish_seen_subcommand_from train' -l quiet -s q -d 'Say nothing.'
        complete -c sample -n '__fish_seen_subcommand_from train' -l help -s h -d 'Show help information.'
        complete -c sample -n '__fish_seen_subcommand_from add' -l offset -r -d 'Added to the sum.'
        complete -c sample -n '__fish_seen_subcommand_from add' -l help -s h -d 'Show help information.'
        complete -c sample -n '__fish_seen_subcommand_from export' -l format -x -a 'onnx npz' -d 'The file\'s format.'
        complete -c sample -n '__fish_seen_subcommand_from export' -l help -s h -d 'Show help information.'
        """#)
  }
}
