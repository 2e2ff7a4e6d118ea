import Arguments
import Testing

@Suite struct HelpScreenTests {
  @Test(arguments: ["--help", "-h", "", "help", "help --help"])
  func `the tool's help lists its commands`(line: String) {
    let answer = answer(line)
    #expect(answer?.exitCode == 0)
    #expect(
      answer?.text == """
        OVERVIEW: Learn flows from tables.

        USAGE: sample <subcommand>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        SUBCOMMANDS:
          train                   Learn a model from a table of numbers and save the
                                  best.
          add                     Add numbers.
          export                  Write a model for another program.

          See 'sample help <subcommand>' for detailed help.
        """)
  }

  @Test(arguments: ["train --help", "train -h", "help train", "train x.csv --epochs z -vh"])
  func `a command's help lists its options`(line: String) {
    let answer = answer(line)
    #expect(answer?.exitCode == 0)
    #expect(
      answer?.text == """
        OVERVIEW: Learn a model from a table of numbers and save the best.

        The last column is the target unless --target names another.

          sample train iris.csv --epochs 20

        USAGE: sample train [--delimiter <character>] [--header] [--no-header]
               [--epochs <epochs>] [--learning-rate <learning-rate>]
               [--precision <precision>] [--drop <column> ...] [--verbose] [--quiet]
               <data>

        ARGUMENTS:
          <data>                  The table to learn from, or - for standard input.

        READING OPTIONS:
          --delimiter <character> The character between columns.
          --header/--no-header    The first line holds names. (default: --header)

        OPTIONS:
          -e, --epochs <epochs>   Passes over the data. (default: 100)
          --learning-rate <learning-rate>
                                  How far one step goes. (default: 0.01)
          --precision <precision> The numbers' width. (values: single, double; default:
                                  double)
          --drop <column>         A column to leave out.
          -v, --verbose           Say more.
          -q, --quiet             Say nothing.
          -h, --help              Show help information.
        """)
  }

  @Test func `a narrow screen puts texts under their labels`() {
    #expect(
      answer("export --help", width: 30)?.text == """
        OVERVIEW: Write a model for
        another program.

        USAGE: sample export
               --format <format>
               <model> [<file>]

        ARGUMENTS:
          <model>
              The model.
          <file>
              The file to write.

        OPTIONS:
          --format <format>
              The file's format.
              (values: onnx, npz)
          -h, --help
              Show help information.
        """)
  }

  @Test func `no line is wider than asked unless one word is`() throws {
    for width in 40...120 {
      let text = try #require(answer("train --help", width: width)).text
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "width \(width)")
    }
  }

  @Test func `the version is shown at every command`() {
    for line in ["--version", "train --version", "train x.csv --version"] {
      let answer = answer(line)
      #expect(answer?.text == "1.2.0")
      #expect(answer?.exitCode == 0)
    }
  }
}
