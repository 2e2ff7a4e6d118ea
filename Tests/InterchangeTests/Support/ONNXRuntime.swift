import Calculus
import DataIO
import Foundation
import Interchange
import Tensors
import Testing

/// Models run by ONNX Runtime, many in one call: a Python takes half a second to begin.
struct ONNXRuntime {
  /// Checks models with the format's own checker, runs them, and saves what comes out.
  ///
  /// A model `name.onnx` has its inputs in `name.npz`, and its outputs go to `name.out.npz`.
  private static let script = """
    import glob, sys
    import numpy as np, onnx, onnxruntime as ort
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    for path in sorted(glob.glob(sys.argv[1] + "/*.onnx")):
        try:
            onnx.checker.check_model(path, full_check=True)
            session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
            outputs = session.run(None, dict(np.load(path[:-5] + ".npz")))
            names = [output.name for output in session.get_outputs()]
            np.savez(path[:-5] + ".out.npz", **dict(zip(names, outputs)))
        except Exception as error:
            print(path, str(error)[:2000])
    """

  private let directory: URL

  /// An empty place for models.
  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("flowlearn-onnx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  /// Puts a model beside what it is to be run on.
  func add<Element: Scalar & StoredElement>(
    _ name: String, _ model: ONNXModel, _ inputs: [(String, Tensor<Element>)]
  ) throws {
    try Data(model.bytes).write(to: url(name + ".onnx"))
    let archive = NPZArchive(inputs.map { NPZArchive.Member($0.0, NPYArray($0.1)) })
    try Data(archive.bytes()).write(to: url(name + ".npz"))
  }

  /// Runs all models.
  func run() throws {
    let run = try Python.run(ONNXRuntime.script, [directory.path])
    #expect(run.code == 0 && run.output == "", "\(run.output)")
  }

  /// What came out of a model, as doubles.
  func outputs(of name: String) throws -> [String: [Double]] {
    let bytes = try Data(contentsOf: url(name + ".out.npz"))
    let archive = try NPZArchive([UInt8](bytes), source: name)
    return Dictionary(
      uniqueKeysWithValues: archive.members.map { ($0.name, $0.array.doubles ?? []) })
  }

  func remove() {
    try? FileManager.default.removeItem(at: directory)
  }

  private func url(_ name: String) -> URL { directory.appendingPathComponent(name) }
}

extension ONNXModel {
  /// A model of a recorded function: inputs `x0`, `x1`, … and outputs `y0`, `y1`, ….
  init(_ graph: Graph, precision: ONNXPrecision) {
    self.init(
      recording: graph, inputs: graph.inputShapes.indices.map { "x\($0)" },
      outputs: graph.outputShapes.indices.map { "y\($0)" }, precision: precision,
      producer: "test", version: "1")
  }
}
