import Optimization
import Tensors
import Testing

@Suite struct TransformTests {
  /// The update that a transform makes of a gradient at given parameters in the first step.
  private func update<Element: Scalar>(
    _ transform: any GradientTransform, _ gradient: [Element], at parameters: [Element]? = nil
  ) -> [Element] {
    let start = Tensor(parameters ?? Array(repeating: 0, count: gradient.count))
    var end = start
    var optimizer = Optimizer<Element>(
      UpdateRule(transform, learningRate: 1), count: gradient.count)
    optimizer.step(&end, gradient: Tensor(gradient))
    return zip(start.elements, end.elements).map { $0 - $1 }
  }

  @Test func `the empty chain is the identity`() {
    #expect(update(Chain(), [1.5, -2]) == [1.5, -2])
  }

  @Test func `scale multiplies, and scales in a chain multiply each other`() {
    #expect(update(Scale(by: -0.5), [1, 4]) == [-0.5, -2])
    #expect(update(Chain(Scale(by: 3), Scale(by: 0.25)), [4, -8]) == [3, -6])
  }

  @Test func `a chain is associative`() {
    let links: [any GradientTransform] = [Momentum(), ScaleByAdam(), Scale(by: 2)]
    let left = Chain(Chain(links[0], links[1]), links[2])
    let right = Chain(links[0], Chain(links[1], links[2]))
    let rules = [left, right, Chain(links)].map { UpdateRule($0, learningRate: 0.1) }
    let ends = rules.map { descend(Quadratic(), $0, steps: 5) }
    #expect(ends[0] == ends[1])
    #expect(ends[0] == ends[2])
  }

  @Test func `a gradient within the norm's bound passes untouched`() {
    #expect(update(ClipByGlobalNorm(5), [3, -4]) == [3, -4])
  }

  @Test func `a longer gradient keeps its direction and gets the bound's length`() {
    let clipped = update(ClipByGlobalNorm(1), [30, -40])
    #expect(zip(clipped, [0.6, -0.8]).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  @Test func `norms whose squares overflow or underflow are right`() {
    let large = update(ClipByGlobalNorm(5), [3e200, -4e200])
    #expect(zip(large, [3.0, -4]).allSatisfy { abs($0 - $1) < 1e-14 })
    let single = update(ClipByGlobalNorm(5), [3e30, -4e30] as [Float])
    #expect(zip(single, [3.0, -4]).allSatisfy { abs($0 - $1) < 1e-6 })
    let small = update(ClipByGlobalNorm(5e-300), [3e-290, -4e-290])
    #expect(zip(small, [3e-300, -4e-300]).allSatisfy { abs($0 / $1 - 1) < 1e-14 })
    let least = update(ClipByGlobalNorm(1), [Float.leastNonzeroMagnitude, 0])
    #expect(least == [.leastNonzeroMagnitude, 0])
  }

  @Test func `values are clipped one by one`() {
    #expect(update(ClipByValue(2), [1, -3, 2, 7, -0.5]) == [1, -2, 2, 2, -0.5])
    #expect(update(ClipByValue(2), [Float](repeating: -9, count: 33)).allSatisfy { $0 == -2 })
  }

  @Test func `decayed weights are added in their ranges`() {
    let parameters = [1.0, 2, 3, 4]
    #expect(
      update(AddDecayedWeights(0.5), [1, 1, 1, 1], at: parameters) == [1.5, 2, 2.5, 3])
    #expect(
      update(AddDecayedWeights(0.5, in: [1..<2, 3..<4]), [1, 1, 1, 1], at: parameters)
        == [1, 2, 1, 3])
  }

  @Test func `momentum of a constant gradient approaches its geometric sum`() {
    var parameters = Tensor<Double>([0])
    var optimizer = Optimizer<Double>(.momentum(learningRate: 1, decay: 0.5), count: 1)
    for _ in 0..<4 {
      optimizer.step(&parameters, gradient: Tensor([1]))
    }
    // Velocities 1, 1.5, 1.75, 1.875.
    #expect(parameters == Tensor([-6.125]))
    #expect(optimizer.state.vectors["velocity"] == Tensor([1.875]))
  }

  @Test(arguments: [1e-5, 1e-3, 1, 1e20])
  func `the first step of Adam does not know the gradient's scale`(scale: Double) {
    let update = update(ScaleByAdam(epsilon: 0), [3 * scale, -0.1 * scale])
    #expect(zip(update, [1.0, -1]).allSatisfy { abs($0 - $1) < 1e-15 })
    let single = self.update(ScaleByAdam(epsilon: 0), [3 * Float(1e-9 * scale), -1])
    #expect(zip(single, [1.0, -1]).allSatisfy { abs($0 - $1) < 3e-7 })
  }

  @Test func `Adam treats every element alike, wherever it stands`() {
    let gradient = (0..<37).map { 0.1 * Double($0 % 5) - 0.15 }
    let whole = update(ScaleByAdam(), gradient)
    for index in gradient.indices {
      #expect(update(ScaleByAdam(), [gradient[index]]) == [whole[index]])
    }
  }
}
