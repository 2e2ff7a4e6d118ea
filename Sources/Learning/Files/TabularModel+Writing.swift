import Calculus
import Control
public import DataIO
import Models
import ODE
import Tensors

extension TabularModel {
  /// The version of the model format that is written.
  public static var formatVersion: Int { 1 }

  /// The model as named tensors with its configuration and preprocessing beside them.
  ///
  /// Tensors: `flow.layer0.weight` of shape `[nodes, in, out]`, `flow.layer0.bias` of
  /// `[nodes, out]` and so on, `readout.weight` and `readout.bias`, in the model's precision.
  /// Metadata: `format`, `format_version`, `version`, as JSON `configuration` and
  /// `preprocessing`, and `sha256` of the tensors' bytes in the order of their names.
  ///
  /// - Parameter version: the version of the program that writes.
  /// - Returns: what a model file holds.
  public func safetensors(version: String) -> Safetensors {
    let tensors =
      switch flow {
      case .single(let model): model.storedTensors
      case .double(let model): model.storedTensors
      }
    return Safetensors(
      tensors,
      metadata: [
        "format": "flowlearn", "format_version": String(TabularModel.formatVersion),
        "version": version, "configuration": configuration.text(),
        "preprocessing": preprocessing.text(), "sha256": StoredTensor.digest(of: tensors),
      ])
  }

  /// The bytes of the model's file.
  public func bytes(version: String) -> [UInt8] { safetensors(version: version).bytes }

  /// The architecture and the precision.
  public var configuration: JSONValue {
    guard var object = architecture.json.object else { return nil }
    object["precision"] = .string(precision.rawValue)
    return .object(object)
  }

  /// What is done to tables before the network, and to its outputs behind it.
  public var preprocessing: JSONValue {
    let parts: [(String, JSONValue)] =
      switch flow {
      case .single(let model): model.preprocessing
      case .double(let model): model.preprocessing
      }
    var object: JSONObject = ["encoder": encoder.json]
    for (key, value) in parts { object[key] = value }
    return .object(object)
  }
}

extension StoredTensor {
  /// The SHA-256 of the tensors' bytes in the order of their names, in hexadecimal digits.
  static func digest(of tensors: [StoredTensor]) -> String {
    let sorted = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var hash = SHA256()
    for tensor in sorted { hash.update(Array(tensor.bytes)) }
    return hash.hexDigest
  }
}

extension FlowModel {
  fileprivate var preprocessing: [(String, JSONValue)] {
    switch self {
    case .classifier(let model):
      [
        ("standardizer", model.standardizer.json),
        ("classes", .array(model.classes.map(JSONValue.string))),
      ]
    case .regressor(let model):
      [
        ("standardizer", model.standardizer.json),
        ("target_standardizer", model.targetStandardizer.json),
      ]
    }
  }
}

extension FlowModel where Element: StoredElement {
  var storedTensors: [StoredTensor] {
    let values = parameters.elements
    return network.storedParts.map { part in
      StoredTensor(name: part.name, part.ranges.flatMap { values[$0] }, shape: part.shape)
    }
  }
}

/// A named tensor of a model file, and where its numbers lie in the parameter vector.
struct StoredPart {
  let name: String
  let shape: [Int]
  let ranges: [Range<Int>]
}

extension FlowNetwork {
  /// The tensors of the parameter vector.
  var storedParts: [StoredPart] {
    let nodes = architecture.solver.control.nodeCount
    let layout = problem.dynamics.parameters
    let flow = layout.segments.map { segment in
      StoredPart(
        name: "flow.\(segment.name)", shape: [nodes] + segment.shape,
        ranges: (0..<nodes).map { node in
          let offset = node * layout.count
          return offset + segment.range.lowerBound..<offset + segment.range.upperBound
        })
    }
    let offset = problem.flowParameterCount
    let last = readOut.parameters.segments.map { segment in
      StoredPart(
        name: "readout.\(segment.name)", shape: segment.shape,
        ranges: [offset + segment.range.lowerBound..<offset + segment.range.upperBound])
    }
    return flow + last
  }
}

extension Standardizer {
  /// The map as JSON.
  public var json: JSONValue {
    [
      "means": .array(means.map(JSONValue.number)), "scales": .array(scales.map(JSONValue.number)),
    ]
  }

  init(_ reader: JSONReader, count: Int) throws(JSONShapeError) {
    let means = try reader.numbers("means")
    let scales = try reader.numbers("scales")
    guard means.count == count else {
      throw try reader.at("means").error("\(count) numbers, not \(means.count)")
    }
    guard scales.count == count, scales.allSatisfy({ $0 > 0 }) else {
      throw try reader.at("scales").error("\(count) positive numbers")
    }
    self.init(means: means, scales: scales)
  }
}
