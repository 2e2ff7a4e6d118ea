import Calculus
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
      sweepNumbers(options, rows: batch) + vectors * parameterCount + (rows + validationRows)
      * (row + states)
      + batch * (dimension + readOut.targetDimension + 1)
      + validationRows * (dimension + readOut.targetDimension)
    let prediction =
      validationRows > 0
      ? threads * problem.solver.bytes(problem.dynamics, rows: 64, keepsTape: false) : 0
    let trained = penalizingMotion(by: options.kineticWeight)
    let judgesApart = trained.kineticWeight != kineticWeight && validationRows > 0
    let judging =
      judgesApart
      ? EnsembleObjective.predictedBytes(
        problem, threads: threads, rows: 0, costRows: validationRows, memory: options.memory) : 0
    return numbers * MemoryLayout<Element>.stride + prediction + judging
      + EnsembleObjective.predictedBytes(
        trained.problem, threads: threads, rows: batch,
        costRows: judgesApart ? 0 : validationRows, memory: options.memory)
  }

  /// The bytes that a checkpoint of a training takes while it is made and written.
  ///
  /// - Parameter options: how the network is trained.
  /// - Returns: the bytes.
  public func checkpointBytes(_ options: TrainingOptions) -> Int {
    let own =
      options.method == .lbfgs
      ? 2 + 2 * Minimizer().historyCount
      : options.updateRule(totalSteps: 1, decaying: []).transform.memories.count
    // What the rule remembers, and the parameters in double precision; the file.
    let width = MemoryLayout<Element>.stride
    let kept = own * width + 2 * MemoryLayout<Double>.stride
    return parameterCount * (kept + (own + 2) * width)
  }

  /// The numbers of states, costates and their velocities at all stages of a batch's flow, which
  /// successive approximations keep.
  private func sweepNumbers(_ options: TrainingOptions, rows: Int) -> Int {
    guard options.method.maximizesHamiltonians, case .fixed(let scheme) = problem.solver else {
      return 0
    }
    return scheme.evaluations * rows * (4 * dimension + 1)
  }

  /// The bytes of the smallest memory for solves and their gradients with which the network can be
  /// trained.
  public func leastMemory(threads: Int) -> Int {
    EnsembleObjective.leastBytes(problem, threads: threads)
  }

  /// Refuses a rule that the flow cannot be trained by.
  func check(_ method: TrainingOptions.Method) throws(LearningError) {
    guard method.maximizesHamiltonians else { return }
    guard case .fixed(let scheme) = problem.solver, scheme.coupling == nil,
      !scheme.method.isImplicit
    else {
      throw .option(
        "\(method.rawValue) maximises Hamiltonians along equal steps of an explicit method, not coupled "
          + "ones: choose such a solver, or another rule")
    }
    if case .piecewiseLinear = scheme.control {
      throw .option(
        "\(method.rawValue) maximises the Hamiltonian of each piece of the control, which must be "
          + "constant or piecewise constant, not linear between nodes")
    }
    if method == .emsa, let defect = scheme.augmentationDefect { throw .option(defect) }
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
