import Arguments
import FlowLearn

/// Writes a model in a format that other programs read.
struct Export: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "export", abstract: "Write a model in a format that other programs read.",
    discussion: """
      onnx is the whole model, from the columns of a table to labels or numbers, for ONNX Runtime and its like. safetensors, npz and json hold the numbers alone, under their names.

        flowlearn export runs/iris-001 --output iris.onnx
        flowlearn export runs/iris-001 --format npz > iris.npz

      A flow of adaptive or implicit steps has no ONNX operators: --steps puts equal steps of an explicit method in their place, and says what that changes.

        flowlearn export runs/stiff-001 --output stiff.onnx --steps 40
      """)

  @Argument("The model: its file, or the directory of its run.") var model: String
  @Option("The format; that of the output's name unless given.") var format: ExportFormat?
  @Option("The file to write; standard output when not given.", short: "o", value: "file")
  var output: String?
  @Flag("Overwrite the output.") var force = false
  @Option(
    "What an ONNX model takes: each column under its own name, or the features as one matrix.")
  var inputs = TabularModel.ONNXInputs.columns
  @Option("Equal steps of an ONNX model, in place of the model's own.", value: "count")
  var steps: Int?
  @Option(
    "The method of those steps; the model's own where it is explicit, otherwise rk4.",
    values: SteppingMethod.all.filter { !$0.isImplicit && !$0.isComposition }.map(\.name))
  var method: String?
  @OptionGroup var talk: TalkOptions

  func validate() throws(ValidationError) {
    if let steps, !(1...1_000_000).contains(steps) {
      throw ValidationError("'--steps' must be from 1 to 1000000")
    }
    if method != nil, steps == nil {
      throw ValidationError("'--method' needs '--steps': it is the method of those steps")
    }
    guard let chosen = format ?? output.flatMap(ExportFormat.init(extensionOf:)) else {
      throw ValidationError(
        "The format is not clear: give '--format' (\(ExportFormat.names)), or an output whose name "
          + "ends in one of them, such as --output model.onnx")
    }
    if talk.json, output == nil {
      throw ValidationError("'--json' needs '--output': without it the model is the result")
    }
    guard chosen == .onnx || steps == nil else {
      throw ValidationError("'--steps' is for '--format onnx': \(chosen) holds no steps")
    }
  }

  func run(_ options: ResolvedOptions) throws(ToolError) {
    let console = talk.console
    // Seen to before anything is read: the options have been validated.
    let format = format ?? output.flatMap(ExportFormat.init(extensionOf:)) ?? .onnx
    if let output, !force, Path(output).isPlainFile { throw .outputExists(Path(output)) }
    if output == nil, format.isBinary, TerminalDevice.standardOutput.isTerminal {
      throw .usage("\(format) is not for a terminal: give a file with --output")
    }
    let source = try ModelSource(reading: Path(model))
    let bytes =
      switch format {
      case .onnx: try onnx(source, console).bytes
      case .safetensors: source.model.weights.bytes
      case .npz: source.model.weightsArchive.bytes()
      case .json: Array((source.model.weightsJSON.text(.indented) + "\n").utf8)
      }
    try console.deliver(bytes, to: output, overwrites: force)
    if let output, talk.json {
      let result: JSONValue = [
        "path": .string(output), "format": .string(format.rawValue), "bytes": .integer(bytes.count),
      ]
      try console.result(result.text())
    }
  }

  private func onnx(_ source: ModelSource, _ console: Console) throws(ToolError) -> ONNXModel {
    var model = source.model
    if let steps {
      let scheme = model.architecture.solver.equalSteps(steps, of: method)
      let other = model.solved(by: .fixed(scheme))
      console.note(
        "\(steps.of("step")) of \(scheme.method.name): "
          + difference(of: other, from: model))
      model = other
    }
    let columns = model.encoder.columns.count
    if inputs == .columns, columns > 100 {
      console.note(
        "the ONNX model has \(columns) inputs, one for each column (--inputs matrix makes one of them)"
      )
    }
    do throws(ONNXExportError) {
      return try model.onnx(inputs: inputs, version: toolVersion)
    } catch {
      throw .unusable(source.path, "\(error) (use --steps 40, or as many as the flow needs)")
    }
  }

  /// What predictions differ by, over rows drawn as the training's were distributed.
  private func difference(of other: TabularModel, from model: TabularModel) -> String {
    let largest = model.largestDifference(from: other, rows: 256)
    return "over 256 random rows \(largest.what) differ by at most "
      + "\(largest.value.significant(2)) from those of the model's own steps"
  }
}

/// A format that models are written in.
enum ExportFormat: String, CaseIterable, ArgumentValue, CustomStringConvertible {
  case onnx, safetensors, npz, json

  /// The format that a file's name ends in.
  init?(extensionOf name: String) {
    guard let format = ExportFormat.allCases.first(where: { name.hasSuffix(".\($0.rawValue)") })
    else { return nil }
    self = format
  }

  /// Whether a file holds other bytes than text.
  var isBinary: Bool { self != .json }

  var description: String { rawValue }

  /// The words, as a sentence lists them.
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

extension FlowSolver {
  /// Equal steps over the same horizon under the same control.
  fileprivate func equalSteps(_ steps: Int, of method: String?) -> FlowScheme {
    let own =
      switch self {
      case .fixed(let scheme): scheme.method
      case .adaptive(let scheme): scheme.method
      }
    // The parser accepts names of explicit methods only.
    let given = method.flatMap(SteppingMethod.named)
    let chosen = given ?? (own.isImplicit || own.isComposition ? .rungeKutta4 : own)
    return FlowScheme(
      method: chosen, steps: steps, from: span.start, to: span.end, control: control)
  }
}
