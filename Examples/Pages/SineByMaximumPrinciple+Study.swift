import FlowLearn

/// The loss along a training.
struct LossCurve: Sendable {
  /// The iterations done.
  private(set) var iterations: [Int] = []
  /// The loss after each.
  private(set) var losses: [Double] = []

  /// Adds what the loss was after so many iterations.
  mutating func append(_ iteration: Int, _ loss: Double) {
    iterations.append(iteration)
    losses.append(loss)
  }

  /// The loss after so many iterations; not a number if it was not kept.
  func loss(at iteration: Int) -> Double {
    iterations.firstIndex(of: iteration).map { losses[$0] } ?? .nan
  }

  /// The least loss within so many iterations.
  func least(within count: Int) -> Double {
    zip(iterations, losses).filter { $0.0 <= count }.map(\.1).min() ?? .nan
  }

  /// How often the loss was larger than the one before; what is not finite counts.
  var rises: Int { zip(losses, losses.dropFirst()).count { !($1 <= $0) } }
}

extension SineByMaximumPrinciple {
  /// All trainings of the page.
  struct Study: Sendable {
    let zeroLoss: Double
    /// The least loss that an increasing function of x has on the rows.
    let increasingLoss: Double
    let extended, basic, automatic: LossCurve
    /// What the automatic penalty makes small: the loss with the decay.
    let automaticCost: LossCurve
    /// From weights that are zero.
    let gradientDescent, adagrad, adam: LossCurve
    /// From the weights that successive approximations begin with.
    let disturbed: [(name: String, curve: LossCurve)]
    /// The iterations of gradient methods.
    static let gradientIterations = 10_000
    /// The greatest difference between an ascent step and a step of back-propagation.
    let ascentGap: Double
    /// The trained network's answers: x, and the sum of its states after each fourth layer.
    let answers: (x: [Double], sums: [[Double]])

    init(_ settings: Settings) {
      var stream = RandomStream(seed: settings.seed)
      let rows = settings.size(100, full: 1000)
      let data = ensemble(.uniform(shape: [rows], in: -.pi ..< .pi, using: &stream))
      let start: Tensor<Double> = .uniform(
        shape: [decaying.parameterCount], in: -0.005..<0.005, using: &stream)
      let pool = settings.pool

      // All x, evenly.
      let even = Tensor.linear(from: -Double.pi, through: .pi, count: 4001)
      let middles = (even.rows(0..<4000) + even.rows(1..<4001)) / 2
      zeroLoss = EnsembleObjective(plain, pool: pool)
        .value(.zeros([plain.parameterCount]), over: ensemble(middles))

      let ordered = Tensor(data.states.column(0).elements.sorted()).sin().elements
      let regression = IsotonicRegression(
        ordered, weights: Array(repeating: 1 / Double(rows), count: rows))
      increasingLoss = regression.distance * regression.distance

      let run = Training(data: data, start: start, pool: pool)
      func approximations(
        _ augmentation: SuccessiveApproximations.Augmentation
      ) -> SuccessiveApproximationTrainer<Double> {
        SuccessiveApproximationTrainer(
          decaying, method: SuccessiveApproximations(augmentation: augmentation), pool: pool)
      }
      func gradients(_ rule: UpdateRule) -> GradientTrainer<Double> {
        GradientTrainer(decaying, rule: rule, pool: pool)
      }
      // The source's ρ = 1 for 100 rows, whatever their number here: these are penalties of means.
      let penalties = SuccessiveApproximations.residualNetworkPenalty(1, rows: 100, step: 0.25)
      extended = run.curves(approximations(penalties), iterations: 500).loss
      basic = run.curves(approximations(.none), iterations: 30).loss
      let trained: Tensor<Double>
      (automatic, automaticCost, trained) = run.curves(
        approximations(.automatic(initial: 1)), iterations: 500)
      let rules: [(name: String, rule: UpdateRule)] = [
        ("gradient descent", .gradientDescent(learningRate: 0.01)),
        ("Adagrad", .adagrad(learningRate: 0.1)), ("Adam", .adam(learningRate: 0.005)),
      ]
      var zero = run
      zero.start = .zeros(start.shape)
      let fromZero = rules.map {
        zero.curves(gradients($0.rule), iterations: Study.gradientIterations).loss
      }
      (gradientDescent, adagrad, adam) = (fromZero[0], fromZero[1], fromZero[2])
      disturbed = rules.map { ($0.name, run.curves(gradients($0.rule), iterations: 3000).loss) }
      ascentGap = run.ascentGap(rate: 0.01)
      answers = Study.answers(of: trained)
    }

    /// The sums of states after 0, 4, ..., 20 layers.
    private static func answers(of theta: Tensor<Double>) -> (x: [Double], sums: [[Double]]) {
      let x = Tensor.linear(from: -Double.pi, through: .pi, count: 121)
      let control = ControlPath(
        nodes: theta.reshaped(to: [20, 30]), shape: .piecewiseConstant(pieces: 20), from: 0, to: 5)
      let span = TimeSpan(to: 5)
      let flow = Integrator(method: .euler, control: .fixed(steps: 20)).trajectory(
        of: FlowField(plain.dynamics, along: control), from: ensemble(x).states, over: span,
        at: span.times(6), on: ForkJoinPool(threads: 1))
      return (x.elements, flow.times.indices.map { flow.states(at: $0).sum(over: 1).elements })
    }
  }

  /// Trainings on the same rows from the same start.
  private struct Training {
    let data: Ensemble<Double>
    var start: Tensor<Double>
    let pool: ForkJoinPool

    /// The loss after each of the first 50 iterations and then after each tenth, the cost before each,
    /// and the control at the end.
    func curves(
      _ trainer: any ControlTrainer<Double>, iterations: Int
    ) -> (loss: LossCurve, cost: LossCurve, theta: Tensor<Double>) {
      let objective = EnsembleObjective(plain, pool: pool)
      var (loss, cost, theta) = (LossCurve(), LossCurve(), start)
      loss.append(0, objective.value(theta, over: data))
      for iteration in 1...iterations {
        cost.append(iteration - 1, trainer.improve(&theta, over: data).cost)
        if iteration <= 50 || iteration % 10 == 0 {
          loss.append(iteration, objective.value(theta, over: data))
        }
      }
      return (loss, cost, theta)
    }

    /// One ascent step on every Hamiltonian against one descent step along the gradient.
    func ascentGap(rate: Double) -> Double {
      let method = SuccessiveApproximations(
        augmentation: .none, maximization: .gradientAscent(rate: rate, steps: 1))
      let trainers: [any ControlTrainer<Double>] = [
        SuccessiveApproximationTrainer(decaying, method: method, pool: pool),
        GradientTrainer(
          decaying, rule: .gradientDescent(learningRate: .constant(rate)), pool: pool),
      ]
      let ends = trainers.map { trainer in
        var theta = start
        _ = trainer.improve(&theta, over: data)
        return theta
      }
      return (ends[0] - ends[1]).absolute().maximum()
    }
  }
}
