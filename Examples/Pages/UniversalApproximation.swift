import FlowLearn

/// Flows of the plane approximate maps of the plane, the better the more time they have.
///
/// The velocity of a layer is V tanh(W x + b) or V max(W x + b, 0), its weights held in [−1, 1]: then the
/// horizon T is the budget, as on the line. The target winds a disc up,
///
///     F(x) = rotation by π (1 − |x|²) of x,
///
/// by half a turn in the middle. The error in L² falls as T grows from 1 to 8, and as the control has
/// more pieces. A flow of twice the time or twice the pieces can do what the smaller one does, with half
/// the velocity or with pieces that are pairwise alike; so each training goes on from the one before.
/// From one trained control, Euler's method with N steps is a residual network with N layers: its
/// distance from the flow falls as 1/N.
///
/// The same flows learn two rings around one another with the read-out x₁ > 0, which no line separates.
///
/// > Source: Q. Li, T. Lin, Z. Shen, "Deep learning via dynamical systems: an approximation
/// > perspective", arXiv:1912.10382, main theorem; residual networks as Euler's method: W. E,
/// > Communications in Mathematics and Statistics 5 (2017).
enum UniversalApproximation: Example {
  static let name = "universal-approximation"
  static let summary = "flows of the plane: the error falls with the horizon and the depth"

  static func run(_ settings: Settings) -> Findings {
    let horizons = [1.0, 2, 4, 8]
    var (byHorizon, byDepth): ([Fit], [Fit]) = ([], [])
    for horizon in horizons {
      byHorizon.append(Fit(horizon: horizon, pieces: 16, from: byHorizon.last, settings))
    }
    for pieces in [1, 2, 4, 8, 16] {
      byDepth.append(Fit(horizon: 4, pieces: pieces, from: byDepth.last, settings))
    }
    let best = byHorizon[3]
    let errors = (horizon: byHorizon.map(\.error), depth: byDepth.map(\.error))
    let order = LayerStudy(best, settings.pool)
    let rings = [Layer.Kind.rectifier, .tanh].map { RingsFit($0, settings) }
    return Findings(
      claims: [
        Claim(
          "error with T = 8 and 16 pieces", source: theorem, claimed: 0, measured: best.error,
          within: 0.02),
        Claim(
          "steps up of the error along T = 1, 2, 4, 8", source: theorem, claimed: 0,
          measured: Double(zip(errors.horizon, errors.horizon.dropFirst()).count { $1 >= $0 }),
          within: 0),
        Claim(
          "steps up of the error along 1, 2, 4, 8, 16 pieces, T = 4", source: theorem, claimed: 0,
          measured: Double(zip(errors.depth, errors.depth.dropFirst()).count { $1 >= $0 }),
          within: 0),
        Claim(
          "order of residual networks against their flow", source: "Euler's method", claimed: 1,
          measured: order.order, within: 0.1),
        Claim(
          "accuracy on two rings, rectifiers, read-out x₁ > 0", source: theorem, claimed: 1,
          measured: rings[0].accuracy, within: 0.01),
        Claim(
          "accuracy on two rings, tanh, read-out x₁ > 0", source: theorem, claimed: 1,
          measured: rings[1].accuracy, within: 0.01),
        Claim(
          "accuracy on two rings of the best line", source: "symmetry", claimed: 0.5,
          measured: rings[0].lineAccuracy, within: 0.12),
      ],
      remarks: [
        "errors for T = 1, 2, 4, 8: " + errors.horizon.map(\.brief).joined(separator: ", "),
        "errors for T = 4 and 1, 2, 4, 8, 16 pieces: "
          + errors.depth.map(\.brief).joined(separator: ", "),
        "distances of networks of 64, 128, ..., 1024 layers from their flow: "
          + order.errors.map(\.brief).joined(separator: ", ")
          + "; orders between neighbours: " + order.orders.map(\.brief).joined(separator: ", "),
      ],
      figures: [
        ("universal-approximation-errors", errorsFigure(horizons, errors, order)),
        ("universal-approximation-maps", mapsFigure(byHorizon, settings.pool)),
        ("universal-approximation-rings", ringsFigure(rings, settings.pool)),
      ])
  }

  private static let theorem = "Li, Lin & Shen, main theorem"
}

extension UniversalApproximation {
  /// V σ(W x + b).
  struct Layer: ControlledField {
    /// The function of every hidden number.
    enum Kind: Sendable {
      case tanh, rectifier
    }

    let dimension = 2
    var hidden = 16
    var kind = Kind.tanh
    var parameters: ParameterLayout {
      ParameterLayout(["w": [2, hidden], "b": [hidden], "v": [hidden, 2]])
    }

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let z = x • theta[0] + theta[1]
      return (kind == .tanh ? z.tanh() : z.relu()) • theta[2]
    }
  }

  /// Maps of the plane.
  enum Target {
    /// The rotation of x by π (1 − |x|²); shape `[rows, 2]`.
    static func winding(_ x: Tensor<Double>) -> Tensor<Double> {
      let angle = .pi * (1 - x.squared().sum(over: 1))
      let (c, s) = (angle.cos(), angle.sin())
      let (a, b) = (x.column(0), x.column(1))
      return Tensor(stacking: [c * a - s * b, s * a + c * b], along: 1)
    }
  }

  /// The squared distance of the state from the target.
  struct Distance: TerminalCost {
    let dimension = 2
    let targetDimension = 2
    let parameters = ParameterLayout()

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      (x - y).squared().sum(over: -1)
    }
  }

  /// The logistic loss of x₁ for a class of −1 or 1.
  struct FirstComponent: TerminalCost {
    let dimension = 2
    let targetDimension = 1
    let parameters = ParameterLayout()

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      (-5 * (y * x.component(0))).softplus().sum(over: -1)
    }
  }

  /// Points of the unit disc, evenly spread along a spiral; shape `[count, 2]`.
  static func disc(_ count: Int) -> Tensor<Double> {
    let number = Tensor<Double>.linear(from: 0.5, through: Double(count) - 0.5, count: count)
    let radius = (number / Double(count)).squareRoot()
    // The golden angle.
    let angle = .pi * (3 - 5.0.squareRoot()) * number
    return Tensor(stacking: [radius * angle.cos(), radius * angle.sin()], along: 1)
  }
}
