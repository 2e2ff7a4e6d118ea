/// What one epoch came to.
public struct TrainingRecord: Sendable, Hashable {
  /// The epoch, from 1.
  public var epoch: Int
  /// The optimiser's steps so far.
  public var step: Int
  /// The mean loss of the training rows, each at the parameters of its step; after the iteration, for
  /// L-BFGS.
  public var trainingLoss: Double
  /// The mean loss of the held out rows after the epoch; nil when nothing is held out.
  public var validationLoss: Double?
  /// The accuracy, or R², on the held out rows after the epoch; nil when nothing is held out.
  public var validationScore: Double?
  /// The learning rate of the epoch's last step.
  public var learningRate: Double
  /// The mean Euclidean norm of the steps' gradients, before clipping.
  public var gradientNorm: Double
  /// Evaluations of the field forwards, a row.
  public var forwardEvaluations: Double
  /// Evaluations of its pullback, a row.
  public var backwardEvaluations: Double
  /// Whether the epoch is the best so far, in the sense of ``TrainingOptions/patience``.
  public var isBest: Bool
}

/// How a training ended.
public enum TrainingOutcome: Sendable, Hashable {
  /// All epochs were done.
  case completed
  /// No epoch was better than the best for as many epochs as the options allow.
  case stoppedEarly
  /// The callback asked to stop.
  case cancelled
  /// The minimiser found nothing more to gain.
  case converged
  /// The loss or its gradient was no number any more, in this epoch.
  case diverged(epoch: Int)

  /// One sentence of what to change, when there is something.
  public var advice: String? {
    switch self {
    case .diverged(let epoch):
      "the loss stopped being a number in epoch \(epoch): lower the learning rate, clip the gradient's "
        + "norm, take emsa in place of msa, or shorten the horizon"
    default: nil
    }
  }
}

/// What a callback wants after an epoch.
public enum TrainingDecision: Sendable {
  /// Train on.
  case proceed
  /// End the training, and return the best parameters so far.
  case stop
}
