/// A case with its inputs and memory, ready to run; it serves one thread at a time.
public struct PreparedCase {
  /// Runs one iteration and returns a number that depends on its result: for a training step the loss
  /// before the step, else a sum over the result.
  public let iterate: () -> Double
  /// The loss of the parameters as they are now; nil when the case trains nothing.
  public let loss: (() -> Double)?
  /// The steps after which other programs give the loss as well.
  public let lossSteps: Int
  /// Other numbers worth recording, by their keys in files, known after the first iteration.
  public let details: () -> KeyValuePairs<String, Double>
  /// What one iteration takes, known after the first.
  public let work: () -> CaseWork
  /// The bytes that an iteration's flows and workspaces are predicted to take; nil when nothing
  /// predicts them.
  public let predictedBytes: Int?

  /// A case that is ready.
  public init(
    iterate: @escaping () -> Double, loss: (() -> Double)? = nil, lossSteps: Int = 10,
    details: @escaping () -> KeyValuePairs<String, Double> = { [:] },
    work: @escaping () -> CaseWork = { CaseWork() }, predictedBytes: Int? = nil
  ) {
    self.iterate = iterate
    self.loss = loss
    self.lossSteps = lossSteps
    self.details = details
    self.work = work
    self.predictedBytes = predictedBytes
  }
}
