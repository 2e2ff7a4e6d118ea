import FlowLearn
import Foundation
import Testing

/// A whole network for images leaves the package as an ONNX model, by the public API alone.
@Suite struct LayerExportTests {
  /// Prints how far a model's results are from those expected.
  private static let script = """
    import sys
    import numpy as np, onnx, onnxruntime as ort
    onnx.checker.check_model(sys.argv[1] + "/m.onnx", full_check=True)
    data = dict(np.load(sys.argv[1] + "/m.npz"))
    expected = data.pop("expected")
    session = ort.InferenceSession(sys.argv[1] + "/m.onnx", providers=["CPUExecutionProvider"])
    print(float(np.abs(session.run(None, data)[0] - expected).max()))
    """

  private static let python =
    ProcessInfo.processInfo.environment["FLOWLEARN_PYTHON"] ?? "python3"

  /// What Python prints; nil when it fails, as it does without the packages.
  private static func run(_ script: String, _ arguments: [String]) throws -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, "-c", script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: output, as: UTF8.self) : nil
  }

  private static var hasRuntime: Bool {
    ((try? run("import onnx, onnxruntime", [])) ?? nil) != nil
  }

  private static let network = ResidualImageNetwork(
    imageShape: [12, 10, 2], outputs: 3, channels: 4, projections: 2, residualLayers: 2)

  @Test(
    .enabled(
      if: hasRuntime,
      "no Python with onnx and onnxruntime: pip install them, and name it in FLOWLEARN_PYTHON"))
  func `in single precision`() throws {
    try compare(Float.self, .single, within: 1.8e-7)
  }

  @Test(
    .enabled(
      if: hasRuntime,
      "no Python with onnx and onnxruntime: pip install them, and name it in FLOWLEARN_PYTHON"))
  func `in double precision`() throws {
    try compare(Double.self, .double, within: 5e-16)
  }

  private func compare<Element: Scalar & StoredElement>(
    _ element: Element.Type, _ precision: ONNXPrecision, within tolerance: Double
  ) throws {
    let network = Self.network
    let segments = network.parameters.segments
    let graph = Graph(inputs: [[Extents.rows, 12, 10, 2]] + segments.map(\.shape)) { v in
      [network.apply(v[0], Parameters(Array(v.dropFirst())))]
    }
    let names = ["images"] + segments.map(\.name)
    let model = ONNXModel(
      recording: graph, inputs: names, outputs: ["scores"], precision: precision,
      producer: "test", version: "1")
    var stream = RandomStream(seed: 4)
    let numbers = network.initialParameters(using: &stream)
    let inputs =
      [Tensor<Element>.normal(shape: [5, 12, 10, 2], using: &stream)]
      + segments.map { Tensor(numbers[$0.range].map { Element($0) }, shape: $0.shape) }
    let expected = graph(inputs)[0]
    let place = FileManager.default.temporaryDirectory
      .appendingPathComponent("flowlearn-layers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    try Data(model.bytes).write(to: place.appendingPathComponent("m.onnx"))
    let arrays = zip(names + ["expected"], inputs + [expected]).map {
      NPZArchive.Member($0, NPYArray($1))
    }
    try Data(NPZArchive(arrays).bytes()).write(to: place.appendingPathComponent("m.npz"))
    let output = try #require(try Self.run(Self.script, [place.path]))
    let line = output.split(separator: "\n").last.map(String.init) ?? ""
    let difference = try #require(Double(line), "\(output)")
    #expect(difference <= tolerance)
    #expect(expected.elements.contains { abs($0) > 0.1 })
  }
}
