import FlowLearn

extension ClosedLoopDefencePage {
  /// Accuracies of one network under attacks, with defences of several ranks.
  struct Study: Sendable {
    /// Parts of test images that are read right.
    struct Score: Sendable {
      /// The part of the singular values that is kept; 1 without defence.
      var part = 1.0
      /// The dimensions that are kept before each layer.
      var ranks: [Int] = []
      var clean = 0.0
      /// Under an attack that does not know the defence, and under one that does.
      var attacked = 0.0
      var adaptive = 0.0
    }

    /// The parts of the singular values that are tried; the first has too few, the last too many.
    static let parts = [0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99]
    static let sizes = [0.0, 0.05, 0.1, 0.15, 0.2]

    let size: Size
    let dataName: String
    let plain: Score
    /// The accuracy when signs are from chance.
    let random: Double
    let scores: [Score]
    /// Accuracies at several sizes of the attack: as it is, defended, and by an attack that knows.
    let curves: [Score]
    /// The cost of sweeps from no controls over that of greedy ones.
    let zeroStart: Double
    /// An image, what the attack makes of it, and what the defence makes of that.
    let pictures: [[Float]]

    /// The defence with seven tenths of the singular values.
    var chosen: Score { scores[4] }
    /// The part with which the accuracy under attack is greatest.
    var best: Double { scores.max { $0.attacked < $1.attacked }?.part ?? .nan }

    init(_ settings: Settings) throws(LearningError) {
      let size = Size(settings)
      let pool = settings.pool
      var stream = RandomStream(seed: settings.seed)
      let data =
        settings.images
        ?? DrawnDigits.data(training: size.images, test: size.tested, using: &stream)
      let training = data.training.prefix(size.images)
      let bench = Bench(
        system: network(training, epochs: size.epochs, seed: settings.seed, pool: pool),
        test: data.test.prefix(size.tested), seed: settings.seed, pool: pool)
      let clean = bench.cleanStates(training)
      var defences: [(part: Double, defence: ClosedLoopDefence<Float>)] = []
      for part in Study.parts {
        defences.append((part, try Study.defence(clean, keeping: part)))
      }
      let attack = Attack(.projectedGradient(), size: 0.1)
      plain = bench.score(attack, nil)
      random = bench.accuracy(
        bench.plain, bench.changed(Attack(.randomSign, size: 0.1), bench.plain))
      scores = defences.map { part, defence in
        var score = bench.score(attack, defence)
        score.part = part
        return score
      }
      let chosen = defences[4].defence
      curves = Study.sizes.flatMap { size in
        [nil, chosen].map { bench.score(Attack(.projectedGradient(), size: size), $0) }
      }
      zeroStart = bench.costRatio(chosen.embeddings)
      pictures = bench.pictures(attack, chosen)
      self.size = size
      dataName = data.name
    }

    /// Principal components before each layer.
    private static func defence(
      _ states: [Tensor<Float>], keeping part: Double
    ) throws(LearningError) -> ClosedLoopDefence<Float> {
      var embeddings: [EmbeddingProgram<Float>?] = []
      for layer in states.dropLast() {
        do {
          embeddings.append(
            EmbeddingProgram(try SubspaceEmbedding(fitting: layer, keeping: part)))
        } catch {
          throw .option("no components of the clean states: \(error)")
        }
      }
      return ClosedLoopDefence(embeddings)
    }
  }

  /// What attacks are tried on.
  struct Bench {
    let system: LayeredSystem<Float>
    let test: LabelledImages
    let seed: UInt64
    let pool: ForkJoinPool
    let images, targets: Tensor<Float>
    let plain: LayeredEvaluator<Float>
    private let loss = ClosedLoopDefencePage.loss

    init(
      system: LayeredSystem<Float>, test: LabelledImages, seed: UInt64, pool: ForkJoinPool
    ) {
      self.system = system
      self.test = test
      self.seed = seed
      self.pool = pool
      images = test.rows(0..<test.count)
      targets = test.codes(0..<test.count, off: 0)
      plain = LayeredEvaluator(system, pool: pool)
    }

    func accuracy(_ evaluator: LayeredEvaluator<Float>, _ x: Tensor<Float>) -> Double {
      let codes = evaluator.outputs(x).columnsOfRowMaxima()
      return Double(zip(codes, test.labels).count { $0 == $1 }) / Double(test.count)
    }

    /// The images changed by an attack on a network, defended or not; pixels stay in 0...1.
    func changed(_ attack: Attack, _ evaluator: LayeredEvaluator<Float>) -> Tensor<Float> {
      var stream = RandomStream(seed: seed)
      return attack.changed(
        images.converted(to: Double.self), bounds: 0...1, using: &stream
      ) { x in
        evaluator.gradient(of: loss, at: x.converted(to: Float.self), targets: targets)
          .converted(to: Double.self)
      }.converted(to: Float.self)
    }

    /// Accuracies with a defence, or without.
    func score(_ attack: Attack, _ defence: ClosedLoopDefence<Float>?) -> Study.Score {
      let changed = changed(attack, plain)
      guard let defence else {
        let attacked = accuracy(plain, changed)
        return Study.Score(clean: accuracy(plain, images), attacked: attacked, adaptive: attacked)
      }
      let held = LayeredEvaluator(system, defence: defence, pool: pool)
      return Study.Score(
        ranks: defence.embeddings.compactMap { $0?.embedding.rank },
        clean: accuracy(held, images), attacked: accuracy(held, changed),
        adaptive: accuracy(held, self.changed(attack, held)))
    }

    /// The states of training images that are read right.
    func cleanStates(_ training: LabelledImages) -> [Tensor<Float>] {
      let some = training.prefix(6500)
      let x = some.rows(0..<some.count)
      let right = plain.outputs(x).columnsOfRowMaxima().enumerated()
        .filter { some.labels[$0.offset] == $0.element }.map(\.offset)
      return plain.states(x.rows(at: right))
    }

    /// What 40 sweeps from no controls cost on the first images, over what greedy ones do.
    func costRatio(_ embeddings: [EmbeddingProgram<Float>?]) -> Double {
      let x = images.rows(0..<min(64, test.count))
      let costs = [DefenceControls(start: .zero, sweeps: 40), DefenceControls(sweeps: 0)].map {
        LayeredEvaluator(
          system, defence: ClosedLoopDefence(embeddings, options: $0), pool: pool
        ).solution(x).costs.sum()
      }
      return Double(costs[0] / costs[1])
    }

    /// The first image that the attack makes wrong and the defence right: as it is, attacked, held.
    func pictures(_ attack: Attack, _ defence: ClosedLoopDefence<Float>) -> [[Float]] {
      let changed = changed(attack, plain)
      let solution = LayeredEvaluator(system, defence: defence, pool: pool).solution(changed)
      let wrong = plain.outputs(changed).columnsOfRowMaxima()
      let right = solution.outputs.columnsOfRowMaxima()
      let row =
        test.labels.indices.first { wrong[$0] != test.labels[$0] && right[$0] == test.labels[$0] }
        ?? 0
      return [images, changed, changed + solution.controls[0]].map { $0.row(row).elements }
    }
  }
}
