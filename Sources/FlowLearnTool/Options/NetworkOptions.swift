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

/// The shape of the network.
struct NetworkOptions: ArgumentGroup {
  @Option("The widths of the field's hidden layers, joined by commas.", value: "widths")
  var hidden = LayerWidths([32])
  @Option("The field's nonlinearity.") var activation = Activation.tanh
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
  @Option("Equal steps of the method; 4 when nothing is said of tolerances.", value: "count")
  var steps: Int?
  @Option(
    "The method that solves the flow. When not given, rk4 for equal steps and tsit5 for adaptive ones.",
    values: ButcherTableau.all.map(\.name))
  var method: String?
  @Option("The relative tolerance of adaptive steps.", value: "tolerance") var rtol: Double?
  @Option("The absolute tolerance of adaptive steps.", value: "tolerance") var atol: Double?
  @Option(
    "Where gradients of adaptive steps come from: the transpose of the steps, or the costate equation."
  )
  var gradient: AdaptiveScheme.Adjoint?
  @Option("The width of numbers.") var precision = Precision.single

  func validate() throws(ValidationError) {
    guard augment >= 0 else {
      throw ValidationError("'--augment \(augment)' is negative: it counts dimensions")
    }
    guard horizon != 0 else { throw ValidationError("'--horizon 0' is no flow at all") }
    if let steps, steps < 1 { throw ValidationError("'--steps' must be at least 1") }
    try validateTolerances()
    if let pieces {
      guard pieces >= 1 else { throw ValidationError("'--pieces' must be at least 1") }
      guard control != .constant else {
        throw ValidationError(
          "'--pieces' needs '--control piecewise' or '--control linear': a constant control has none"
        )
      }
    }
  }

  private func validateTolerances() throws(ValidationError) {
    for (name, value) in [("rtol", rtol), ("atol", atol)] {
      if let value, value <= 0 { throw ValidationError("'--\(name)' must be positive") }
    }
    guard isAdaptive else { return }
    guard steps == nil else {
      throw ValidationError(
        "'--steps' asks for equal steps, and '--rtol', '--atol' and '--gradient' for adaptive ones")
    }
    if let method, tableau.embedded == nil {
      let names = ButcherTableau.all.filter { $0.embedded != nil }.map(\.name)
      throw ValidationError(
        "the method '\(method)' has no error estimate, which adaptive steps need: take one of "
          + names.joined(separator: ", "))
    }
  }

  /// Whether each row has steps of its own.
  private var isAdaptive: Bool { rtol != nil || atol != nil || gradient != nil }

  private var tableau: ButcherTableau {
    // The parser accepts names of the list only.
    method.flatMap(ButcherTableau.named) ?? (isAdaptive ? .tsitouras : .rungeKutta4)
  }

  private var stepCount: Int { steps ?? 4 }

  /// The control's shape; as many pieces as steps unless the user says otherwise.
  private var controlShape: ControlShape {
    switch control {
    case .constant: .constant
    case .piecewise: .piecewiseConstant(pieces: pieces ?? stepCount)
    case .linear: .piecewiseLinear(pieces: pieces ?? stepCount)
    }
  }

  /// How the flow is solved.
  private var solver: FlowSolver {
    guard isAdaptive else {
      return .fixed(
        FlowScheme(
          method: tableau, steps: stepCount, from: 0, to: horizon, control: controlShape))
    }
    let relative = rtol ?? 1e-3
    return .adaptive(
      AdaptiveScheme(
        method: tableau,
        steps: AdaptiveControl(relative: relative, absolute: atol ?? relative * 1e-3),
        from: 0, to: horizon, control: controlShape, adjoint: gradient ?? .discrete))
  }

  /// The architecture.
  var architecture: FlowArchitecture {
    FlowArchitecture(
      hidden: hidden.widths, activation: activation, augmentation: augment, dependsOnTime: time,
      solver: solver)
  }
}
