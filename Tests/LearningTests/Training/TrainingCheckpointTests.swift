import Calculus
import DataIO
import Learning
import ODE
import Tensors
import Testing

@Suite struct TrainingCheckpointTests {
  /// A training of a regression on 60 rows, 20 held out, in batches of 16.
  private func session<E: Scalar>(
    _ options: TrainingOptions, threads: Int = 1, _: E.Type
  ) -> TrainingSession<E> {
    let (features, targets) = surface(80)
    var stream = RandomStream(seed: 8)
    // Successive approximations without a penalty stray where others do not.
    let isEasy = options.method == .msa
    let noise = Tensor<Double>.normal(shape: [80, 1], using: &stream) * (isEasy ? 0 : 0.1)
    let column = targets.reshaped(to: [80, 1])
    let noisy = Standardizer(fitting: column).apply(to: column) + noise
    func rows(_ range: Range<Int>) -> LabelledRows<E> {
      LabelledRows(
        features: features.rows(range).converted(to: E.self),
        targets: noisy.rows(range).converted(to: E.self))
    }
    let known = rows(60..<80).targets
    let control = isEasy ? .constant : ControlShape.piecewiseConstant(pieces: 2)
    let architecture = smallArchitecture(control: control, augmentation: 1)
    return TrainingSession(
      network: FlowNetwork(
        architecture: architecture, featureCount: 2, outputs: 1, loss: .squaredError),
      options: options, training: rows(0..<60), validation: rows(60..<80),
      stream: RandomStream(seed: options.seed), pool: ForkJoinPool(threads: threads),
      score: { -Double(($0 - known).squared().mean()) })
  }

  private func options(
    _ method: TrainingOptions.Method = .adamw, epochs: Int = 12, patience: Int? = nil
  ) -> TrainingOptions {
    TrainingOptions(
      method: method, learningRate: 0.02, epochs: epochs, batchSize: method == .msa ? 32 : 16,
      patience: patience, seed: 0)
  }

  private func finish<E: Scalar>(_ session: TrainingSession<E>) -> TrainingSession<E> {
    while session.outcome == nil { session.advance() }
    return session
  }

  /// The checkpoint as a file would give it back.
  private func stored(_ checkpoint: TrainingCheckpoint) throws -> TrainingCheckpoint {
    try TrainingCheckpoint(bytes: checkpoint.bytes(version: "1.2.3"), source: "c.safetensors")
  }

  private func expectEqual<E: Scalar>(_ one: TrainingSession<E>, _ other: TrainingSession<E>) {
    #expect(one.parameters == other.parameters)
    #expect(one.bestParameters == other.bestParameters)
    #expect(one.bestEpoch == other.bestEpoch)
    #expect(one.history == other.history)
    #expect(one.outcome == other.outcome)
  }

  /// Stops at every step of a training in turn, saves, and goes on in a session of its own with
  /// another number of threads.
  private func stopsAtEveryStep<E: Scalar>(
    _ method: TrainingOptions.Method, _ type: E.Type
  ) throws {
    let options = options(method, epochs: 3)
    let whole = finish(session(options, type))
    let steps = whole.history.last?.step ?? 0
    #expect(steps == [.lbfgs: 3, .msa: 6][method, default: 12])
    #if DEBUG
    let stops = [0, 1, steps - 1]
    #else
    let stops = Array(0..<steps)
    #endif
    for stop in stops {
      let first = session(options, type)
      var steps = StepCount(stop)
      while first.advance(while: { steps.take() }) {}
      let second = session(options, threads: 2, type)
      try second.resume(from: stored(first.checkpoint))
      expectEqual(finish(second), whole)
    }
  }

  @Test(arguments: TrainingOptions.Method.allCases)
  func `a training goes on from any step as if it had never stopped`(
    _ method: TrainingOptions.Method
  ) throws {
    // In single precision the first steps of msa diverge here.
    if method != .msa { try stopsAtEveryStep(method, Float.self) }
    try stopsAtEveryStep(method, Double.self)
  }

  @Test(arguments: [TrainingOptions.Method.adamw, .nesterov, .lbfgs])
  func `a training stopped after each epoch in turn ends the same`(
    _ method: TrainingOptions.Method
  ) throws {
    let whole = finish(session(options(method), Float.self))
    let first = session(options(method), Float.self)
    for _ in 0..<12 {
      let second = session(options(method), Float.self)
      try second.resume(from: stored(first.checkpoint))
      expectEqual(finish(second), whole)
      first.advance()
    }
  }

  @Test func `stopping early counts over the stop`() throws {
    var early = options(.sgd, epochs: 200, patience: 3)
    early.learningRate = 2
    early.schedule = .constant
    let whole = finish(session(early, Double.self))
    #expect(whole.outcome == .stoppedEarly)
    let epochs = whole.history.count
    for stop in [1, whole.bestEpoch, epochs - 1] {
      let first = session(early, Double.self)
      for _ in 0..<stop { first.advance() }
      let second = session(early, Double.self)
      try second.resume(from: stored(first.checkpoint))
      expectEqual(finish(second), whole)
    }
    // What ended stays ended, and goes on with more patience.
    let again = session(early, Double.self)
    try again.resume(from: stored(whole.checkpoint))
    #expect(again.outcome == .stoppedEarly)
    early.patience = 6
    let patient = session(early, Double.self)
    try patient.resume(from: stored(whole.checkpoint))
    #expect(patient.outcome == nil)
    #expect(!patient.advance(while: { false }) && patient.advance())
    #expect(patient.history.count == epochs + 1)
  }

  @Test(arguments: [TrainingOptions.Method.adam, .lbfgs])
  func `a training is lengthened`(_ method: TrainingOptions.Method) throws {
    var short = options(method, epochs: 5)
    short.scheduleEpochs = 9
    let first = finish(session(short, Float.self))
    #expect(first.outcome == .completed)
    var long = short
    long.epochs = 9
    let second = session(long, Float.self)
    try second.resume(from: stored(first.checkpoint))
    #expect(second.outcome == nil)
    let whole = finish(session(options(method, epochs: 9), Float.self))
    let lengthened = finish(second)
    expectEqual(lengthened, whole)
  }

  @Test func `a checkpoint is the same after its file`() throws {
    let session = session(options(), Float.self)
    session.advance()
    var steps = StepCount(2)
    session.advance { steps.take() }
    var checkpoint = session.checkpoint
    checkpoint.notes = ["data": "abc", "x": ""]
    let file = checkpoint.safetensors(version: "1.2.3")
    #expect(file.metadata["version"] == "1.2.3")
    #expect(file.metadata["format_version"] == "1")
    #expect(try file.tensor("parameters").type == .float32)
    let read = try stored(checkpoint)
    #expect(read.notes == checkpoint.notes)
    #expect(read.epoch?.rows == 32 && read.epoch?.batches == 2)
    #expect(read.bytes(version: "1") == checkpoint.bytes(version: "1"))
  }
}

/// So many steps, and then no more.
private struct StepCount {
  private var left: Int

  init(_ count: Int) {
    left = count
  }

  /// Whether there was one left.
  mutating func take() -> Bool {
    left -= 1
    return left >= 0
  }
}
