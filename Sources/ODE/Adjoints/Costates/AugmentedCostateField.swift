import Calculus
import Tensors

/// The backward equations of states, where these are not known, costates and the parameters' gradient
/// as a vector field over one piece of the horizon.
///
/// A row's components are its states, its costates and the gradient by the piece's nodes, in this
/// order. Components that are left out of the error norm are in units of ``unit``.
struct AugmentedCostateField<Element: Scalar>: VectorField, @unchecked Sendable {
  // Unchecked: used on the thread of the flow that made it.
  let evaluation: ControlledEvaluation<Element>
  let piece: Int
  /// The states, where they are known.
  let trajectory: DenseTrajectory<Element>?
  /// The weight of each row's running cost, in the units of its costates.
  let cost: [Element]?

  private var n: Int { evaluation.program.dimension }
  private var norm: AdaptiveScheme.CostateNorm { evaluation.scheme.costateNorm }

  /// The first component of the costates, and of the gradient.
  var costates: Int { trajectory == nil ? n : 0 }
  var gradient: Int { costates + n }
  var dimension: Int { gradient + parameterCount }

  /// The components that the error norm is of.
  var normed: Int {
    switch norm {
    case .all: dimension
    case .withoutParameters: gradient
    case .states: trajectory == nil ? n : gradient
    }
  }

  /// The nodes that the piece's control depends on.
  private var nodeCount: Int {
    if case .piecewiseLinear = evaluation.scheme.control { return 2 }
    return 1
  }

  /// The numbers of these nodes, and the place of the first among those of all.
  var parameterCount: Int { nodeCount * evaluation.program.parameters.count }
  var firstParameter: Int { piece * evaluation.program.parameters.count }

  /// The unit of the gradient: where it is left out of the norm so small that its squares vanish
  /// against those of the tolerances.
  var unit: Element { norm == .all ? 1 : tiny }
  private var costateUnit: Element { norm == .states && trajectory == nil ? tiny : 1 }
  private var tiny: Element {
    Element(
      sign: .plus, exponent: Element.Exponent(Element.self == Float.self ? -60 : -200),
      significand: 1)
  }

  /// What the backward solve begins with.
  func start(
    _ states: [Element], _ lambda: UnsafePointer<Element>, _ scales: [Element]
  ) -> Tensor<Element> {
    let width = dimension
    return Tensor(shape: [scales.count, width]) { elements in
      for (row, scale) in scales.enumerated() {
        for index in 0..<width { elements[row * width + index] = 0 }
        for c in 0..<n {
          if trajectory == nil { elements[row * width + c] = states[row * n + c] }
          elements[row * width + costates + c] = lambda[row * n + c] / scale * costateUnit
        }
      }
    }
  }

  /// A costate as it was before it was given its unit.
  func costate(_ value: Element) -> Element { value / costateUnit }

  func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Element> { Evaluator(self) }

  private final class Evaluator: FieldEvaluator {
    let field: AugmentedCostateField
    /// Room for one row: state, velocity, costate, its change, residuals, and all nodes' gradient.
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(_ field: AugmentedCostateField) {
      self.field = field
      let program = field.evaluation.program
      let nodes = field.evaluation.scheme.control.nodeCount * program.parameters.count
      count = 4 * program.dimension + 4 + field.evaluation.residualCount(rows: 1) + nodes
      base = .allocate(capacity: count)
      base.initialize(repeating: 0, count: count)
    }

    deinit { base.deallocate() }

    func evaluate(_ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>) {
      for index in 0..<points.count { evaluate(points, index, into: dx) }
    }

    private func evaluate(
      _ points: RowPoints<Element>, _ index: Int, into dx: UnsafeMutablePointer<Element>
    ) {
      let n = field.n
      let (x, velocity) = (base, base + n)
      let (lambda, change) = (base + 2 * n, base + 3 * n)
      let numbers = base + 4 * n
      let residuals = numbers + 4
      let thetaBar = residuals + field.evaluation.residualCount(rows: 1)
      let row = Int(points.rows[index])
      if let trajectory = field.trajectory {
        trajectory.state(ofRow: row, at: Double(points.t[index]), into: x)
      } else {
        for c in 0..<n { x[c] = points.x[c * points.count + index] }
      }
      for c in 0..<n {
        lambda[c] = field.costate(points.x[(field.costates + c) * points.count + index])
      }
      numbers[0] = points.t[index]
      numbers[1] = field.cost?[row] ?? 0
      field.evaluation.linearize(
        1, piece: field.piece, t: numbers, x: x, velocity: velocity, cost: numbers + 2,
        residuals: residuals)
      Element.fill(thetaBar + field.firstParameter, with: 0, count: field.parameterCount)
      field.evaluation.pullback(
        1, piece: field.piece, t: numbers, x: x, residuals: residuals, velocity: lambda,
        cost: numbers + 1, tBar: numbers + 3, xBar: change, thetaBar: thetaBar)
      for c in 0..<n {
        if field.trajectory == nil { dx[c * points.count + index] = velocity[c] }
        dx[(field.costates + c) * points.count + index] = -change[c] * field.costateUnit
      }
      for c in 0..<field.parameterCount {
        dx[(field.gradient + c) * points.count + index] =
          -thetaBar[field.firstParameter + c] * field.unit
      }
    }
  }
}
