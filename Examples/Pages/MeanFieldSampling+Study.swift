import FlowLearn

extension MeanFieldSampling {
  /// The errors of one sample's solution.
  struct SampleErrors: Sendable {
    /// sup |θᴺ − θ*|.
    let control: Double
    /// |Jᴺ − J*|.
    let cost: Double
    /// J(θᴺ) − J*.
    let risk: Double
  }

  /// Samples of growing sizes against one population.
  struct Study: Sendable {
    let sizes: [Int]
    let repetitions: Int
    let populationRows: Int
    /// The errors of all samples of each size.
    let errors: [[SampleErrors]]
    /// The population's control, and those of the first samples of each size.
    let controls: (best: [Double], sampled: [[Double]])

    init(_ settings: Settings) {
      var stream = RandomStream(seed: settings.seed)
      sizes = [50, 100, 200, 400, 800, 1600, 3200] + (settings.isFull ? [10_000, 30_000] : [])
      repetitions = settings.size(100, full: 200)
      populationRows = settings.size(400_000, full: 4_000_000)
      let population = sample(populationRows, using: &stream)
      let pool = settings.pool
      let objective = EnsembleObjective(problem, pool: pool)
      let best = Study.solved(population, from: Tensor(repeating: 0.5, shape: [20]), pool)
      var (all, shown) = ([[SampleErrors]](), [[Double]]())
      for size in sizes {
        var errors: [SampleErrors] = []
        for repetition in 0..<repetitions {
          let found = Study.solved(sample(size, using: &stream), from: best.theta, pool)
          let shift = found.theta - best.theta
          let risk = objective.value(found.theta, over: population) - best.cost
          errors.append(
            SampleErrors(
              control: shift.absolute().maximum(), cost: abs(found.cost - best.cost), risk: risk))
          if repetition == 0 { shown.append(found.theta.elements) }
        }
        all.append(errors)
      }
      errors = all
      controls = (best.theta.elements, shown)
    }

    /// The best control of an ensemble and its cost.
    private static func solved(
      _ ensemble: Ensemble<Double>, from start: Tensor<Double>, _ pool: ForkJoinPool
    ) -> (theta: Tensor<Double>, cost: Double) {
      var theta = start
      let trainer = QuasiNewtonTrainer(
        problem, minimizer: Minimizer(relativeGradientTolerance: 1e-7), pool: pool)
      var cost = Double.nan
      for _ in 0..<60 {
        let step = trainer.improve(&theta, over: ensemble)
        cost = step.cost
        if step.hasConverged { break }
      }
      return (theta, cost)
    }

    /// The mean error of each size.
    func means(_ part: KeyPath<SampleErrors, Double>) -> [Double] {
      errors.map { errors in errors.reduce(0) { $0 + $1[keyPath: part] } / Double(errors.count) }
    }

    /// The slope of the log of the mean error against log N.
    func slope(_ part: KeyPath<SampleErrors, Double>) -> Double {
      logarithmicSlope(sizes.map(Double.init), means(part))
    }

    /// The least excess risk of all samples.
    var leastRisk: Double { errors.flatMap { $0.map(\.risk) }.min() ?? .nan }

    var ratesFigure: Figure {
      let n = sizes.map(Double.init)
      var panel = Panel(title: "Mean errors of samples").axes(
        x: Axis("rows N", scale: .logarithmic), y: Axis("error", scale: .logarithmic))
      let parts: [(String, KeyPath<SampleErrors, Double>)] = [
        ("sup |θᴺ − θ*|", \.control), ("|Jᴺ − J*|", \.cost), ("J(θᴺ) − J*", \.risk),
      ]
      for (label, part) in parts {
        panel = panel.line(x: n, y: means(part), label: label, style: LineStyle(marker: .circle))
      }
      let first = means(\.control)[0]
      return Figure(panels: [
        panel.line(
          x: n, y: n.map { first * (n[0] / $0).squareRoot() }, label: "N^-1/2", style: .guide)
      ])
    }

    var controlsFigure: Figure {
      let t = (0..<20).map { (Double($0) + 0.5) / 20 }
      var panel = Panel(title: "Controls of samples").axes(x: Axis("t"), y: Axis("θ(t)"))
      for (size, control) in zip(sizes, controls.sampled) where [50, 200, 3200].contains(size) {
        panel = panel.line(x: t, y: control, label: "N = \(size)")
      }
      return Figure(panels: [
        panel.line(x: t, y: controls.best, label: "population", style: .guide)
      ])
    }

    /// The part of samples whose control is farther than s√N, one curve a size: they fall together.
    var tailFigure: Figure {
      var panel = Panel(title: "How often sup |θᴺ − θ*| √N exceeds s").axes(
        x: Axis("s²"), y: Axis("part of samples", scale: .logarithmic))
      for (size, errors) in zip(sizes, errors) where [50, 200, 800, 3200].contains(size) {
        let scaled = errors.map { $0.control * Double(size).squareRoot() }.sorted()
        let parts = scaled.indices.map { 1 - Double($0) / Double(scaled.count) }
        panel = panel.line(x: scaled.map { $0 * $0 }, y: parts, label: "N = \(size)")
      }
      return Figure(panels: [panel])
    }
  }
}
