public import DataIO
import Interchange
import Tensors

extension TabularModel {
  /// What an exported model takes.
  public enum ONNXInputs: String, Sendable, Hashable, CaseIterable {
    /// Each column of the table under its own name, shape `[rows, 1]`: numbers of 64 bits, or texts.
    case columns
    /// The features as one matrix `features` of 64-bit numbers, shape `[rows, features]`.
    case matrix
  }

  /// The whole of the model in ONNX operators: what is done to columns, the flow step by step, and the
  /// read-out.
  ///
  /// Columns are standardised in double precision, as `predictions(for:pool:)` does, and the network
  /// computes in the model's own. A classifier has the outputs `label`, shape `[rows]`, and
  /// `probabilities`, shape `[rows, classes]`; a regression `prediction`, shape `[rows, 1]`. A missing
  /// number is NaN, a missing category an empty text: they are filled where the model fills them;
  /// elsewhere the row's outputs are NaN and an empty label. A category that was not there when the model
  /// was trained has all its features 0.
  ///
  /// Metadata: `task`, `target`, `precision`, as JSON `classes`, `columns`, `features` and
  /// `configuration`.
  ///
  /// - Parameters:
  ///   - inputs: what the model takes.
  ///   - version: the version of the program that writes.
  /// - Returns: the model.
  /// - Throws: when the flow's steps are no expressions; ``solved(by:)`` is the way out.
  public func onnx(
    inputs: ONNXInputs = .columns, version: String
  ) throws(ONNXExportError) -> ONNXModel {
    let graph =
      switch flow {
      case .single(let model): try model.onnxGraph(encoder, inputs)
      case .double(let model): try model.onnxGraph(encoder, inputs)
      }
    return ONNXModel(
      graph: graph, producer: "flowlearn", version: version, documentation: onnxDocumentation,
      metadata: onnxMetadata)
  }

  private var onnxDocumentation: String {
    "Predicts \(encoder.target) from \(encoder.columns.map(\.name).joined(separator: ", "))."
  }

  private var onnxMetadata: [ONNXModel.Entry] {
    interchangeEntries.map { ONNXModel.Entry($0.key, $0.value.string ?? $0.value.text()) }
  }
}

extension FlowModel {
  fileprivate func onnxGraph(
    _ encoder: TableEncoder, _ inputs: TabularModel.ONNXInputs
  ) throws(ONNXExportError) -> ONNXGraph {
    let scheme = try network.architecture.solver.expression()
    var builder = ONNXGraphBuilder()
    let table = builder.add(encoder, taking: inputs)
    let standard = builder.standardized(table.features, by: standardizer)
    let values = builder.add(network, parameters, scheme, of: standard)
    let outputs =
      switch self {
      case .classifier(let model):
        builder.addLabels(of: model.classes, values, precision: .of(Element.self), gaps: table.gaps)
      case .regressor(let model):
        builder.addNumbers(values, by: model.targetStandardizer, gaps: table.gaps)
      }
    return builder.graph(named: "flowlearn", inputs: table.inputs, outputs: outputs)
  }
}
