import FlowLearn
import Foundation
import Testing

/// `export`: what it writes, and what it refuses.
@Suite struct ExportTests {
  /// A place with a table and runs of it: by equal steps, and by adaptive ones.
  private func trained(_ options: String = "") throws -> Workplace {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let run = try place.run("train clouds.csv \(short) -o run \(options)")
    try #require(run.code == 0, "\(run.errors)")
    return place
  }

  @Test func `the screen`() throws {
    let run = try Workplace().run("export --help")
    #expect(run.code == 0)
    #expect(
      run.output == """
        OVERVIEW: Write a model in a format that other programs read.

        onnx is the whole model, from the columns of a table to labels or numbers, for
        ONNX Runtime and its like. safetensors, npz and json hold the numbers alone,
        under their names.

          flowlearn export runs/iris-001 --output iris.onnx
          flowlearn export runs/iris-001 --format npz > iris.npz

        A flow of adaptive or implicit steps has no ONNX operators: --steps puts equal
        steps of an explicit method in their place, and says what that changes.

          flowlearn export runs/stiff-001 --output stiff.onnx --steps 40

        USAGE: flowlearn export [--format <format>] [--output <file>] [--force]
               [--inputs <inputs>] [--steps <count>] [--method <method>] [--json]
               [--quiet] [--verbose] [--color <color>] <model>

        ARGUMENTS:
          <model>                 The model: its file, or the directory of its run.

        OPTIONS:
          --format <format>       The format; that of the output's name unless given.
                                  (values: onnx, safetensors, npz, json)
          -o, --output <file>     The file to write; standard output when not given.
          --force                 Overwrite the output.
          --inputs <inputs>       What an ONNX model takes: each column under its own
                                  name, or the features as one matrix. (values: columns,
                                  matrix; default: columns)
          --steps <count>         Equal steps of an ONNX model, in place of the model's
                                  own.
          --method <method>       The method of those steps; the model's own where it is
                                  explicit, otherwise rk4. (values: euler, midpoint,
                                  heun, bosh3, ssprk3, rk4, three-eighths, rkf45,
                                  dopri5, tsit5, cash-karp, vern6, vern7, dop853)
          --json                  Print the result as one JSON document.
          -q, --quiet             Say nothing but the result, warnings and errors.
          -v, --verbose           Say more.
          --color <color>         When to use colours and redrawn lines on standard
                                  error. (values: auto, always, never; default: auto)
          -h, --help              Show help information.

        """)
  }

  @Test func `weights under their names`() throws {
    let place = try trained("--augment 1")
    _ = try place.run("export run -o w.safetensors")
    let file = try Safetensors(try place.bytes("w.safetensors"), source: "w")
    #expect(
      Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.shape) }) == [
        "features.mean": [2], "features.scale": [2], "flow.layer0.weight": [3, 4],
        "flow.layer0.bias": [4], "flow.layer1.weight": [4, 3], "flow.layer1.bias": [3],
        "readout.weight": [3, 1], "readout.bias": [1],
      ])
    #expect(file.metadata["classes"] == "[\"high\",\"low\"]")
    #expect(file.metadata["task"] == "classification")
    #expect(file.metadata["features"] == "[\"u\",\"v\"]")
    _ = try place.run("export run -o w.npz")
    let archive = try NPZArchive(try place.bytes("w.npz"), source: "w")
    _ = try place.run("export run -o w.json")
    let json = try JSONValue(parsing: try place.bytes("w.json"), source: "w")
    let model = try Safetensors(try place.bytes("run/model.safetensors"), source: "m")
    for tensor in file.tensors {
      let array = try archive.array(tensor.name)
      #expect(array == NPYArray(tensor))
      let entry = json["tensors"]?[tensor.name]
      #expect(entry?["shape"]?.array?.map(\.int) == tensor.shape)
      #expect(
        entry?["values"]?.flat == tensor.doubles?.map { Double(Float($0).description) ?? $0 }
          || tensor.type == .float64)
      guard tensor.name.hasPrefix("flow") else { continue }
      #expect(try model.doubles(of: tensor.name) == tensor.doubles)
    }
  }

  @Test func `a control that depends on time keeps its nodes`() throws {
    let place = try trained("--control linear")
    _ = try place.run("export run -o w.safetensors")
    let file = try Safetensors(try place.bytes("w.safetensors"), source: "w")
    #expect(try file.tensor("flow.layer0.weight").shape == [3, 2, 4])
  }

  @Test func `without an output the bytes are the result`() throws {
    let place = try trained()
    let run = try place.run("export run --format json")
    #expect(run.code == 0 && run.errors == "")
    #expect(try run.json()["task"] == "classification")
    let told = try place.run("export run -o w.npz --json --quiet")
    #expect(told.code == 0 && told.errors == "")
    let size = try place.bytes("w.npz").count
    #expect(try told.json() == ["path": "w.npz", "format": "npz", "bytes": .integer(size)])
    let both = try place.run("export run --format npz --json")
    #expect(both.code == 64)
    #expect(
      both.errors.hasPrefix(
        "Error: '--json' needs '--output': without it the model is the result\n"))
  }

  @Test func `outputs are not overwritten unless that is wanted`() throws {
    let place = try trained()
    #expect(try place.run("export run -o m.onnx").errors == "written to m.onnx\n")
    let again = try place.run("export run -o m.onnx")
    #expect(again.code == 73)
    #expect(
      again.errors
        == "flowlearn: m.onnx: is there already (use --force to overwrite it, or another --output)\n"
    )
    #expect(try place.run("export run -o m.onnx --force").code == 0)
    let nowhere = try place.run("export run -o no/m.onnx")
    #expect(nowhere.code == 73)
    #expect(
      nowhere.errors == "flowlearn: no/m.onnx: cannot be created: no such file or directory\n")
    let full = try place.run("export run --format npz -o /dev/full")
    #expect(full.code == 74)
    #expect(full.errors == "flowlearn: /dev/full: writing failed: no space left on device\n")
  }

  @Test func `formats that are not there`() throws {
    let place = try Workplace()
    let typo = try place.run("export run --format onx")
    #expect(typo.code == 64)
    #expect(
      typo.errors.hasPrefix(
        "Error: The value 'onx' is invalid for '--format <format>'. Did you mean 'onnx'? Please provide "
          + "one of 'onnx', 'safetensors', 'npz' or 'json'.\n"))
    let unclear = try place.run("export run -o model.pt")
    #expect(unclear.code == 64)
    #expect(
      unclear.errors.hasPrefix(
        "Error: The format is not clear: give '--format' (onnx, safetensors, npz, json), or an output "
          + "whose name ends in one of them, such as --output model.onnx\n"))
    let method = try place.run("export run -o m.onnx --method rk4")
    #expect(
      method.errors.hasPrefix(
        "Error: '--method' needs '--steps': it is the method of those steps\n"))
    let steps = try place.run("export run -o m.npz --steps 4")
    #expect(
      steps.errors.hasPrefix("Error: '--steps' is for '--format onnx': npz holds no steps\n"))
  }

  @Test func `many columns make many inputs, which is said`() throws {
    let place = try Workplace()
    let names = (0..<101).map { "c\($0)" }.joined(separator: ",")
    let rows = (0..<12).map { row in
      (0..<101).map { "\((row * 7 + $0 * 3) % 11)" }.joined(separator: ",")
        + (row % 2 == 0 ? ",a" : ",b")
    }
    try place.write(([names + ",k"] + rows).joined(separator: "\n") + "\n", to: "wide.csv")
    let train = try place.run("train wide.csv --epochs 1 --hidden 2 --steps 1 -o run")
    try #require(train.code == 0, "\(train.errors)")
    #expect(
      try place.run("export run -o m.onnx").errors == """
        the ONNX model has 101 inputs, one for each column (--inputs matrix makes one of them)
        written to m.onnx

        """)
    #expect(
      try place.run("export run -o m.onnx --inputs matrix --force").errors
        == "written to m.onnx\n")
  }

  @Test func `adaptive steps need a number of equal ones`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let train = try place.run(
      "train clouds.csv --drop name --epochs 4 --hidden 4 --rtol 1e-8 --precision double -o run")
    try #require(train.code == 0)
    let refused = try place.run("export run -o m.onnx")
    #expect(refused.code == 65)
    #expect(
      refused.errors == """
        flowlearn: run/model.safetensors: each row takes its own steps of tsit5, as many as it needs, and ONNX has no operator for that: a number of equal steps of an explicit method must stand for them (use --steps 40, or as many as the flow needs)

        """)
    #expect(!place.has("m.onnx"))
    let taken = try place.run("export run -o m.onnx --steps 20")
    #expect(taken.code == 0)
    let sentence = try #require(
      taken.errors.wholeMatch(
        of:
          /20 steps of tsit5: over 256 random rows probabilities differ by at most (\S+) from those of the model's own steps\nwritten to m.onnx\n/
      ))
    #expect((Double(sentence.1) ?? 1) < 1e-7)
  }

  @Test func `implicit steps need explicit ones`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let train = try place.run(
      "train clouds.csv --drop name --epochs 2 --hidden 4 --method kvaerno5 --steps 2 -o run")
    try #require(train.code == 0, "\(train.errors)")
    let refused = try place.run("export run -o m.onnx")
    #expect(refused.code == 65)
    #expect(
      refused.errors == """
        flowlearn: run/model.safetensors: the steps of kvaerno5 are found by solving equations, and ONNX has no operator for that: a number of equal steps of an explicit method must stand for them (use --steps 40, or as many as the flow needs)

        """)
    let taken = try place.run("export run -o m.onnx --steps 8")
    #expect(taken.errors.hasPrefix("8 steps of rk4: over 256 random rows "))
  }

  /// Values as Python's own libraries read them.
  private static let script = """
    import json, sys
    import numpy as np
    from safetensors import safe_open
    place = sys.argv[1]
    archive = np.load(place + "/w.npz")
    meta = json.loads(bytes(archive["metadata"]))
    text = json.load(open(place + "/w.json"))
    with safe_open(place + "/w.safetensors", "np") as file, \\
            safe_open(place + "/run/model.safetensors", "np") as model:
        names = set(file.keys())
        assert names == set(archive.files) - {"metadata"} == set(text["tensors"])
        for name in names:
            value = file.get_tensor(name)
            assert value.dtype == archive[name].dtype and (value == archive[name]).all()
            entry = text["tensors"][name]
            assert list(value.shape) == entry["shape"]
            assert (np.array(entry["values"], dtype=value.dtype) == value).all()
            if name in model.keys():
                assert (model.get_tensor(name).reshape(value.shape) == value).all()
        assert json.loads(file.metadata()["columns"]) == meta["columns"] == text["columns"]
    print(len(names), value.dtype, meta["task"], meta["precision"])
    """

  @Test(
    .enabled(if: Python.has("numpy", "safetensors"), Python.absence),
    arguments: ["single", "double"])
  func `Python's libraries read the same numbers`(precision: String) throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let train = try place.run(
      "train clouds.csv \(short) --target v --drop kind --precision \(precision) -o run")
    try #require(train.code == 0, "\(train.errors)")
    for name in ["w.safetensors", "w.npz", "w.json"] { _ = try place.run("export run -o \(name)") }
    let run = try Python.run(Self.script, [place.path()])
    #expect(
      run.output == "10 float64 regression \(precision)\n"
        || run.output == "10 float32 regression \(precision)\n")
  }
}

extension JSONValue {
  /// The numbers in arrays of arrays.
  fileprivate var flat: [Double] {
    array.map { $0.flatMap(\.flat) } ?? double.map { [$0] } ?? []
  }
}
