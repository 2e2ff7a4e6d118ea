import FlowLearn
import Testing

@Suite struct RefusalTests {
  /// A line, the exit code, and what standard error ends with.
  static let cases: [(line: String, code: Int32, sentence: String)] = [
    (
      "train none.csv", 66, "flowlearn: none.csv: there is no such file or directory\n"
    ),
    (
      "train folder", 65,
      "flowlearn: folder: this is a directory without images and labels in IDX files "
        + "(train-images-idx3-ubyte and train-labels-idx1-ubyte): name a file in it\n"
    ),
    (
      "train bad.csv", 65,
      "flowlearn: bad.csv:4: column b: \"x\" is not a number (drop the column with --drop b, or use "
        + "--categorical b)\n"
    ),
    (
      "train ragged.csv", 65,
      "flowlearn: ragged.csv:3: 3 fields where line 1 has 2 (complete the line, or put quotes around "
        + "a field that holds the delimiter)\n"
    ),
    (
      "train good.csv --target c", 65,
      "flowlearn: good.csv: there is no column \"c\" (the columns are a, b)\n"
    ),
    (
      "train good.csv --output file/run", 73,
      "flowlearn: file: cannot be created: a file of that name is there\n"
    ),
    (
      "train gap.csv", 65,
      "flowlearn: gap.csv:3: column a: the value is missing (use --missing drop or --missing mean, "
        + "or drop the column with --drop a)\n"
    ),
    (
      "evaluate good.csv good.csv", 65,
      "flowlearn: good.csv: this is not a model, which is a .safetensors file that train wrote, or "
        + "the directory of a run\n"
    ),
    (
      "evaluate folder good.csv", 65,
      "flowlearn: folder: this directory is no run: it holds no model.safetensors\n"
    ),
    (
      "simulate nonsense", 64,
      "flowlearn: 'nonsense' is neither a system nor a file (the systems are "
        + "\(DynamicalSystem<Double>.names.joined(separator: ", ")))\n"
    ),
    (
      "simulate lorenz63 --set r=1", 64,
      "flowlearn: lorenz63 has no parameter 'r' (it has sigma, rho, beta)\n"
    ),
    (
      "train good.csv --config list.json", 65,
      "flowlearn: list.json: a configuration is a JSON object: {\"epochs\": 50, ...}\n"
    ),
  ]

  private func place() throws -> Workplace {
    let place = try Workplace()
    try place.makeDirectory("folder")
    try place.write("a,b\n1,1\n2,2\n3,x\n4,4\n5,5\n", to: "bad.csv")
    try place.write("a,b\n1,1\n2,2,2\n", to: "ragged.csv")
    try place.write("a,b\n1,1\n2,2\n", to: "good.csv")
    try place.write("a,b\n1,u\n,v\n2,u\n", to: "gap.csv")
    try place.write("", to: "file")
    try place.write("[1]", to: "list.json")
    return place
  }

  @Test(arguments: cases)
  func `one sentence and its code`(_ refusal: (line: String, code: Int32, sentence: String)) throws
  {
    let place = try place()
    let run = try place.run(refusal.line)
    #expect(run.code == refusal.code)
    #expect(run.output == "")
    #expect(run.errors.hasSuffix(refusal.sentence), "\(run.errors)")
  }

  @Test func `usage errors say where to read on`() throws {
    let place = try Workplace()
    let run = try place.run("train x.csv --epoch 3")
    #expect(run.code == 64)
    #expect(
      run.errors == """
        Error: Unknown option '--epoch'. Did you mean '--epochs'?
        Usage: flowlearn train [<options>] <data>
          See 'flowlearn train --help' for more information.

        """)
    let memory = try place.run("train x.csv --memory 10Q")
    #expect(
      memory.errors.hasPrefix(
        "Error: The value '10Q' is invalid for '--memory <size>'. Please provide a size such as 64MB "
          + "or 1.5GiB.\n"))
    let pieces = try place.run("train x.csv --pieces 3")
    #expect(
      pieces.errors.hasPrefix(
        "Error: '--pieces' needs '--control piecewise' or '--control linear': a constant control has "
          + "none\n"))
  }

  @Test func `--color always colours what goes to a file`() throws {
    let place = try Workplace()
    let run = try place.run("train none.csv --color always")
    #expect(
      run.errors
        == "flowlearn: \u{1B}[31mnone.csv: there is no such file or directory\u{1B}[0m\n")
  }
}
