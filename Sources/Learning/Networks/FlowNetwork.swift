import Calculus
public import Control
public import Models
public import ODE
public import Tensors

/// A flow with a read-out, g ∘ φ: the lecture's hypothesis space, for features of a known number.
///
/// The features, followed by zeros for the augmented dimensions, are the states at the beginning.
/// The parameters are one flat vector: the flow's nodes, then the read-out's.
public struct FlowNetwork<Element: Scalar>: Sendable {
  /// The shape of the network.
  public let architecture: FlowArchitecture
  /// The numbers that a row's features have.
  public let featureCount: Int
  /// The read-out and the loss.
  public let readOut: ReadOutCost
  /// The field.
  public let field: NeuralField<Perceptron>
  /// The control problem that training solves.
  public let problem: ControlProblem<Element>
  /// The factor of the kinetic energy in the problem.
  public let kineticWeight: Double

  /// What is predicted from states at the end of the flow and the read-out's parameters.
  let predictionGraph: Graph
  private let prediction: Program<Element>

  /// A network.
  ///
  /// - Parameters:
  ///   - architecture: its shape.
  ///   - featureCount: the numbers that a row's features have.
  ///   - outputs: the numbers that the read-out gives.
  ///   - loss: what is compared with targets.
  ///   - kineticWeight: the factor of the kinetic energy ∫ |f|² dt beside the loss; 0 for none.
  public init(
    architecture: FlowArchitecture, featureCount: Int, outputs: Int, loss: ReadOutCost.Loss,
    kineticWeight: Double = 0
  ) {
    self.kineticWeight = kineticWeight
    precondition(featureCount >= 1, "a network has at least one feature, not \(featureCount)")
    self.architecture = architecture
    self.featureCount = featureCount
    let dimension = featureCount + architecture.augmentation
    readOut = ReadOutCost(dimension: dimension, outputs: outputs, loss: loss)
    field = NeuralField(
      dimension: dimension, hidden: architecture.hidden, activation: architecture.activation,
      dependsOnTime: architecture.dependsOnTime, outputGain: 0.5)
    let hamiltonian =
      kineticWeight == 0
      ? Hamiltonian(field: field)
      : Hamiltonian(
        field: field, runningCost: KineticEnergy(of: field, weight: kineticWeight))
    problem = ControlProblem(
      dynamics: HamiltonianProgram(hamiltonian), terminal: TerminalProgram(readOut),
      solver: architecture.solver)
    let shapes = [[Extents.rows, dimension]] + readOut.parameters.segments.map(\.shape)
    predictionGraph = Graph(inputs: shapes) { [readOut] inputs in
      [readOut.prediction(inputs[0], Parameters(Array(inputs.dropFirst())))]
    }
    prediction = Program(predictionGraph, held: Set(1..<shapes.count))
  }

  /// The same network with the kinetic energy in its problem, by a factor.
  public func penalizingMotion(by weight: Double) -> FlowNetwork {
    guard weight != kineticWeight else { return self }
    return FlowNetwork(
      architecture: architecture, featureCount: featureCount, outputs: readOut.targetDimension,
      loss: readOut.loss, kineticWeight: weight)
  }

  /// Stops when an estimator is put together of parts that do not fit.
  func check(_ standardizer: Standardizer, _ parameters: Tensor<Element>) {
    precondition(
      standardizer.means.count == featureCount,
      "\(standardizer.means.count) features are standardised for a network of \(featureCount)")
    precondition(
      parameters.shape == [parameterCount],
      "parameters of shape \(parameters.shape) given for a network of \(parameterCount)")
  }

  /// The number of components of a state.
  public var dimension: Int { field.dimension }

  /// The length of the parameter vector.
  public var parameterCount: Int { problem.parameterCount }

  /// First parameters: the same field at every node.
  public func initialParameters(using stream: inout RandomStream) -> Tensor<Element> {
    let node = field.network.initialParameters(using: &stream)
    let nodes = architecture.solver.control.nodeCount
    let last = readOut.readOut.initialParameters(using: &stream)
    return Tensor((Array(repeating: node, count: nodes).flatMap { $0 } + last).map { Element($0) })
  }

  /// The places in the parameter vector of all weight matrices: what weight decay acts on.
  public var weightRanges: [Range<Int>] {
    let nodes = architecture.solver.control.nodeCount
    let fieldCount = problem.dynamics.parameters.count
    var ranges: [Range<Int>] = []
    for node in 0..<nodes {
      ranges += matrices(of: problem.dynamics.parameters, after: node * fieldCount)
    }
    return ranges + matrices(of: readOut.parameters, after: nodes * fieldCount)
  }

  private func matrices(of layout: ParameterLayout, after offset: Int) -> [Range<Int>] {
    layout.segments.filter { $0.shape.count == 2 }
      .map { offset + $0.range.lowerBound..<offset + $0.range.upperBound }
  }

  /// The states at the beginning: features, then zeros.
  ///
  /// - Parameter features: shape `[rows, featureCount]`.
  /// - Returns: shape `[rows, dimension]`.
  public func states(_ features: Tensor<Element>) -> Tensor<Element> {
    precondition(
      features.rank == 2 && features.shape[1] == featureCount,
      "features of shape \(features.shape) given to a network of \(featureCount)")
    guard architecture.augmentation > 0 else { return features }
    let zeros = Tensor<Element>.zeros([features.shape[0], architecture.augmentation])
    return Tensor(concatenating: [features, zeros], along: 1)
  }

  /// The states at the end of the flow.
  ///
  /// - Parameters:
  ///   - features: shape `[rows, featureCount]`.
  ///   - theta: the parameters; shape `[parameterCount]`.
  ///   - pool: the threads to run on.
  /// - Returns: shape `[rows, dimension]`, and what it took.
  public func finalStates(
    _ features: Tensor<Element>, theta: Tensor<Element>, on pool: ForkJoinPool
  ) -> (states: Tensor<Element>, work: FlowWork) {
    problem.finalStates(from: states(features), theta: theta, on: pool)
  }

  /// Probabilities, one column a class, or the outputs of a regression.
  ///
  /// - Parameters: as of ``finalStates(_:theta:on:)``.
  /// - Returns: shape `[rows, classes]` or `[rows, outputs]`, and what it took.
  public func predictions(
    _ features: Tensor<Element>, theta: Tensor<Element>, on pool: ForkJoinPool
  ) -> (values: Tensor<Element>, work: FlowWork) {
    let (states, work) = finalStates(features, theta: theta, on: pool)
    let flat = problem.flowParameterCount
    let parameters = readOut.parameters.segments.map { segment in
      theta.rows(flat + segment.range.lowerBound..<flat + segment.range.upperBound)
        .reshaped(to: segment.shape)
    }
    return (prediction([states] + parameters, rows: states.shape[0])[0], work)
  }
}
