import FlowLearn
import Foundation
import Testing

/// `export --format onnx`: ONNX Runtime predicts what `predict` does.
@Suite(.enabled(if: Python.has("onnx", "onnxruntime"), Python.absence)) struct ONNXExportTests {
  /// Checks models, feeds each the columns of a table by name, and prints how far it is from
  /// `predict`'s file: of probabilities the largest difference, of numbers that in standard deviations.
  private static let script = """
    import csv, json, sys
    import numpy as np, onnx, onnxruntime as ort
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    def number(cell): return float(cell) if cell else np.nan
    for name in sys.argv[3:]:
        onnx.checker.check_model(f"{sys.argv[1]}/{name}.onnx", full_check=True)
        session = ort.InferenceSession(
            f"{sys.argv[1]}/{name}.onnx", options, providers=["CPUExecutionProvider"])
        meta = session.get_modelmeta().custom_metadata_map
        rows = list(csv.DictReader(open(f"{sys.argv[1]}/{sys.argv[2]}")))
        feed = {}
        for value in session.get_inputs():
            cells = [row[value.name] for row in rows]
            column = (np.array(cells, dtype=object) if value.type == "tensor(string)"
                      else np.array([number(cell) for cell in cells]))
            feed[value.name] = column.reshape(-1, 1)
        outputs = dict(zip([o.name for o in session.get_outputs()], session.run(None, feed)))
        known = list(csv.DictReader(open(f"{sys.argv[1]}/{name}.csv")))
        if meta["task"] == "classification":
            classes = json.loads(meta["classes"])
            label, found = outputs.values()
            wanted = np.array([[number(row["p_" + c]) for c in classes] for row in known])
            labels = [row[meta["target"]] for row in known]
            assert labels == label.tolist(), name
        else:
            [found] = outputs.values()
            wanted = np.array([[number(row[meta["target"]])] for row in known])
        assert found.shape == wanted.shape, (name, found.shape, wanted.shape)
        assert (np.isnan(found) == np.isnan(wanted)).all(), name
        scale = 1 if meta["task"] == "classification" else np.nanstd(wanted)
        print(name, np.nanmax(np.abs(found - wanted)) / scale, int(np.isnan(wanted[:, 0]).sum()))
    """

  /// A model to be trained, by its options.
  private struct Case {
    let name: String
    let options: String
    /// Rows of the table that have a gap which the model does not fill.
    let gaps: Int
  }

  private static let activations: [Case] = Activation.allCases.map { activation in
    Case(
      name: activation.rawValue,
      options:
        "--target kind --drop y --missing mean --activation \(activation) --hidden 8,8 --horizon 2",
      gaps: 0)
  }

  /// Controls, each written out and as a loop, of classifiers and regressors; gaps filled or not.
  private static let flows: [Case] =
    ["constant", "piecewise", "linear"].flatMap { control in
      [3, 30].flatMap { steps in
        [
          Case(
            name: "\(control)-\(steps)-kind",
            options: "--target kind --drop y --missing mean --control \(control) --steps \(steps) "
              + "--time --augment 2 --activation tanh", gaps: 0),
          Case(
            name: "\(control)-\(steps)-y",
            options: "--target y --drop kind --missing drop --control \(control) --steps \(steps)",
            gaps: 20),
        ]
      }
    }
    + ["euler", "tsit5", "dop853"].map { method in
      Case(
        name: method,
        options: "--target low --drop y --drop kind --missing drop --method \(method) --steps 5",
        gaps: 20)
    }

  /// All of them; in debug, where trainings take long, one of each kind.
  #if DEBUG
  private static let cases = activations.prefix(1) + flows.prefix(2)
  #else
  private static let cases = activations + flows
  #endif

  /// Numbers far from 0 and small, categories with quotes and letters beyond ASCII, gaps in both, and
  /// columns named as what the graph makes up.
  private static func table(_ count: Int = 120) -> String {
    var stream = RandomStream(seed: 8)
    let colors = ["red", "\"blue, dark\"", "é"]
    var text = "year,label,Add1,color,kind,low,y\n"
    for row in 0..<count {
      let year = 2000 + 20 * stream.uniform()
      let size = 1e-3 * stream.normal()
      let color = Int(3 * stream.uniform())
      let y = 0.3 * (year - 2010) + 500 * size + 2 * Double(color) + 0.1 * stream.normal()
      let cells = [
        row % 12 == 5 ? "" : "\(year)", "\(size)", "\(stream.normal())",
        row % 12 == 7 ? "" : colors[color], y > 3 ? "hi" : y > 1 ? "mid" : "lo",
        y > 2 ? "no" : "yes", "\(1000 + 50 * y)",
      ]
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }

  @Test(arguments: [(Precision.single, 3e-6), (.double, 6e-15)])
  func `predictions agree`(_ precision: Precision, _ tolerance: Double) throws {
    let place = try Workplace()
    try place.write(Self.table(), to: "t.csv")
    let cases = Array(Self.cases)
    for item in cases {
      let train = try place.run(
        "train t.csv \(item.options) --precision \(precision) --epochs 6 --learning-rate 0.03 -o "
          + item.name)
      try #require(train.code == 0, "\(train.errors)")
      let export = try place.run("export \(item.name) --output \(item.name).onnx")
      try #require(export.code == 0, "\(export.errors)")
      #expect(export.errors == "written to \(item.name).onnx\n")
      _ = try place.run("predict \(item.name) t.csv --output \(item.name).csv")
    }
    let run = try Python.run(Self.script, [place.path(), "t.csv"] + cases.map(\.name))
    #expect(run.code == 0, "\(run.output)")
    let lines = run.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.count == cases.count)
    for (item, line) in zip(cases, lines) {
      let difference = try #require(Double(line[1]))
      #expect(line[0] == item.name && difference <= tolerance, "\(line)")
      #expect(Int(line[2]) == item.gaps, "\(line)")
    }
  }
  /// The features as a matrix, gaps in it, and what a graph says of itself.
  private static let matrixScript = """
    import sys
    import numpy as np, onnx, onnxruntime as ort
    place = sys.argv[1]
    for name in ["columns", "matrix"]:
        onnx.checker.check_model(f"{place}/{name}.onnx", full_check=True)
    columns, matrix = [ort.InferenceSession(f"{place}/{n}.onnx") for n in ["columns", "matrix"]]
    x = np.array([[0.5, np.nan], [-1.0, 2.0]])
    a = columns.run(None, {"u": x[:, :1], "v": x[:, 1:]})
    b = matrix.run(None, {"features": x})
    assert a[0].tolist() == b[0].tolist() and np.array_equal(a[1], b[1], equal_nan=True)
    print(b[0].tolist()[0] == "", np.isnan(b[1][0]).all(), abs(b[1][1].sum() - 1) < 1e-6)
    print([(v.name, v.type, v.shape) for v in columns.get_inputs() + columns.get_outputs()])
    print([(v.name, v.type, v.shape) for v in matrix.get_inputs() + matrix.get_outputs()])
    model = onnx.load(f"{place}/columns.onnx")
    print(model.producer_name, model.producer_version, model.doc_string)
    for entry in model.metadata_props[:4]: print(entry.key, entry.value)
    """

  @Test func `columns or a matrix`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    _ = try place.run("train clouds.csv \(short) -o run")
    _ = try place.run("export run -o columns.onnx")
    _ = try place.run("export run -o matrix.onnx --inputs matrix")
    let run = try Python.run(Self.matrixScript, [place.path()])
    #expect(
      run.output == """
        True True True
        [('u', 'tensor(double)', ['rows', 1]), ('v', 'tensor(double)', ['rows', 1]), ('label', 'tensor(string)', ['rows']), ('probabilities', 'tensor(float)', ['rows', 2])]
        [('features', 'tensor(double)', ['rows', 2]), ('label', 'tensor(string)', ['rows']), ('probabilities', 'tensor(float)', ['rows', 2])]
        flowlearn 0.1.0 Predicts kind from u, v.
        task classification
        target kind
        precision single
        classes ["high","low"]

        """)
  }
}
