import Testing

@Suite struct HelpTests {
  @Test func `the tool's own screen`() throws {
    let run = try Workplace().run("--help")
    #expect(run.code == 0)
    #expect(
      run.output == """
        OVERVIEW: Learn flows from data: neural ODEs trained as optimal control.

        A model carries the rows of a table along a learned flow and reads classes or
        numbers off its end.

          flowlearn train iris.csv
          flowlearn evaluate runs/iris-001 more.csv
          flowlearn predict runs/iris-001 new.csv > predictions.csv

        USAGE: flowlearn <subcommand>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        SUBCOMMANDS:
          train                   Learn a model from a table or from images.
          evaluate                Score a model on data whose targets are known.
          predict                 Predict the targets of rows, as CSV.
          inspect                 Show what is in a table, a model or a run.
          plot                    Draw a run or a model, as SVG or in the terminal.
          export                  Write a model in a format that other programs read.
          explain                 Read a trained flow by Pontryagin's maximum principle.
          simulate                Follow a dynamical system or a learned flow, as CSV.
          check-gradient          Check the derivatives of a model against differences.
          generate                Make data to try things on, as CSV.
          benchmark               Time the library, and compare with other programs.
          completions             Write what teaches a shell this tool's words.

          See 'flowlearn help <subcommand>' for detailed help.

        """)
  }

  @Test func `the screen of a command`() throws {
    let run = try Workplace().run("evaluate --help")
    #expect(run.code == 0)
    #expect(
      run.output == """
        OVERVIEW: Score a model on data whose targets are known.

        Columns are found by name, whatever their order; columns that the model does not
        know are left alone.

          flowlearn evaluate runs/iris-001 more.csv
          flowlearn evaluate runs/iris-001 more.csv --attack pgd:0.1
          flowlearn evaluate runs/iris-001 more.csv --attack pgd:0.1 \\
            --defence pca:0.7 --defence-data iris.csv

        USAGE: flowlearn evaluate [<options>] <model> <data>

        ARGUMENTS:
          <model>                 The model: its file, or the directory of its run.
          <data>                  The rows to score; - for standard input.

        READING THE DATA:
          --delimiter <character> The character between columns, or the word tab; found
                                  out from the text unless given.
          --decimal <decimal>     The decimal mark of numbers. (values: ., ,; default:
                                  .)
          --header/--no-header    The first line names the columns. (default: found out
                                  from the text)
          --categorical <column>  A column to read as categories even if it looks like
                                  numbers.
          --drop <column>         A column not to read at all.

        ATTACK AND DEFENCE:
          --attack <attack>       Attack the model as well: pgd:SIZE, pgd:SIZE:STEPS
                                  (and :random for a start from chance), fgsm:SIZE or
                                  random:SIZE. The size is the most that a number may
                                  change.
          --attack-unit <unit>    What its size is a number of: columns' own units, or
                                  standard deviations of them. (values: column,
                                  deviation; default: column)
          --defence <defence>     Defend the model, which stays as it is, by controls
                                  that hold its states near clean ones: pca:PART or
                                  autoencoder:PART, the part of the singular values that
                                  is kept (PART:variance for that of the variance).
          --defence-data <file>   Clean rows that the defence is fitted to, such as the
                                  training's.
          --defence-rows <count>  The most of these rows that are used. (default: 6500)
          --defence-segments <count>
                                  The most segments of the flow; states are held at the
                                  end of each. (default: 4)
          --defence-start <start> The controls to begin with. (values: zero, greedy;
                                  default: greedy)
          --defence-sweeps <count>
                                  The sweeps of Pontryagin's principle that improve
                                  them. (default: 3)
          --defence-weight <weight>
                                  What the energy of a control costs. (default: 0.001)
          --attack-seed <seed>    The seed of attacks that leave something to chance.
                                  (default: 0)

        OPTIONS:
          --threads <count>       Threads; all processors unless given. No result
                                  depends on it.
          --json                  Print the result as one JSON document.
          -q, --quiet             Say nothing but the result, warnings and errors.
          -v, --verbose           Say more.
          --color <color>         When to use colours and redrawn lines on standard
                                  error. (values: auto, always, never; default: auto)
          -h, --help              Show help information.

        """)
    #expect(try Workplace().run("help evaluate").output == run.output)
  }

  @Test func `train's options stand in sections`() throws {
    let lines = try Workplace().run("train --help").output.split(
      separator: "\n", omittingEmptySubsequences: false)
    let headings = lines.filter { $0.hasSuffix(":") && !$0.hasPrefix(" ") }
    #expect(
      headings == [
        "ARGUMENTS:", "WHAT TO LEARN:", "READING THE DATA:", "THE NETWORK:", "THE SOLVER:",
        "THE TRAINING:", "THE RUN:", "OPTIONS:",
      ])
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(
      lines.contains(
        "  --header/--no-header    The first line names the columns. (default: found out"))
  }

  @Test func `the memory of a training`() throws {
    #expect(
      try Workplace().run("train --help").output.contains(
        """
          --memory <size>         Memory of the solves and their gradients: what is not
                                  kept is computed again. No result depends on it.

        """))
  }

  @Test func `the version`() throws {
    #expect(try Workplace().run("--version").output == "0.1.0\n")
  }

  @Test(arguments: [
    "train", "evaluate", "predict", "inspect", "plot", "export", "simulate", "check-gradient",
    "generate",
    "benchmark",
  ])
  func `every command says what it does and shows a call`(command: String) throws {
    let run = try Workplace().run("\(command) --help")
    #expect(run.code == 0)
    #expect(run.output.hasPrefix("OVERVIEW: "))
    #expect(run.output.contains("\n  flowlearn \(command) "))
  }
}
