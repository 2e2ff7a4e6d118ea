import Calculus
public import DataIO
import ODE
import Tensors

extension TabularModel {
  /// The model's numbers under names, for other programs: the network's parameters and the maps around it.
  ///
  /// `flow.layer0.weight` of shape `[in, out]`, `flow.layer0.bias` of `[out]` and so on, with the
  /// control's nodes as a first axis where the control depends on time; `readout.weight` and
  /// `readout.bias`; in double precision `features.mean`, `features.scale` and, for a regression,
  /// `target.mean` and `target.scale`. Metadata: `task`, `target`, `precision`, and as JSON `classes`,
  /// `columns`, `features` and `configuration`.
  ///
  /// A layer takes rows x to `x @ weight + bias`.
  public var weights: Safetensors {
    Safetensors(
      storedWeights,
      metadata: Dictionary(
        interchangeEntries.map { ($0.key, $0.value.string ?? $0.value.text()) },
        uniquingKeysWith: { first, _ in first }))
  }

  /// The same as one JSON object: the entries of the metadata, and behind them `tensors`, which has for
  /// each name its shape and its numbers, nested as the shape is.
  public var weightsJSON: JSONValue {
    var object = JSONObject()
    for (key, value) in interchangeEntries { object[key] = value }
    var tensors = JSONObject()
    for tensor in storedWeights {
      tensors[tensor.name] = [
        "shape": .array(tensor.shape.map(JSONValue.integer)), "values": tensor.nestedNumbers,
      ]
    }
    object["tensors"] = .object(tensors)
    return .object(object)
  }

  /// The tensors of ``weights`` as NumPy reads them, and behind them `metadata`: the bytes of a JSON object
  /// with the entries of its metadata, for `json.loads(bytes(archive["metadata"]))`.
  public var weightsArchive: NPZArchive {
    var object = JSONObject()
    for (key, value) in interchangeEntries { object[key] = value }
    let text = Array(JSONValue.object(object).text().utf8)
    return NPZArchive(
      storedWeights.compactMap { tensor in
        NPYArray(tensor).map { NPZArchive.Member(tensor.name, $0) }
      } + [NPZArchive.Member("metadata", NPYArray(text))])
  }

  /// What is said about a model in a file for other programs.
  var interchangeEntries: [(key: String, value: JSONValue)] {
    [
      ("task", .string(task.rawValue)), ("target", .string(encoder.target)),
      ("precision", .string(precision.rawValue)),
      ("classes", .array(classes.map(JSONValue.string))),
      ("columns", encoder.json["columns"] ?? []),
      ("features", .array(encoder.featureNames.map(JSONValue.string))),
      ("configuration", configuration),
    ]
  }

  /// The tensors of ``weights``, in the order of their use.
  public var storedWeights: [StoredTensor] {
    let (network, scaler, target) =
      switch flow {
      case .single(let model): (model.exportedTensors, model.standardizer, model.targetStandardizer)
      case .double(let model): (model.exportedTensors, model.standardizer, model.targetStandardizer)
      }
    var tensors = scaler.tensors(prefix: "features") + network
    if let target { tensors += target.tensors(prefix: "target") }
    return tensors
  }
}

extension Standardizer {
  fileprivate func tensors(prefix: String) -> [StoredTensor] {
    [
      StoredTensor(name: prefix + ".mean", means), StoredTensor(name: prefix + ".scale", scales),
    ]
  }
}

extension FlowModel {
  fileprivate var targetStandardizer: Standardizer? {
    if case .regressor(let model) = self { model.targetStandardizer } else { nil }
  }
}

extension FlowModel where Element: StoredElement {
  /// The network's tensors; without the axis of nodes where there is one node at all times.
  fileprivate var exportedTensors: [StoredTensor] {
    let isConstant = network.architecture.solver.control == .constant
    return storedTensors.map { tensor in
      guard isConstant, tensor.name.hasPrefix("flow.") else { return tensor }
      return StoredTensor(
        name: tensor.name, type: tensor.type, shape: Array(tensor.shape.dropFirst()),
        bytes: tensor.bytes)
    }
  }
}

extension StoredTensor {
  /// The numbers as arrays in arrays.
  fileprivate var nestedNumbers: JSONValue {
    var level = numbers
    for extent in shape.dropFirst().reversed() {
      level = stride(from: 0, to: level.count, by: max(extent, 1)).map {
        .array(Array(level[$0..<min($0 + extent, level.count)]))
      }
    }
    return shape.isEmpty ? level.first ?? .null : .array(level)
  }

  /// Each number as the shortest decimal that reads back as it.
  private var numbers: [JSONValue] {
    if let values = elements(as: Float.self) {
      // The shortest decimal of 32 bits, not of the same value in 64.
      return values.map { .number(Double($0.description) ?? Double($0)) }
    }
    return (doubles ?? []).map(JSONValue.number)
  }
}
