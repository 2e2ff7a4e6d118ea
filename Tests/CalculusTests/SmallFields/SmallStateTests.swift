import Calculus
import Tensors
import Testing

/// What a state is made of is what it gives back, for every conformer.
@Suite struct SmallStateTests {
  @Test func statesGiveBackTheirComponents() {
    check(SIMD2<Double>.self, count: 2)
    check(SIMD3<Float>.self, count: 3)
    check(SIMD4<Double>.self, count: 4)
    check(SIMD8<Float>.self, count: 8)
    check(InlineArray<1, Double>.self, count: 1)
    check(InlineArray<28, Float>.self, count: 28)
  }

  /// The components must lie one after the other, first to last: the integrator reads them so.
  private func check<State: SmallState>(_: State.Type, count: Int) {
    #expect(State.dimension == count)
    let state = State { index in State.Component(index * index + 1) }
    withUnsafeBytes(of: state) { bytes in
      for index in 0..<count {
        #expect(state[component: index] == State.Component(index * index + 1))
        let place = index * MemoryLayout<State.Component>.stride
        #expect(
          bytes.load(fromByteOffset: place, as: State.Component.self) == state[component: index])
      }
    }
    #expect((0..<count).allSatisfy { State.origin[component: $0] == 0 })
  }
}
