public import Tensors

/// A controlled field with its parameters given: a vector field to simulate.
public struct FlowField<Element: Scalar>: VectorField {
  /// The compiled field.
  public let program: HamiltonianProgram<Element>
  /// The parameters, flat; shape `[program.parameters.count]`.
  public let theta: Tensor<Element>

  /// A field with constant parameters.
  ///
  /// - Precondition: there are as many numbers as parameters.
  public init(_ program: HamiltonianProgram<Element>, theta: Tensor<Element>) {
    precondition(
      theta.count == program.parameters.count,
      "\(theta.count) numbers given for \(program.parameters.count) parameters")
    self.program = program
    self.theta = theta
  }

  /// A field written over the algebra, traced and compiled, with constant parameters.
  ///
  /// - Precondition: there are as many numbers as parameters; none for a field without.
  public init(_ field: some ControlledField, theta: Tensor<Element> = Tensor([])) {
    self.init(HamiltonianProgram(Hamiltonian(field: field)), theta: theta)
  }

  public var dimension: Int { program.dimension }

  public func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Element> {
    Evaluator(self, rows: rowCapacity)
  }

  private final class Evaluator: FieldEvaluator {
    let theta: Tensor<Element>
    let evaluator: HamiltonianEvaluator<Element>
    let cost: UnsafeMutablePointer<Element>

    init(_ field: FlowField, rows: Int) {
      theta = field.theta
      evaluator = field.program.makeEvaluator(rows: rows)
      cost = .allocate(capacity: max(rows, 1))
      // The tensor is kept, so its elements stay where they are.
      theta.withUnsafeElements { elements in
        if let base = elements.baseAddress { evaluator.setParameters(base) }
      }
    }

    deinit { cost.deallocate() }

    func evaluate(_ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>) {
      evaluator.evaluate(points.count, t: points.t, x: points.x, velocity: dx, cost: cost)
    }
  }
}
