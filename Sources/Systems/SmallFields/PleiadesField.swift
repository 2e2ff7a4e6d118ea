public import Calculus
public import Tensors

/// Seven stars of masses 1 to 7 in a plane, as a field of small states.
///
///     z_i'' = Σ_j j (z_j - z_i) / |z_j - z_i|³
///
/// A state has the seven x, the seven y, and their velocities in the same order.
///
/// > Source: Hairer, Norsett & Wanner I (1993), II.10; Mazzia & Magherini, Test Set for Initial Value
/// > Problem Solvers, release 2.4 (2008), problem Pleiades.
@available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, *)
public struct PleiadesField<Component: Scalar>: SmallField {
  public typealias State = InlineArray<28, Component>

  /// The stars.
  @inlinable
  public init() {}

  /// The state at time 0.
  @inlinable
  public static var start: State {
    [
      3, 3, -1, -3, 2, -2, 2, 3, -3, 2, 0, 0, -4, 4,
      0, 0, 0, 0, 0, 1.75, -1.5, 0, 0, 0, -1.25, 1, 0, 0,
    ]
  }

  /// The state at time 3 as the test set prints it, with its 16 digits.
  @inlinable
  public static var endState: State {
    [
      0.3706139143970502, 3.237284092057233, -3.222559032418324, 0.6597091455775310,
      0.3425581707156584, 1.562172101400631, -0.7003092922212495, -3.943437585517392,
      -3.271380973972550, 5.225081843456543, -2.590612434977470, 1.198213693392275,
      -0.2429682344935824, 1.091449240428980, 3.417003806314313, 1.354584501625501,
      -2.590065597810775, 2.025053734714242, -1.155815100160448, -0.8072988170223021,
      0.5952396354208710, -3.741244961234010, 0.3773459685750630, 0.9386858869551073,
      0.3667922227200571, -0.3474046353808490, 2.344915448180937, -1.947020434263292,
    ]
  }

  @inlinable
  public func velocity(at t: Component, _ x: State) -> State {
    var dx = State(repeating: 0)
    evaluate(at: t, x, into: &dx)
    return dx
  }

  /// Roots and divisions of all 21 pairs stand in one loop, which becomes vector code.
  @inlinable
  public func evaluate(at t: Component, _ x: borrowing State, into dx: inout State) {
    let x = x.span
    var awayX = InlineArray<21, Component>(repeating: 0)
    var awayY = InlineArray<21, Component>(repeating: 0)
    var weight = InlineArray<21, Component>(repeating: 0)
    var pair = 0
    for i in 1..<7 {
      for j in 0..<i {
        awayX[pair] = x[j] - x[i]
        awayY[pair] = x[7 + j] - x[7 + i]
        pair += 1
      }
    }
    for pair in 0..<21 {
      let square = awayX[pair] * awayX[pair] + awayY[pair] * awayY[pair]
      weight[pair] = 1 / (square * square.squareRoot())
    }
    for i in 0..<14 { dx[i] = x[14 + i] }
    dx[14] = 0
    dx[21] = 0
    pair = 0
    for i in 1..<7 {
      var (pullX, pullY): (Component, Component) = (0, 0)
      for j in 0..<i {
        let (forceX, forceY) = (weight[pair] * awayX[pair], weight[pair] * awayY[pair])
        pullX += Component(j + 1) * forceX
        pullY += Component(j + 1) * forceY
        dx[14 + j] -= Component(i + 1) * forceX
        dx[21 + j] -= Component(i + 1) * forceY
        pair += 1
      }
      dx[14 + i] = pullX
      dx[21 + i] = pullY
    }
  }
}
