import Arguments
import Testing

@Suite struct UsageErrorTests {
  static let usage = """
    Usage: sample train [--delimiter <character>] [--header] [--no-header]
           [--epochs <epochs>] [--learning-rate <learning-rate>]
           [--precision <precision>] [--drop <column> ...] [--verbose] [--quiet]
           <data>
      See 'sample train --help' for more information.
    """

  @Test(arguments: [
    ("train x --epoch 3", "Unknown option '--epoch'. Did you mean '--epochs'?"),
    ("train x --epcohs=3", "Unknown option '--epcohs'. Did you mean '--epochs'?"),
    ("train x --no-heder", "Unknown option '--no-heder'. Did you mean '--no-header'?"),
    ("train x --colour", "Unknown option '--colour'"),
    ("train x --no-epochs", "Unknown option '--no-epochs'"),
    ("train x -z", "Unknown option '-z'"),
    ("train", "Missing expected argument '<data>'"),
    ("train x --epochs", "Missing value for '--epochs <epochs>'"),
    ("train x --epochs --verbose", "Missing value for '--epochs <epochs>'"),
    ("train x --epochs -- 3", "Missing value for '--epochs <epochs>'"),
    ("train x -ev", "Missing value for '--epochs <epochs>'"),
    (
      "train x --epochs abc",
      "The value 'abc' is invalid for '--epochs <epochs>'. Please provide a whole number."
    ),
    (
      "train x -e 1.5",
      "The value '1.5' is invalid for '--epochs <epochs>'. Please provide a whole number."
    ),
    (
      "train x --learning-rate=0x10",
      "The value '0x10' is invalid for '--learning-rate <learning-rate>'. "
        + "Please provide a number."
    ),
    (
      "train x --precision half",
      "The value 'half' is invalid for '--precision <precision>'. "
        + "Please provide one of 'single' or 'double'."
    ),
    (
      "train x --verbose=yes",
      "The option '--verbose' does not take any value, but 'yes' was specified."
    ),
    (
      "train x --no-header=1",
      "The option '--header' does not take any value, but '1' was specified."
    ),
    ("train x y", "Unexpected argument 'y'"),
    ("train x y z", "2 unexpected arguments: 'y', 'z'"),
    ("train x -v --quiet", "'--verbose' and '--quiet' do not go together"),
    ("train x --epochs -3", "'--epochs' must be at least 1"),
    (
      "train x --delimiter .",
      "'--delimiter .' would split numbers: choose another character"
    ),
  ])
  func `an error is a sentence, the usage and a hint`(line: String, sentence: String) {
    let answer = answer(line)
    #expect(answer?.exitCode == 64)
    #expect(answer?.text == "Error: \(sentence)\n" + Self.usage)
  }

  @Test(arguments: [
    ("trian x", "Unexpected argument 'trian'. Did you mean 'train'?"),
    ("help exprot", "Unexpected argument 'exprot'. Did you mean 'export'?"),
    ("frobnicate", "Unexpected argument 'frobnicate'"),
    ("--verson", "Unknown option '--verson'. Did you mean '--version'?"),
  ])
  func `a wrong command is named, with one like it`(line: String, sentence: String) {
    #expect(
      answer(line)?.text == """
        Error: \(sentence)
        Usage: sample <subcommand>
          See 'sample --help' for more information.
        """)
  }

  @Test(arguments: [
    ("export m", "Missing expected argument '--format <format>'"),
    (
      "export m --format pdf",
      "The value 'pdf' is invalid for '--format <format>'. Please provide one of 'onnx' or 'npz'."
    ),
    (
      "export m --format onx",
      "The value 'onx' is invalid for '--format <format>'. Did you mean 'onnx'? "
        + "Please provide one of 'onnx' or 'npz'."
    ),
  ])
  func `a listed value and a required option are asked for`(line: String, sentence: String) {
    #expect(
      answer(line)?.text == """
        Error: \(sentence)
        Usage: sample export --format <format> <model> [<file>]
          See 'sample export --help' for more information.
        """)
  }

  @Test(arguments: [
    (
      ["epoch": OptionValue.integer(3)],
      "Unknown option 'epoch' in 'run.json'. Did you mean 'epochs'?"
    ),
    (["colour": .text("red")], "Unknown option 'colour' in 'run.json'"),
    (
      ["epochs": .number(2.5)],
      "The value '2.5' in 'run.json' is invalid for 'epochs'. Please provide a whole number."
    ),
    (
      ["epochs": .list([.integer(1), .integer(2)])],
      "The value 'a list' in 'run.json' is invalid for 'epochs'. Please provide a whole number."
    ),
    (
      ["verbose": .integer(1)],
      "The value '1' in 'run.json' is invalid for 'verbose'. Please provide true or false."
    ),
    (
      ["precision": .text("half")],
      "The value 'half' in 'run.json' is invalid for 'precision'. "
        + "Please provide one of 'single' or 'double'."
    ),
  ])
  func `a configuration's errors name its file`(
    values: [String: OptionValue], sentence: String
  ) {
    let answer = answer("train x --epochs 7", values)
    #expect(answer?.exitCode == 64)
    #expect(answer?.text == "Error: \(sentence)\n" + Self.usage)
  }
}
