import Calculus
public import DataIO
import Models
import ODE
import Tensors

extension TabularModel {
  /// The model in the bytes of a file.
  ///
  /// Everything is checked: that the file is a model of a known format, that the configuration and
  /// the preprocessing are whole and agree, that the tensors are those the configuration asks for,
  /// that the tensors' bytes are those that were written, and that all numbers are finite.
  ///
  /// - Parameters:
  ///   - bytes: the bytes of the file.
  ///   - source: the name of the file, for sentences.
  /// - Throws: what is wrong with the file.
  public init(bytes: [UInt8], source: String) throws(ModelFileError) {
    let file: Safetensors
    do throws(DataError) {
      file = try Safetensors(bytes, source: source)
    } catch {
      throw ModelFileError(source: source, fault: .data(error))
    }
    try self.init(file)
  }

  /// The model in a safetensors file.
  ///
  /// - Throws: what is wrong with the file.
  public init(_ file: Safetensors) throws(ModelFileError) {
    let reader = ModelReader(file: file)
    try reader.checkFormat()
    let architecture = try reader.entry("configuration") { json throws(JSONShapeError) in
      try FlowArchitecture(json: json.value)
    }
    let precision: Precision = try reader.entry("configuration") {
      json throws(JSONShapeError) in try json.choice("precision")
    }
    let preprocessing = try reader.entry("preprocessing") { json throws(JSONShapeError) in
      try Preprocessing(json)
    }
    switch precision {
    case .single:
      let flow: FlowModel<Float> = try reader.model(architecture, preprocessing)
      self.init(encoder: preprocessing.encoder, flow: .single(flow))
    case .double:
      let flow: FlowModel<Double> = try reader.model(architecture, preprocessing)
      self.init(encoder: preprocessing.encoder, flow: .double(flow))
    }
  }
}

/// What a model file says about tables.
private struct Preprocessing {
  let encoder: TableEncoder
  let standardizer: Standardizer
  let target: Target

  enum Target {
    case classes([String])
    case scale(Standardizer)
  }

  init(_ reader: JSONReader) throws(JSONShapeError) {
    encoder = try TableEncoder(try reader.at("encoder"))
    let count = encoder.featureCount
    guard count >= 1 else { throw try reader.at("encoder").error("of at least one feature") }
    standardizer = try Standardizer(try reader.at("standardizer"), count: count)
    switch encoder.task {
    case .classification:
      let classes = try reader.strings("classes")
      guard classes.count >= 2, Set(classes).count == classes.count else {
        throw try reader.at("classes").error("at least two different labels")
      }
      target = .classes(classes)
    case .regression:
      target = .scale(try Standardizer(try reader.at("target_standardizer"), count: 1))
    }
  }
}

/// Reads the parts of a model file.
private struct ModelReader {
  let file: Safetensors

  func error(_ fault: ModelFileError.Fault) -> ModelFileError {
    ModelFileError(source: file.source, fault: fault)
  }

  func checkFormat() throws(ModelFileError) {
    guard file.metadata["format"] == "flowlearn" else { throw error(.notAModel) }
    guard let version = file.metadata["format_version"] else {
      throw error(.missingEntry("format_version"))
    }
    guard let number = Int(version), (1...TabularModel.formatVersion).contains(number) else {
      throw error(.newerFormat(version, known: TabularModel.formatVersion))
    }
  }

  /// What the closure makes of an entry of the metadata.
  func entry<Result>(
    _ key: String, _ body: (JSONReader) throws(JSONShapeError) -> Result
  ) throws(ModelFileError) -> Result {
    guard let text = file.metadata[key] else { throw error(.missingEntry(key)) }
    let json: JSONValue
    do throws(DataError) {
      json = try JSONValue(parsing: Array(text.utf8), source: "\(file.source), \(key)")
    } catch {
      throw self.error(.data(error))
    }
    do throws(JSONShapeError) {
      return try body(JSONReader(json))
    } catch {
      throw self.error(.entry(key, error))
    }
  }

  func model<Element: Scalar & StoredElement>(
    _ architecture: FlowArchitecture, _ preprocessing: Preprocessing
  ) throws(ModelFileError) -> FlowModel<Element> {
    let features = preprocessing.encoder.featureCount
    let outputs: Int
    let loss: ReadOutCost.Loss
    switch preprocessing.target {
    case .classes(let classes): (outputs, loss) = FlowClassifier<Element>.readOut(classes.count)
    case .scale: (outputs, loss) = (1, .squaredError)
    }
    try checkShapes(architecture, features, outputs)
    let network = FlowNetwork<Element>(
      architecture: architecture, featureCount: features, outputs: outputs, loss: loss)
    let parameters = try parameters(network)
    try checkDigest()
    switch preprocessing.target {
    case .classes(let classes):
      return .classifier(
        FlowClassifier(
          classes: classes, standardizer: preprocessing.standardizer, network: network,
          parameters: parameters))
    case .scale(let scale):
      return .regressor(
        FlowRegressor(
          standardizer: preprocessing.standardizer, targetStandardizer: scale, network: network,
          parameters: parameters))
    }
  }

  /// Compares every width with the tensors, before a network of such widths is made.
  private func checkShapes(
    _ architecture: FlowArchitecture, _ features: Int, _ outputs: Int
  ) throws(ModelFileError) {
    let state = features + architecture.augmentation
    let nodes = architecture.solver.control.nodeCount
    let input = state + (architecture.dependsOnTime ? 1 : 0)
    let widths = [input] + architecture.hidden + [state]
    var expected: [(String, [Int])] = []
    for index in 1..<widths.count {
      let name = "flow.layer\(index - 1)"
      expected.append(("\(name).weight", [nodes, widths[index - 1], widths[index]]))
      expected.append(("\(name).bias", [nodes, widths[index]]))
    }
    expected += [("readout.weight", [state, outputs]), ("readout.bias", [outputs])]
    for (name, shape) in expected {
      let found = try tensor(name).shape
      guard found == shape else {
        throw error(.wrongShape(name, found: found, expected: shape))
      }
    }
    let names = Set(expected.map(\.0))
    if let stranger = file.tensors.first(where: { !names.contains($0.name) }) {
      throw error(.unexpectedTensor(stranger.name))
    }
  }

  /// Compares the tensors with the digest that stands beside them, if one does.
  private func checkDigest() throws(ModelFileError) {
    guard let written = file.metadata["sha256"] else { return }
    guard StoredTensor.digest(of: file.tensors) == written else { throw error(.damagedTensors) }
  }

  private func tensor(_ name: String) throws(ModelFileError) -> StoredTensor {
    do throws(DataError) {
      return try file.tensor(name)
    } catch {
      throw self.error(.data(error))
    }
  }

  private func parameters<Element: Scalar & StoredElement>(
    _ network: FlowNetwork<Element>
  ) throws(ModelFileError) -> Tensor<Element> {
    var values = [Element](repeating: 0, count: network.parameterCount)
    for part in network.storedParts {
      let numbers: [Element]
      do throws(DataError) {
        numbers = try file.elements(of: part.name)
      } catch {
        throw self.error(.data(error))
      }
      guard numbers.allSatisfy(\.isFinite) else { throw error(.notFinite(part.name)) }
      var next = 0
      for range in part.ranges {
        values.replaceSubrange(range, with: numbers[next..<next + range.count])
        next += range.count
      }
    }
    return Tensor(values)
  }
}
