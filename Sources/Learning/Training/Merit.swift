/// What epochs are compared by: the score of the held out rows, and where it is the same, the loss.
///
/// The loss alone would choose an early epoch: a classifier that is right and grows ever more sure
/// loses more by its few errors than it gains.
struct Merit {
  /// The score; nil where there is none, as for R² of rows with the same target.
  let score: Double?
  let loss: Double

  init(_ record: TrainingRecord) {
    score = record.validationScore.flatMap { $0.isFinite ? $0 : nil }
    loss = record.validationLoss ?? record.trainingLoss
  }

  func isBetter(than other: Merit?, by margin: Double) -> Bool {
    guard loss.isFinite else { return false }
    guard let other else { return true }
    if let score, let known = other.score, score != known { return score > known }
    return loss < other.loss - margin
  }
}
