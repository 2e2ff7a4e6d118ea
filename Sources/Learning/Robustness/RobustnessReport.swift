import Control
public import Tensors

/// How often a classifier is right on rows, as they are and attacked, and with a defence.
public struct RobustnessReport: Sendable, Hashable {
  /// Parts of rows that are right.
  public struct Accuracy: Sendable, Hashable {
    /// Of the rows as they are.
    public let clean: Double
    /// Of rows attacked with the gradient of the model as it is.
    public let attacked: Double
  }

  /// The attack.
  public let attack: Attack
  /// The number of rows.
  public let rows: Int
  /// The clean rows that the defence was fitted to; 0 without one.
  public let cleanRows: Int
  /// The numbers of directions that are kept before each layer; nil where nothing is held, empty
  /// without a defence.
  public let ranks: [Int?]
  /// Without defence.
  public let plain: Accuracy
  /// With the defence, which the attack does not know; nil without one.
  public let defended: Accuracy?
  /// With the defence, of rows attacked with the gradient through its greedy controls; nil without
  /// one.
  public let adaptive: Double?
}

extension FlowClassifier {
  /// Attacks the classifier, and scores it with and without a defence.
  ///
  /// - Parameters:
  ///   - attack: the attack; it changes features in their own units, times `units`.
  ///   - features: clean features; shape `[rows, features]`.
  ///   - labels: their labels.
  ///   - defence: the defence.
  ///   - units: as of ``Attack/changed(_:units:bounds:using:gradient:)``.
  ///   - bounds: as there.
  ///   - seed: the seed of chance.
  ///   - pool: the threads to run on; no number depends on them.
  /// - Returns: the scores.
  /// - Throws: ``LearningError/unknownLabel(_:known:)``.
  public func robustness(
    to attack: Attack, _ features: Tensor<Double>, labels: [String],
    defence: FlowDefence<Element>? = nil,
    units: Tensor<Double>? = nil, bounds: ClosedRange<Double>? = nil, seed: UInt64 = 0,
    pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) throws(LearningError) -> RobustnessReport {
    let codes = try codes(of: labels)
    let targets = try targets(labels).converted(to: Element.self)
    let loss = logitLoss
    let system = layers(segments: defence?.segments ?? 1)
    func attacked(_ evaluator: LayeredEvaluator<Element>) -> Tensor<Double> {
      var stream = RandomStream(seed: seed)
      return attack.changed(features, units: units, bounds: bounds, using: &stream) { x in
        evaluator.gradient(of: loss, at: x.converted(to: Element.self), targets: targets)
          .converted(to: Double.self)
      }
    }
    func score(_ evaluator: LayeredEvaluator<Element>, _ x: Tensor<Double>) -> Double {
      accuracy(self.codes(ofLogits: evaluator.outputs(x.converted(to: Element.self))), codes)
    }
    let plain = LayeredEvaluator(system, pool: pool)
    let changed = attacked(plain)
    let bare = RobustnessReport.Accuracy(
      clean: score(plain, features), attacked: score(plain, changed))
    let loop = defence.map { LayeredEvaluator(system, defence: $0.loop, pool: pool) }
    return RobustnessReport(
      attack: attack, rows: codes.count, cleanRows: defence?.rowCount ?? 0,
      ranks: defence?.loop.embeddings.map { $0?.embedding.rank } ?? [], plain: bare,
      defended: loop.map { .init(clean: score($0, features), attacked: score($0, changed)) },
      adaptive: loop.map { score($0, attacked($0)) })
  }
}
