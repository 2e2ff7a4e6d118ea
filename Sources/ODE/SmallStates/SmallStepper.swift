public import Calculus
import Tensors

/// Tries steps for one small state: its loops over stages are written out.
///
/// States and velocities lie in memory of the caller's, so that a state of many components is not
/// copied; those of few are in registers all the same, once everything is in one function.
@usableFromInline
struct SmallStepper<Field: SmallField> {
  @usableFromInline typealias State = Field.State
  @usableFromInline typealias Component = Field.State.Component

  @usableFromInline let field: Field
  @usableFromInline let tableau: SmallTableau
  /// The state before the step and after it, the velocities of the stages, and a change.
  @usableFromInline let places: UnsafeMutablePointer<State>

  /// The number of states that the memory must hold.
  @inlinable @inline(__always)
  static var placeCount: Int { SmallTableau.mostStages + 3 }

  @inlinable @inline(__always)
  init(
    _ field: Field, _ tableau: SmallTableau, in places: UnsafeMutablePointer<State>,
    from x: State, at t: Double
  ) {
    self.field = field
    self.tableau = tableau
    self.places = places
    for index in 0..<Self.placeCount { (places + index).initialize(to: .origin) }
    places.pointee = x
    evaluate(at: Component(t), 0, into: 1)
  }

  /// The components of a place: 0 is the state before the step, 1 to 7 the velocities of the stages,
  /// 8 the state after the step, 9 is free for a change.
  @inlinable @inline(__always)
  func components(_ place: Int) -> UnsafeMutablePointer<Component> {
    UnsafeMutableRawPointer(places + place).assumingMemoryBound(to: Component.self)
  }

  @inlinable @inline(__always)
  func evaluate(at t: Component, _ x: Int, into velocity: Int) {
    field.evaluate(at: t, places[x], into: &places[velocity])
  }

  /// Computes the later stages and the state after a step from `t` to `tNext`.
  @inlinable @inline(__always)
  func attempt(from t: Double, to tNext: Double, h: Double) {
    let stages = tableau.stages
    let c = tableau.c
    let last = Component(tNext)
    advanceToStage2(h)
    evaluate(at: stages == 2 ? last : Component(t + c.k2 * h), 8, into: 2)
    if stages == 2 { return }
    advanceToStage3(h)
    evaluate(at: stages == 3 ? last : Component(t + c.k3 * h), 8, into: 3)
    if stages == 3 { return }
    advanceToStage4(h)
    evaluate(at: stages == 4 ? last : Component(t + c.k4 * h), 8, into: 4)
    if stages == 4 { return }
    advanceToStage5(h)
    evaluate(at: stages == 5 ? last : Component(t + c.k5 * h), 8, into: 5)
    if stages == 5 { return }
    advanceToStage6(h)
    evaluate(at: stages == 6 ? last : Component(t + c.k6 * h), 8, into: 6)
    if stages == 6 { return }
    advanceToStage7(h)
    evaluate(at: last, 8, into: 7)
  }

  /// Makes the end of the step that was tried the state.
  @inlinable @inline(__always)
  func advance() {
    places[0] = places[8]
    switch tableau.stages {
    case 2: places[1] = places[2]
    case 3: places[1] = places[3]
    case 4: places[1] = places[4]
    case 5: places[1] = places[5]
    case 6: places[1] = places[6]
    default: places[1] = places[7]
    }
  }
}

// MARK: - The states of the stages

// Each stage adds its latest velocity last, so that little waits for it.
extension SmallStepper {
  @inlinable @inline(__always)
  func forEachComponent(_ body: (_ index: Int) -> Void) {
    for index in 0..<State.dimension { body(index) }
  }

  @inlinable @inline(__always)
  func advanceToStage2(_ h: Double) {
    let (x, k1, y) = (components(0), components(1), components(8))
    let w1 = Component(h * tableau.a2.k1)
    forEachComponent { y[$0] = x[$0] + w1 * k1[$0] }
  }

  @inlinable @inline(__always)
  func advanceToStage3(_ h: Double) {
    let (x, k1, k2, y) = (components(0), components(1), components(2), components(8))
    let a = tableau.a3
    let (w1, w2) = (Component(h * a.k1), Component(h * a.k2))
    forEachComponent { y[$0] = x[$0] + w1 * k1[$0] + w2 * k2[$0] }
  }

  @inlinable @inline(__always)
  func advanceToStage4(_ h: Double) {
    let (x, k1, k2, k3) = (components(0), components(1), components(2), components(3))
    let y = components(8)
    let a = tableau.a4
    let (w1, w2, w3) = (Component(h * a.k1), Component(h * a.k2), Component(h * a.k3))
    forEachComponent { y[$0] = x[$0] + (w1 * k1[$0] + w2 * k2[$0]) + w3 * k3[$0] }
  }

  @inlinable @inline(__always)
  func advanceToStage5(_ h: Double) {
    let (x, k1, k2, k3) = (components(0), components(1), components(2), components(3))
    let (k4, y) = (components(4), components(8))
    let a = tableau.a5
    let (w1, w2) = (Component(h * a.k1), Component(h * a.k2))
    let (w3, w4) = (Component(h * a.k3), Component(h * a.k4))
    forEachComponent {
      y[$0] = x[$0] + ((w1 * k1[$0] + w2 * k2[$0]) + w3 * k3[$0]) + w4 * k4[$0]
    }
  }

  @inlinable @inline(__always)
  func advanceToStage6(_ h: Double) {
    let (x, k1, k2, k3) = (components(0), components(1), components(2), components(3))
    let (k4, k5, y) = (components(4), components(5), components(8))
    let a = tableau.a6
    let (w1, w2) = (Component(h * a.k1), Component(h * a.k2))
    let (w3, w4, w5) = (Component(h * a.k3), Component(h * a.k4), Component(h * a.k5))
    forEachComponent {
      let sum = (w1 * k1[$0] + w2 * k2[$0]) + (w3 * k3[$0] + w4 * k4[$0])
      y[$0] = x[$0] + sum + w5 * k5[$0]
    }
  }

  @inlinable @inline(__always)
  func advanceToStage7(_ h: Double) {
    let (x, k1, k2, k3) = (components(0), components(1), components(2), components(3))
    let (k4, k5, k6, y) = (components(4), components(5), components(6), components(8))
    let a = tableau.a7
    let (w1, w2, w3) = (Component(h * a.k1), Component(h * a.k2), Component(h * a.k3))
    let (w4, w5, w6) = (Component(h * a.k4), Component(h * a.k5), Component(h * a.k6))
    forEachComponent {
      let sum = (w1 * k1[$0] + w2 * k2[$0]) + (w3 * k3[$0] + w4 * k4[$0])
      y[$0] = x[$0] + (sum + w5 * k5[$0]) + w6 * k6[$0]
    }
  }
}

// MARK: - The error

extension SmallStepper {
  /// The mean of the squares of the error estimate, relative to tolerances; no number when the state
  /// after the step is not finite.
  @inlinable @inline(__always)
  func squaredError(_ h: Double, absolute: Component, relative: Component) -> Double {
    let (x, k1, k2, k3) = (components(0), components(1), components(2), components(3))
    let (k4, k5, k6, k7) = (components(4), components(5), components(6), components(7))
    let (y, ratio) = (components(8), components(9))
    let e = tableau.e
    let (w1, w2, w3) = (Component(h * e.k1), Component(h * e.k2), Component(h * e.k3))
    let (w4, w5) = (Component(h * e.k4), Component(h * e.k5))
    let (w6, w7) = (Component(h * e.k6), Component(h * e.k7))
    forEachComponent {
      let first = (w1 * k1[$0] + w2 * k2[$0]) + (w3 * k3[$0] + w4 * k4[$0])
      let error = (first + (w5 * k5[$0] + w6 * k6[$0])) + w7 * k7[$0]
      ratio[$0] = error / (absolute + relative * max(abs(x[$0]), abs(y[$0])))
    }
    var sum: Component = 0
    // An infinite state hides its error, which is relative to the state; as a difference from itself
    // it is no number.
    forEachComponent { sum += ratio[$0] * ratio[$0] + (y[$0] - y[$0]) }
    return Double(sum) / Double(State.dimension)
  }

  /// Whether all components of a place are finite.
  @inlinable @inline(__always)
  func isFinite(_ place: Int) -> Bool {
    let x = components(place)
    var sum: Component = 0
    forEachComponent { sum += x[$0] - x[$0] }
    return sum == 0
  }

  /// The root of the sum of the squares of a place's components, relative to tolerances at the state.
  @inlinable
  func norm(_ place: Int, absolute: Component, relative: Component) -> Double {
    let (x, v) = (components(0), components(place))
    var sum: Component = 0
    forEachComponent {
      let ratio = v[$0] / (absolute + relative * abs(x[$0]))
      sum += ratio * ratio
    }
    return Double(sum).squareRoot()
  }
}
