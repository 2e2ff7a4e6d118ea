/// An explicit Runge-Kutta method as a table of numbers.
///
/// One step of size h from (t, x) is
///
///     k_i = f(t + c_i h, x + h Σ_{j<i} a_ij k_j),   x(t + h) ≈ x + h Σ_i b_i k_i,
///
/// its error is estimated by h Σ_i e_i k_i, and between the ends of the step the solution is
/// x + h Σ_i b_i(θ) k_i with polynomials b_i.
public struct ButcherTableau: Sendable, Hashable {
  /// The name in options: `rk4`, `tsit5`.
  public let name: String
  /// The order p: the error over a fixed time is of the order of h^p.
  public let order: Int
  /// The weights of the earlier stages in each stage: row i has i entries.
  public let a: [[Double]]
  /// The stages' weights in the step.
  public let b: [Double]
  /// The stages' times, in steps.
  public let c: [Double]
  /// The method of another order on the same stages, if there is one: what adaptive steps need.
  public let embedded: EmbeddedMethod?
  /// A second embedded method, of lower order, if there is one: with ē the estimate that it gives and e
  /// that of ``embedded``, in norms, the error of a step is |e|² / sqrt(|e|² + ē² / 100).
  public let secondEmbedded: EmbeddedMethod?
  /// Stages behind those of the step and the velocity at its end, which only the dense output needs.
  public let denseStages: [DenseStage]
  /// The solution between the ends of a step.
  public let denseOutput: DenseOutput
  /// Whether the last stage is the velocity at the end of the step, and so the next step's first.
  public let isFSAL: Bool
  /// How far the method is stable along the negative axis: a step of size h follows x' = λ x for real
  /// λ down to -(this number) / h.
  public let stabilityBoundary: Double
  /// Where the coefficients were published.
  public let source: String

  /// A method whose coefficients are checked: row sums, order conditions, and the like.
  ///
  /// - Parameters:
  ///   - name: the name in options.
  ///   - order: the order, from 1 to 8.
  ///   - a: the rows of weights, row i with i entries.
  ///   - b: the stages' weights in the step.
  ///   - c: the stages' times.
  ///   - embedded: the embedded method.
  ///   - secondEmbedded: a second embedded method, of lower order.
  ///   - denseStages: the stages that only the dense output needs.
  ///   - denseOutput: the weights between the ends of a step; the cubic through both ends' states and
  ///     velocities when nil.
  ///   - source: where the coefficients were published.
  /// - Precondition: the coefficients are those of a method of the claimed order.
  public init(
    name: String, order: Int, a: [[Double]], b: [Double], c: [Double],
    embedded: EmbeddedMethod? = nil, secondEmbedded: EmbeddedMethod? = nil,
    denseStages: [DenseStage] = [], denseOutput: DenseOutput? = nil, source: String
  ) {
    self.name = name
    self.order = order
    self.a = a
    self.b = b
    self.c = c
    self.embedded = embedded
    self.secondEmbedded = secondEmbedded
    self.denseStages = denseStages
    self.source = source
    ButcherTableau.checkShape(name, a: a, b: b, c: c)
    stabilityBoundary = ButcherTableau.stabilityBoundary(a: a, b: b)
    isFSAL = b.count > 1 && c.last == 1 && b.last == 0 && a.last == Array(b.dropLast())
    self.denseOutput = denseOutput ?? .hermite(b: b, order: order, isFSAL: isFSAL)
    checkOrders()
  }

  /// The number of stages.
  public var stages: Int { b.count }

  /// The stages' weights in the error estimate: the step's less the embedded method's.
  public var errorWeights: [Double]? {
    embedded.map { embedded in zip(b, embedded.b).map { $0 - $1 } }
  }

  /// The stages' weights in the error estimate of the second embedded method.
  var secondErrorWeights: [Double]? {
    secondEmbedded.map { embedded in zip(b, embedded.b).map { $0 - $1 } }
  }

  /// The error estimate is of the order of h to the power one higher than this: the lower of the orders
  /// of the step and the embedded method; two estimates together are of the order of e² / ē.
  var estimateOrder: Int {
    guard let embedded, let secondEmbedded else { return min(order, embedded?.order ?? order) }
    return 2 * embedded.order - secondEmbedded.order
  }

  /// Whether the dense output combines, behind the stages, the velocity at the end of the step, which is
  /// none of them.
  public var usesEndVelocity: Bool { !isFSAL && denseOutput.coefficients.count > stages }

  /// The number of velocities before those of the dense stages: the stages, and the velocity at the end
  /// of the step where it is none of them.
  var firstDenseStage: Int { isFSAL ? stages : stages + 1 }
}

/// A method of another order on the stages of a method, by which the error of a step is estimated.
public struct EmbeddedMethod: Sendable, Hashable {
  /// The order.
  public let order: Int
  /// The stages' weights.
  public let b: [Double]

  /// An embedded method.
  public init(order: Int, b: [Double]) {
    self.order = order
    self.b = b
  }

  /// The embedded method whose weights are `step` less `error`, as some sources print it.
  public init(order: Int, step: [Double], error: [Double]) {
    self.init(order: order, b: zip(step, error).map { $0 - $1 })
  }
}

/// A stage that only the dense output of a method needs.
public struct DenseStage: Sendable, Hashable {
  /// The weights of the method's stages, of the velocity at the end of the step, and of the dense stages
  /// before.
  public let a: [Double]
  /// The stage's time, in steps.
  public let c: Double

  /// A stage.
  public init(a: [Double], c: Double) {
    self.a = a
    self.c = c
  }
}
