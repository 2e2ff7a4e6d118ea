public import Control
public import Tensors

/// A defence of a flow's classifier, fitted to clean rows.
public struct FlowDefence<Element: Scalar>: Sendable {
  /// The defence of the classifier's layers.
  public let loop: ClosedLoopDefence<Element>
  /// The most segments of the flow in these layers.
  public let segments: Int
  /// The clean rows that it was fitted to.
  public let rowCount: Int
}

extension FlowClassifier {
  /// Fits a defence of the classifier, which stays as it is, to clean rows.
  ///
  /// Embeddings are fitted to the states, at the beginning and at the ends of the flow's segments, of
  /// the first rows that the classifier gets right.
  ///
  /// - Parameters:
  ///   - features: clean features, such as those of the training; shape `[rows, features]`.
  ///   - labels: their labels.
  ///   - options: how it is defended.
  ///   - pool: the threads to run on.
  /// - Returns: the defence.
  /// - Throws: ``LearningError/unknownLabel(_:known:)``; ``LearningError/tooFewRows(found:needed:)``
  ///   when it gets fewer than two rows right; ``LearningError/option(_:)`` for a fraction outside
  ///   (0, 1] and for states that are not finite.
  public func defence(
    fittedTo features: Tensor<Double>, labels: [String], options: DefenceOptions,
    pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) throws(LearningError) -> FlowDefence<Element> {
    let fraction = options.embedding.fraction
    guard fraction > 0, fraction <= 1 else {
      throw .option("a part of \(fraction) of the components: it must be above 0 and at most 1")
    }
    let system = layers(segments: options.segments)
    let evaluator = LayeredEvaluator(system, pool: pool)
    let codes = try codes(of: labels)
    var right: [Int] = []
    // In parts, for the first ones usually are enough.
    for first in stride(from: 0, to: codes.count, by: 1024) where right.count < options.rowLimit {
      let part = first..<min(first + 1024, codes.count)
      let z = evaluator.outputs(features.rows(part).converted(to: Element.self))
      right += zip(part, self.codes(ofLogits: z)).filter { codes[$0] == $1 }.map(\.0)
    }
    right = Array(right.prefix(options.rowLimit))
    guard right.count >= 2 else { throw .tooFewRows(found: right.count, needed: 2) }
    let states = evaluator.states(features.rows(at: right).converted(to: Element.self))
    let skipped = options.beginning == .features ? 1 : 0
    var embeddings: [EmbeddingProgram<Element>?] = []
    for index in system.maps.indices {
      embeddings.append(
        index == skipped ? nil : try FlowClassifier.embedding(states[index], options, pool))
    }
    return FlowDefence(
      loop: ClosedLoopDefence(embeddings, options: options.control), segments: options.segments,
      rowCount: right.count)
  }

  private static func embedding(
    _ states: Tensor<Element>, _ options: DefenceOptions, _ pool: ForkJoinPool
  ) throws(LearningError) -> EmbeddingProgram<Element> {
    do {
      switch options.embedding {
      case .principalComponents(let fraction, let measure):
        return EmbeddingProgram(
          try SubspaceEmbedding(fitting: states, keeping: fraction, of: measure))
      case .autoEncoder(let fraction, let measure, let training):
        let rank = try SubspaceEmbedding(fitting: states, keeping: fraction, of: measure)
          .rank
        return EmbeddingProgram(
          try AutoEncoderEmbedding(
            fitting: states, rank: max(rank, 1), training: training, pool: pool))
      }
    } catch {
      throw .option("no embedding of the clean states can be fitted: \(error)")
    }
  }

  /// The places of labels among the classes.
  func codes(of labels: [String]) throws(LearningError) -> [Int] {
    let places = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
    var codes: [Int] = []
    for label in labels {
      guard let code = places[label] else { throw .unknownLabel(label, known: classes) }
      codes.append(code)
    }
    return codes
  }
}
