import Control
import ODE
import Optimization
import Tensors

extension FlowNetwork {
  /// The bytes that a training takes beside the features it is given, known before it begins.
  ///
  /// It counts standardised rows, parameters with what the rule keeps of them, and the solvers and
  /// workspaces of all threads. Adaptive steps take more: where each row's steps begin.
  ///
  /// - Parameters:
  ///   - options: how the network is trained.
  ///   - rows: the rows that are trained on.
  ///   - validationRows: the rows that decide when to stop.
  ///   - threads: the threads.
  /// - Returns: the bytes.
  /// - Precondition: the memory of the options is at least ``leastMemory(threads:)``.
  public func trainingBytes(
    _ options: TrainingOptions, rows: Int, validationRows: Int, threads: Int
  ) -> Int {
    // Parameters, the best ones, the gradient; moments, or the points of a line search and the steps
    // that L-BFGS remembers, each with the change of the gradient.
    let vectors = options.method == .lbfgs ? 12 + 2 * Minimizer().historyCount : 5
    let row = featureCount + readOut.targetDimension + 1
    let states = architecture.augmentation > 0 ? dimension : 0
    let batch = options.method == .lbfgs ? rows : min(options.batchSize, rows)
    let numbers =
      vectors * parameterCount + (rows + validationRows) * (row + states)
      + batch * (dimension + readOut.targetDimension + 1)
      + validationRows * (dimension + readOut.targetDimension)
    let prediction =
      validationRows > 0
      ? threads * problem.solver.bytes(problem.dynamics, rows: 64, keepsTape: false) : 0
    return numbers * MemoryLayout<Element>.stride + prediction
      + EnsembleObjective.predictedBytes(
        problem, threads: threads, rows: batch, costRows: validationRows, memory: options.memory)
  }

  /// The bytes of the smallest memory for solves and their gradients with which the network can be
  /// trained.
  public func leastMemory(threads: Int) -> Int {
    EnsembleObjective.leastBytes(problem, threads: threads)
  }

  /// Refuses a memory in which no gradient can be computed.
  func check(_ memory: MemoryBudget, threads: Int) throws(LearningError) {
    guard case .bytes(let bytes) = memory else { return }
    let least = leastMemory(threads: threads)
    guard bytes < least else { return }
    throw .option(
      "a memory of \(bytes) bytes is too small for this network: on \(threads) "
        + "\(threads == 1 ? "thread" : "threads") its gradient takes at least \(least)")
  }
}
