import Optimization
import Tensors
import Testing

@Suite struct MinimizationStateTests {
  private let surface = Surface.rosenbrock(10)

  private func start<E: Scalar>(_ minimizer: Minimizer, _: E.Type) -> Minimization<E> {
    Minimization(minimizer, from: Tensor(surface.start.map(E.init))) { surface($0) }
  }

  private func goesOn<E: Scalar>(_ type: E.Type, stop: Int) throws {
    let minimizer = Minimizer(historyCount: 5)
    var whole = start(minimizer, type)
    for _ in 0..<40 { whole.advance { surface($0) } }
    var first = start(minimizer, type)
    for _ in 0..<stop { first.advance { surface($0) } }
    var second = try Minimization(minimizer, resuming: first.state)
    #expect(second.state == first.state)
    for _ in stop..<40 { second.advance { surface($0) } }
    #expect(second.state == whole.state)
    #expect(second.gradientNorm == whole.gradientNorm)
  }

  @Test(arguments: [0, 1, 4, 7, 39])
  func `a minimisation goes on as if it had never stopped`(stop: Int) throws {
    try goesOn(Float.self, stop: stop)
    try goesOn(Double.self, stop: stop)
  }

  @Test func `one that came to its limit goes on with a higher one`() throws {
    var minimization = start(Minimizer(iterationLimit: 3), Double.self)
    while minimization.outcome == nil { minimization.advance { surface($0) } }
    #expect(minimization.outcome == .iterationLimit)
    var longer = try Minimization(Minimizer(iterationLimit: 5), resuming: minimization.state)
    #expect(longer.outcome == nil)
    longer.advance { surface($0) }
    #expect(longer.iterations == 4)
  }

  @Test func `a state of another minimiser or of no minimisation is refused`() {
    let minimizer = Minimizer(historyCount: 5)
    let state = start(minimizer, Double.self).state
    func refusal(_ change: (inout MinimizationState<Double>) -> Void) -> OptimizerStateError? {
      var changed = state
      change(&changed)
      do throws(OptimizerStateError) {
        _ = try Minimization(minimizer, resuming: changed)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal { _ in } == nil)
    #expect(refusal { $0.iterations = -1 } == .step(-1))
    #expect(
      refusal { $0.gradient = Tensor([1]) } == .shape(name: "gradient", found: [1], expected: [10]))
    #expect(
      refusal { $0.curvature.steps = .zeros([4, 10]) }
        == .shape(name: "steps", found: [4, 10], expected: [5, 10]))
    #expect(
      refusal { $0.curvature.inverseProducts = [] }
        == .shape(name: "inverse products", found: [0], expected: [5]))
    #expect(refusal { $0.curvature.next = 5 } == .history(next: 5, size: 0, capacity: 5))
    #expect(refusal { $0.curvature.size = 6 } == .history(next: 0, size: 6, capacity: 5))
    #expect(
      OptimizerStateError.history(next: 5, size: 0, capacity: 5).description
        == "the optimizer's state remembers 0 of 5 steps, the next at 5: the file is damaged")
  }
}
