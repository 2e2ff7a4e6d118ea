import Calculus
import Learning
import ODE
import Tensors
import Testing

@Suite struct TrainingSessionTests {
  private func session<E: Scalar>(
    _ options: TrainingOptions, threads: Int = 1, noise: Double = 0, _: E.Type
  ) -> TrainingSession<E> {
    let (features, targets) = surface(80)
    var stream = RandomStream(seed: 8)
    let scaled = Standardizer(fitting: targets.reshaped(to: [80, 1]))
      .apply(to: targets.reshaped(to: [80, 1]))
    let noisy = scaled + Tensor<Double>.normal(shape: [80, 1], using: &stream) * noise
    func rows(_ range: Range<Int>) -> LabelledRows<E> {
      LabelledRows(
        features: features.rows(range).converted(to: E.self),
        targets: noisy.rows(range).converted(to: E.self))
    }
    let known = rows(60..<80).targets
    return TrainingSession(
      network: FlowNetwork(
        architecture: smallArchitecture(augmentation: 1), featureCount: 2, outputs: 1,
        loss: .squaredError),
      options: options, training: rows(0..<60), validation: rows(60..<80),
      stream: RandomStream(seed: options.seed), pool: ForkJoinPool(threads: threads),
      score: { -Double(($0 - known).squared().mean()) })
  }

  private func finish<E: Scalar>(_ session: TrainingSession<E>) {
    while session.outcome == nil { session.advance() }
  }

  @Test(arguments: TrainingOptions.Method.allCases)
  func everyMethodLowersTheLoss(_ method: TrainingOptions.Method) {
    let rate = method == .adam || method == .adamw ? 0.02 : 0.1
    let session = session(
      TrainingOptions(method: method, learningRate: rate, epochs: 30), Double.self)
    finish(session)
    #expect(session.outcome == .completed)
    #expect(session.history.count == 30)
    let losses = session.history.map(\.trainingLoss)
    #expect(losses[29] < 0.1 * losses[0])
    #expect(session.history.map(\.epoch) == Array(1...30))
    let steps = method == .lbfgs ? 1 : 2
    #expect(session.history.map(\.step) == (1...30).map { $0 * steps })
  }

  @Test(arguments: [TrainingOptions.Method.msa, .emsa])
  func successiveApproximationsWantEqualSteps(_ method: TrainingOptions.Method) {
    let features = Tensor<Double>((0..<40).map { Double($0 % 7) }, shape: [20, 2])
    let targets = Tensor<Double>((0..<20).map { Double($0 % 5) }, shape: [20, 1])
    let options = TrainingOptions(method: method, epochs: 2, validationFraction: 0)
    for solver in [
      FlowSolver.adaptive(AdaptiveScheme()),
      .fixed(FlowScheme(method: .kvaerno5, steps: 4)),
      .fixed(FlowScheme(method: .rungeKutta4, steps: 4, control: .piecewiseLinear(pieces: 2))),
    ] {
      var architecture = FlowArchitecture()
      architecture.solver = solver
      #expect(throws: LearningError.self) {
        try FlowRegressor<Double>.fit(
          features, targets: targets, architecture: architecture, options: options)
      }
    }
  }

  @Test(arguments: TrainingOptions.Schedule.allCases)
  func schedulesEndWhereTheySay(_ schedule: TrainingOptions.Schedule) throws {
    let options = TrainingOptions(learningRate: 0.02, schedule: schedule, epochs: 30)
    let session = session(options, Double.self)
    finish(session)
    let rates = session.history.map(\.learningRate)
    let last = try #require(rates.last)
    let first = try #require(rates.first)
    switch schedule {
    case .constant: #expect(Set(rates) == [0.02])
    case .cosine: #expect(first > 0.0199 && last > 2e-4 && last < 3e-4)
    case .step:
      for (rate, expected) in zip(
        [rates[0], rates[9], rates[10], rates[20]], [0.02, 0.02, 2e-3, 2e-4])
      {
        #expect(abs(rate / expected - 1) < 1e-12)
      }
    case .warmup: #expect(first < 0.02 && rates[2] > 0.0199 && last < 3e-4)
    }
  }

  /// L-BFGS never goes uphill, and ends where the gradient vanishes.
  @Test func lbfgsDescends() throws {
    let session = session(
      TrainingOptions(method: .lbfgs, epochs: 40, patience: nil), Double.self)
    finish(session)
    let losses = session.history.map(\.trainingLoss)
    for (before, after) in zip(losses, losses.dropFirst()) { #expect(after <= before) }
    #expect(try #require(losses.last) < 0.02)
  }

  /// With noisy targets the held out score turns; the best epoch's parameters are kept, and the
  /// training ends `patience` epochs later.
  @Test func earlyStoppingKeepsTheBestEpoch() throws {
    var options = TrainingOptions(
      method: .adam, learningRate: 0.1, schedule: .constant, epochs: 300, weightDecay: 0)
    options.patience = 7
    let session = session(options, noise: 1.5, Double.self)
    var parameters: [Tensor<Double>] = []
    while session.outcome == nil {
      session.advance()
      parameters.append(session.parameters)
    }
    #expect(session.outcome == .stoppedEarly)
    #expect(session.history.count == session.bestEpoch + 7)
    #expect(session.bestParameters == parameters[session.bestEpoch - 1])
    #expect(session.bestParameters != session.parameters)
    let scores = session.history.compactMap(\.validationScore)
    #expect(scores[session.bestEpoch - 1] == scores.max())
    #expect(session.history.last(where: \.isBest)?.epoch == session.bestEpoch)
  }

  @Test func cancellingKeepsTheBestSoFar() throws {
    let (features, labels) = clouds()
    let fit = try FlowClassifier<Float>.fit(
      features, labels: labels, architecture: smallArchitecture(),
      options: TrainingOptions(epochs: 50)
    ) { $0.epoch == 3 ? .stop : .proceed }
    #expect(fit.outcome == .cancelled)
    #expect(fit.history.count == 3)
    #expect(fit.model.parameters.isFinite)
  }

  @Test func absurdLearningRateIsADivergence() throws {
    let options = TrainingOptions(
      method: .sgd, learningRate: 1e30, schedule: .constant, epochs: 10, clipNorm: nil)
    let session = session(options, Float.self)
    finish(session)
    guard case .diverged(let epoch) = session.outcome else {
      Issue.record("ended with \(String(describing: session.outcome))")
      return
    }
    #expect(session.history.count == epoch - 1)
    #expect(session.bestParameters.isFinite)
    #expect(
      session.outcome?.advice
        == "the loss stopped being a number in epoch \(epoch): lower the learning rate, clip the "
        + "gradient's norm, take emsa in place of msa, or shorten the horizon")
    session.advance()
    #expect(session.history.count == epoch - 1)
  }

  /// Everything, down to the last bit, is the seed's doing, and nothing the threads'.
  @Test(arguments: [TrainingOptions.Method.adamw, .lbfgs])
  func seedDecidesAndThreadsDoNot(_ method: TrainingOptions.Method) {
    func run(seed: UInt64, threads: Int) -> TrainingSession<Float> {
      let session = session(
        TrainingOptions(method: method, epochs: 4, seed: seed), threads: threads, Float.self)
      finish(session)
      return session
    }
    let one = run(seed: 1, threads: 1)
    let two = run(seed: 1, threads: 2)
    #expect(one.parameters == two.parameters)
    #expect(one.history == two.history)
    #expect(run(seed: 2, threads: 1).parameters != one.parameters)
  }

  @Test func evaluationsAreCountedForARow() {
    let session = session(TrainingOptions(epochs: 1), Float.self)
    session.advance()
    // Two steps of four stages forwards, and as many back.
    #expect(session.history[0].forwardEvaluations == 8)
    #expect(session.history[0].backwardEvaluations == 8)
  }
}
