import Arguments
import FlowLearn

/// The widths of hidden layers, as in `32` or `64,64`.
struct LayerWidths: ArgumentValue, Equatable {
  let widths: [Int]

  init(_ widths: [Int]) {
    self.widths = widths
  }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let widths = parts.compactMap { Int($0) }
    guard widths.count == parts.count, widths.allSatisfy({ (1...1_000_000).contains($0) }) else {
      return nil
    }
    self.widths = widths
  }

  var argument: String { widths.map(String.init).joined(separator: ",") }

  static var expectation: String { "widths such as 32 or 64,64" }
}

/// How the control depends on time.
enum ControlKind: String, CaseIterable, ArgumentValue {
  case constant, piecewise, linear
}

/// The shape of the network; the defaults are the library's.
struct NetworkOptions: ArgumentGroup {
  @Option("The widths of the field's hidden layers, joined by commas.", value: "widths")
  var hidden = LayerWidths(FlowArchitecture().hidden)
  @Option("The field's nonlinearity.") var activation = FlowArchitecture().activation
  @Option("Dimensions added to the features, zero at the beginning of the flow.", value: "count")
  var augment = 0
  @Flag("The field depends on time.") var time = false
  @Option(
    "How the field's parameters depend on time: the same at all times, constant on pieces, or linear between their ends."
  )
  var control = ControlKind.constant
  @Option("Pieces of the horizon, for a control that depends on time.", value: "count")
  var pieces: Int?
  @Option("The time at which the flow ends.", value: "time") var horizon = 1.0
  @OptionGroup("The solver") var solver: SolverOptions
  @Option("The width of numbers.") var precision = Precision.single

  func validate() throws(ValidationError) {
    guard augment >= 0 else {
      throw ValidationError("'--augment \(augment)' is negative: it counts dimensions")
    }
    guard horizon != 0, horizon.isFinite else {
      throw ValidationError("'--horizon \(horizon)' is no flow at all")
    }
    if let pieces {
      guard pieces >= 1 else { throw ValidationError("'--pieces' must be at least 1") }
      guard control != .constant else {
        throw ValidationError(
          "'--pieces' needs '--control piecewise' or '--control linear': a constant control has none"
        )
      }
    }
    if let method = solver.method.flatMap(SteppingMethod.named), !method.follows(controlShape) {
      throw ValidationError(
        "'--method \(method)' does not go with '--control linear': use kvaerno5, or "
          + "'--control piecewise'")
    }
  }

  /// The control's shape; as many pieces as steps unless the user says otherwise.
  var controlShape: ControlShape {
    switch control {
    case .constant: .constant
    case .piecewise: .piecewiseConstant(pieces: pieces ?? solver.stepCount)
    case .linear: .piecewiseLinear(pieces: pieces ?? solver.stepCount)
    }
  }

  /// The architecture.
  var architecture: FlowArchitecture {
    FlowArchitecture(
      hidden: hidden.widths, activation: activation, augmentation: augment, dependsOnTime: time,
      solver: solver.solver(horizon: horizon, control: controlShape))
  }
}
