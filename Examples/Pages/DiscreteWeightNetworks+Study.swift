import FlowLearn

extension DiscreteWeightNetworks {
  /// All trainings of the page.
  struct Study: Sendable {
    let size: Size
    let dataName: String
    let imageCount: Int
    let binary, ternary: Training
    /// Binary weights with the whole method, without ρ, without the average, without both.
    let controls: [Training]
    /// Weights that a step did not move to the best member of their set.
    let mistakes: Int

    static let controlNames = ["both", "ρ = 0", "no average", "neither"]

    var all: [Training] { [binary, ternary] + controls }

    /// How many of the controls learn no less than the one before, by the mean over the epochs: single
    /// ones go up and down by more than what ρ is worth.
    var disorder: Int {
      let accuracies = controls.map { $0.accuracies.reduce(0, +) }
      return zip(accuracies, accuracies.dropFirst()).count { !($0 > $1) }
    }

    init(_ settings: Settings) {
      var stream = RandomStream(seed: settings.seed)
      let data =
        settings.images
        ?? DrawnDigits.data(
          training: settings.size(6000, full: 55000), test: settings.size(2000, full: 10000),
          using: &stream)
      size =
        settings.images == nil
        ? settings.isFull ? .drawnFull : .drawn : settings.isFull ? .mnistFull : .mnist
      let plans = Study.plans(size, settings.seed)
      let results = settings.pool.results(plans.count) { plan, _ in Training(plans[plan], on: data)
      }
      (dataName, imageCount) = (data.name, data.training.count)
      (binary, ternary, controls) = (results[0], results[1], Array(results[2...]))
      let sets: [AdmissibleSet] = [.binary, .ternary]
      mistakes = sets.reduce(0) {
        $0 + Study.mistakes(set: $1, data.training, seed: settings.seed)
      }
    }

    private static func plans(_ size: Size, _ seed: UInt64) -> [Plan] {
      let (first, decay) = size.averaging
      func rule(_ averaging: Double, _ inertia: Double, _ sparsity: Double = 0) -> DiscreteWeights {
        DiscreteWeights(
          averaging: averaging, averagingDecay: averaging == 0 ? 1 : decay, inertia: inertia,
          sparsity: sparsity)
      }
      func control(_ averaging: Double, _ inertia: Double) -> Plan {
        Plan(
          set: .binary, rule: rule(averaging, inertia), width: size.controls.width,
          epochs: size.controls.epochs, seed: seed, learningRate: size.learningRate)
      }
      return [
        Plan(
          set: .binary, rule: rule(first, 0.5), width: size.width, epochs: size.epochs, seed: seed,
          learningRate: size.learningRate),
        Plan(
          set: .ternary, rule: rule(first, 0.25, size.sparsity), width: size.width,
          epochs: size.epochs, seed: seed, learningRate: size.learningRate),
        control(first, 0.5), control(first, 0), control(0, 0.5), control(0, 0),
      ]
    }

    /// Follows the average of a small network's derivatives in double precision, tries all members at
    /// each weight, and counts the weights at which a step took another than the best.
    private static func mistakes(
      set: AdmissibleSet, _ images: LabelledImages, seed: UInt64
    ) -> Int {
      let members: [Double] = set == .ternary ? [-1, 0, 1] : [-1, 1]
      let rule = DiscreteWeights(averaging: 0.9, inertia: 0.4, sparsity: set == .ternary ? 1e-5 : 0)
      let network = Plan(set: set, rule: rule, width: 16, epochs: 1, seed: seed).network
      let objective = BatchObjective<Double>(SquaredHinge(network: network), rows: 100)
      let trainer = DiscreteBatchTrainer(
        objective, discrete: Set(network.weightNames), in: set, rule: rule)
      var stream = RandomStream(seed: seed)
      var theta = Tensor<Double>(network.initialParameters(using: &stream))
      trainer.drawWeights(of: &theta, using: &stream)
      var gradient = Tensor<Double>.zeros(theta.shape)
      var average = [Double](repeating: 0, count: theta.count)
      var mistakes = 0
      for step in 0..<20 {
        let numbers = (0..<100).map { (100 * step + $0) % images.count }
        let batch = [images.rows(numbers), images.codes(numbers, off: -1)].map {
          Tensor($0.elements.map(Double.init), shape: $0.shape)
        }
        _ = objective.value(theta, over: batch, gradient: &gradient)
        for (index, slope) in gradient.elements.enumerated() {
          average[index] = rule.averaging * average[index] - (1 - rule.averaging) * slope
        }
        let old = theta.elements
        _ = trainer.improve(&theta, over: batch)
        let new = theta.elements
        for segment in network.parameters.segments where network.weightNames.contains(segment.name)
        {
          mistakes += segment.range.count {
            !isBest(
              new[$0], of: members, from: old[$0], m: average[$0],
              rho: rho(rule, segment.range, old, average), rule)
          }
        }
      }
      return mistakes
    }

    /// ρ times the largest |M| of a map among the weights that are not M's sign.
    private static func rho(
      _ rule: DiscreteWeights, _ range: Range<Int>, _ theta: [Double], _ m: [Double]
    ) -> Double {
      rule.inertia * range.reduce(0) { theta[$1] * m[$1] > 0 ? $0 : max($0, abs(m[$1])) }
    }

    private static func isBest(
      _ chosen: Double, of members: [Double], from old: Double, m: Double, rho: Double,
      _ rule: DiscreteWeights
    ) -> Bool {
      func gain(_ theta: Double) -> Double {
        let weight = members.count == 3 ? rho : rho / 2
        return m * theta - weight * (theta - old) * (theta - old) - rule.sparsity * theta * theta
      }
      let best = members.map(gain).max() ?? .nan
      return members.contains(chosen) && gain(chosen) >= best - 1e-12 * (abs(m) + rho)
    }
  }
}
