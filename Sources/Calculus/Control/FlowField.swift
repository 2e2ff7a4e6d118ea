public import Tensors

/// A controlled field with its control given: a vector field to simulate.
public struct FlowField<Element: Scalar>: VectorField {
  /// The compiled field.
  public let program: HamiltonianProgram<Element>
  /// The control.
  public let control: ControlPath<Element>

  /// A field under a control that depends on time.
  ///
  /// - Precondition: the control's nodes have as many numbers as the field has parameters.
  public init(_ program: HamiltonianProgram<Element>, along control: ControlPath<Element>) {
    precondition(
      control.parameterCount == program.parameters.count,
      "\(control.parameterCount) numbers given for \(program.parameters.count) parameters")
    self.program = program
    self.control = control
  }

  /// A field with constant parameters.
  ///
  /// - Precondition: there are as many numbers as parameters.
  public init(_ program: HamiltonianProgram<Element>, theta: Tensor<Element>) {
    self.init(program, along: ControlPath(theta))
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

  /// The exact derivatives under a constant control; nil under others, by whose differences those by
  /// time are found, too.
  public func makeJacobianEvaluator(rowCapacity: Int) -> (any JacobianEvaluator<Element>)? {
    control.shape == .constant ? Jacobian(self, rows: rowCapacity) : nil
  }

  private final class Jacobian: JacobianEvaluator {
    let control: ControlPath<Element>
    let evaluator: HamiltonianEvaluator<Element>
    let jacobian: HamiltonianJacobian<Element>

    init(_ field: FlowField, rows: Int) {
      control = field.control
      evaluator = field.program.makeEvaluator(rows: rows)
      jacobian = HamiltonianJacobian(
        field.program, rows: rows, residualCount: field.program.residualCount(rows: rows))
      // The tensor is kept, so its elements stay where they are.
      control.nodes.withUnsafeElements { elements in
        if let base = elements.baseAddress { evaluator.setParameters(base) }
      }
    }

    func evaluate(
      _ points: RowPoints<Element>, into matrices: UnsafeMutablePointer<Element>,
      slopes: UnsafeMutablePointer<Element>
    ) {
      jacobian.evaluate(
        points.count, t: points.t, x: points.x, by: evaluator, withCost: false, into: matrices,
        slopes: slopes)
    }
  }

  private final class Evaluator: FieldEvaluator {
    let control: ControlPath<Element>
    let evaluator: HamiltonianEvaluator<Element>
    let reader: ControlReader<Element>
    let cost: UnsafeMutablePointer<Element>
    /// States and velocities of a part of the rows.
    let part: UnsafeMutablePointer<Element>
    let velocity: UnsafeMutablePointer<Element>

    init(_ field: FlowField, rows: Int) {
      control = field.control
      evaluator = field.program.makeEvaluator(rows: rows)
      reader = ControlReader(
        shape: control.shape, parameterCount: field.program.parameters.count)
      cost = .allocateLines(capacity: rows)
      part = .allocateLines(capacity: rows * field.dimension)
      velocity = .allocateLines(capacity: rows * field.dimension)
      // The tensor is kept, so its elements stay where they are.
      control.nodes.withUnsafeElements { elements in
        if let base = elements.baseAddress { reader.setNodes(base) }
      }
    }

    deinit {
      cost.deallocate()
      part.deallocate()
      velocity.deallocate()
    }

    /// Evaluates rows that follow one another with the same control together.
    func evaluate(_ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>) {
      var first = 0
      while first < points.count {
        let mixture = mixture(points, first)
        var next = first + 1
        if control.shape == .constant {
          next = points.count
        } else {
          while next < points.count && self.mixture(points, next) == mixture { next += 1 }
        }
        reader.apply(mixture, to: evaluator)
        evaluate(first..<next, of: points, into: dx)
        first = next
      }
    }

    private func evaluate(
      _ rows: Range<Int>, of points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>
    ) {
      guard rows.count < points.count else {
        return evaluator.evaluate(
          points.count, t: points.t, x: points.x, velocity: dx, cost: cost)
      }
      let n = evaluator.program.dimension
      let first = rows.lowerBound
      Element.copyMatrix(
        rows: n, columns: rows.count, points.x + first, from: (points.count, 1), into: part,
        to: (rows.count, 1))
      evaluator.evaluate(
        rows.count, t: points.t + first, x: part, velocity: velocity, cost: cost)
      Element.copyMatrix(
        rows: n, columns: rows.count, velocity, from: (rows.count, 1), into: dx + first,
        to: (points.count, 1))
    }

    private func mixture(_ points: RowPoints<Element>, _ row: Int) -> ControlMixture {
      control.shape == .constant
        ? ControlMixture(node: 0, weight: 0) : control.mixture(at: Double(points.t[row]))
    }
  }
}
