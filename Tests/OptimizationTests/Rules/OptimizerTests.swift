import Optimization
import Tensors
import Testing

@Suite struct OptimizerTests {
  @Test(arguments: UpdateRuleTests.rules.keys.sorted())
  func `a resumed run equals an uninterrupted one, bit for bit`(name: String) throws {
    let rule = try #require(UpdateRuleTests.rules[name])
    let warm = UpdateRule(
      rule.transform, learningRate: .cosine(from: 0.1, over: 20).warmedUp(over: 3))
    var parameters = Tensor<Double>([0, 1, -0.5])
    var optimizer = Optimizer<Double>(warm, count: 3)
    for _ in 0..<7 {
      optimizer.step(&parameters, gradient: Quadratic().gradient(at: parameters))
    }
    let state = optimizer.state
    #expect(state.step == 7)
    var resumed = try Optimizer(warm, count: 3, resuming: state)
    #expect(resumed.state == state)
    #expect(resumed.learningRate == optimizer.learningRate)
    for _ in 7..<20 {
      resumed.step(&parameters, gradient: Quadratic().gradient(at: parameters))
    }
    #expect(parameters == descend(Quadratic(), warm, steps: 20))
  }

  @Test func `the state is named by the rule`() {
    let plain = Optimizer<Double>(.adam(learningRate: 0.1), count: 2).state
    #expect(plain.vectors.keys.sorted() == ["first-moment", "second-moment"])
    let chained = Optimizer<Double>(
      .adam(learningRate: 0.1).preceded(by: Momentum()), count: 2
    ).state
    #expect(
      chained.vectors.keys.sorted() == ["0.velocity", "1.first-moment", "1.second-moment"])
    #expect(Optimizer<Double>(.gradientDescent(learningRate: 1), count: 2).state.vectors.isEmpty)
  }

  @Test func `a state of another rule or model is refused`() throws {
    let momentum = Optimizer<Double>(.momentum(learningRate: 0.1), count: 2).state
    #expect(
      throws: OptimizerStateError.names(
        found: ["velocity"], expected: ["first-moment", "second-moment"])
    ) {
      _ = try Optimizer(.adam(learningRate: 0.1), count: 2, resuming: momentum)
    }
    #expect(
      throws: OptimizerStateError.shape(name: "velocity", found: [2], expected: [3])
    ) {
      _ = try Optimizer(.momentum(learningRate: 0.1), count: 3, resuming: momentum)
    }
    #expect(throws: OptimizerStateError.step(-1)) {
      _ = try Optimizer(
        .momentum(learningRate: 0.1), count: 2,
        resuming: OptimizerState(step: -1, vectors: momentum.vectors))
    }
  }

  @Test func `the refusals are sentences`() {
    #expect(
      OptimizerStateError.names(found: [], expected: ["velocity"]).description
        == "the optimizer's state holds no vectors where this optimizer needs velocity: "
        + "resume with the optimizer that wrote it")
    #expect(
      OptimizerStateError.shape(name: "velocity", found: [2], expected: [3]).description
        == "the optimizer's velocity has shape [2] where the model needs [3]: "
        + "resume with the model that wrote it")
    #expect(
      OptimizerStateError.step(-1).description
        == "the optimizer's state counts -1 steps: the file is damaged")
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a gradient that is not finite changes nothing`(stray: Double) {
    var parameters = Tensor<Double>([1, 2])
    var optimizer = Optimizer<Double>(.adam(learningRate: 0.1), count: 2)
    let before = optimizer.state
    let isTaken = optimizer.step(&parameters, gradient: Tensor([1, stray]))
    #expect(!isTaken)
    #expect(parameters == Tensor([1, 2]))
    #expect(optimizer.state == before)
  }

  @Test func `copies of parameters stay where they were`() {
    var parameters = Tensor<Double>([1, 2])
    let copy = parameters
    var optimizer = Optimizer<Double>(.gradientDescent(learningRate: 0.5), count: 2)
    optimizer.step(&parameters, gradient: Tensor([2, 2]))
    #expect(copy == Tensor([1, 2]))
    #expect(parameters == Tensor([0, 1]))
    #expect(optimizer.stepCount == 1)
  }
}
