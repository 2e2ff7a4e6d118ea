import Calculus
import Models
import Tensors
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct ResidualImageNetworkTests {
  private let network = ResidualImageNetwork(
    imageShape: [4, 4, 1], outputs: 3, channels: 2, projections: 1, residualLayers: 1)

  /// Numbers that any program can make: sin(1 + 0.7 i) / 2 from a place on.
  private func numbers(_ shape: [Int], from first: Int) -> Tensor<Double> {
    Tensor(
      (0..<shape.reduce(1, *)).map { 0.5 * sin(1 + 0.7 * Double($0 + first)) }, shape: shape)
  }

  private var theta: [Tensor<Double>] {
    zip(network.parameters.segments, [0, 100, 200, 300, 400, 500]).map {
      numbers($0.shape, from: $1)
    }
  }

  private let x = Tensor<Double>((0..<32).map { cos(0.3 * Double($0)) }, shape: [2, 4, 4, 1])

  /// Values, and the sum and the squared length of the gradients of Σ c y with c = (1, -2, 1/2), against
  /// PyTorch 2.15 in double precision.
  @Test func agreesWithAnotherProgram() {
    let rows = Extents.rows
    let graph = Graph(inputs: [[rows, 4, 4, 1]] + network.parameters.segments.map(\.shape)) {
      [network.apply($0[0], Parameters(Array($0.dropFirst())))]
    }
    #expect(graph.isRowWise)
    let y = Program<Double>(graph)([x] + theta)[0]
    let expected = [
      -0.7008227917735892, -0.41073420430107443, 0.07252909735321184, -0.6042876995614426,
      -0.13350813541892345, 0.4000623909332903,
    ]
    for (value, expected) in zip(y.elements, expected) { #expect(abs(value - expected) < 3e-15) }
    let c = Tensor<Double>([1, -2, 0.5, 1, -2, 0.5], shape: [2, 3])
    let gradients = Program<Double>(graph.pullback(wrt: Array(1...6)))([x] + theta + [c])
    let sums = [
      2.952191339608476, -0.4712242998259048, -0.2795675229555492, -0.08994394446261361,
      -1.8718265756646724, -1,
    ]
    let squares = [
      1.2218526996364683, 0.7572721449549727, 0.5177467120123971, 0.1668723087375639,
      14.521173479608724, 21,
    ]
    for (gradient, (sum, square)) in zip(gradients, zip(sums, squares)) {
      #expect(abs(gradient.elements.reduce(0, +) - sum) < 2e-14)
      #expect(abs(gradient.elements.reduce(0) { $0 + $1 * $1 } - square) < 2e-14)
    }
  }

  @Test func stepsFollowOneAnother() {
    #expect(network.shapes == [[4, 4, 1], [2, 2, 2], [2, 2, 2], [3]])
    let steps = network.steps
    #expect(steps.map(\.inputShape) == Array(network.shapes.dropLast()))
    #expect(steps.reduce(0) { $0 + $1.parameters.count } == network.parameters.count)
    var (value, place) = (x, 0)
    for step in steps {
      let count = step.parameters.segments.count
      value = step.next(value, Parameters(Array(theta[place..<place + count])))
      place += count
    }
    #expect(value == network.apply(x, Parameters(theta)))
  }

  /// The source's network: 2 projections, 7 residual layers of 32 channels, a read-out.
  @Test func sourcesNetworkHasItsLayers() {
    let network = ResidualImageNetwork(imageShape: [28, 28, 1], outputs: 10)
    #expect(network.layers.count == 10)
    #expect(network.shapes[2] == [7, 7, 32] && network.shapes[9] == [7, 7, 32])
    #expect(network.parameters.count == 320 + 8 * (9 * 32 * 32 + 32) + 7 * 7 * 32 * 10 + 10)
    var stream = RandomStream(seed: 1)
    #expect(network.initialParameters(using: &stream).count == network.parameters.count)
  }

  /// Without a branch's change a block is the identity; halving δ halves the change.
  @Test func residualBlockIsAnEulerStep() {
    let branch = LayerSequence([Linear(inputs: 3, outputs: 3), Activation.tanh])
    let theta = Parameters([numbers([3, 3], from: 0), numbers([3], from: 20)])
    let x = numbers([5, 3], from: 40)
    let change = { ResidualBlock(branch, step: $0).apply(x, theta) - x }
    #expect(change(0) == .zeros([5, 3]))
    #expect((change(1) - 2 * change(0.5)).absolute().maximum() < 1e-15)
    let expected = (x • theta[0] + theta[1]).tanh()
    #expect((change(1) - expected).absolute().maximum() < 1e-15)
  }
}
