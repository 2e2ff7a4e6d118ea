public import Tensors

/// A Hamiltonian compiled for one precision: what solvers and adjoints evaluate.
///
/// Immutable and shared between threads; each thread evaluates with its own
/// ``HamiltonianEvaluator``. States and all that has a batch lie with the batch last: a state of
/// `count` rows is `[dimension, count]`.
public struct HamiltonianProgram<Element: Scalar>: Sendable {
  /// What was compiled: further derivatives are made of its graphs.
  public let hamiltonian: Hamiltonian
  /// The number of components of a state.
  public let dimension: Int
  /// The parameters' names and shapes.
  public let parameters: ParameterLayout
  /// Whether there is a running cost.
  public let hasRunningCost: Bool
  /// Whether the field or the running cost depends on time: if not, times are never read.
  public let dependsOnTime: Bool
  /// The numbers that one row of one evaluation leaves for its pullback.
  public let residualsPerRow: Int

  /// Whether the parameters' cotangent is gathered as vectors of partial sums.
  let sumsPartially: Bool
  let residualSizes: [Int]
  let dynamics: Program<Element>
  let primal: Program<Element>
  let pullback: Program<Element>

  /// The most parameters whose partial sums stay in the second-level cache.
  private static var mostPartialSums: Int { 2048 }

  /// Compiles a Hamiltonian.
  public init(_ hamiltonian: Hamiltonian) {
    let inputCount = 2 + hamiltonian.parameters.segments.count
    let held = Set(2..<inputCount)
    self.hamiltonian = hamiltonian
    dimension = hamiltonian.dimension
    parameters = hamiltonian.parameters
    hasRunningCost = hamiltonian.hasRunningCost
    dependsOnTime = hamiltonian.dependsOnTime
    residualSizes = hamiltonian.linearization.residualShapes.map(Extents.count)
    residualsPerRow = residualSizes.reduce(0) { $0 + max(-$1, 0) }
    dynamics = Program(hamiltonian.dynamics, held: held, batch: .last)
    primal = Program(hamiltonian.linearization.primal, held: held, batch: .last)
    sumsPartially = parameters.count <= HamiltonianProgram.mostPartialSums
    pullback = Program(
      hamiltonian.linearization.pullback, held: held,
      accumulating: Set(held.map { hamiltonian.dependsOnTime ? $0 : $0 - 1 }), batch: .last,
      partialSums: sumsPartially)
  }

  /// The numbers that one evaluation over `rows` rows leaves for its pullback.
  public func residualCount(rows: Int) -> Int {
    residualSizes.reduce(0) { $0 + Extents.resolve($1, rows: rows) }
  }

  /// Makes the memory for evaluations over at most `rows` rows on one thread.
  public func makeEvaluator(rows: Int) -> HamiltonianEvaluator<Element> {
    HamiltonianEvaluator(self, rows: rows)
  }
}
