public import Tensors

/// A controlled field along which a potential does not rise, dx/dt = −(M(x, θ) + W(x, θ)) ∇V(x, θ),
/// written once over the algebra: M is symmetric without negative eigenvalues, W antisymmetric.
///
/// The velocity follows from its parts. Steps of the discrete gradient keep the potential from rising,
/// and are differentiated like those of every other method.
///
/// ```swift
/// struct Valley: DissipativeLaw {
///   let dimension = 2
///   let parameters = ParameterLayout(["depth": []])
///
///   func potential<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
///     theta[0] * x.squared().sum(over: -1).reshaped(to: [-1, 1])
///   }
///
///   func descent<A: TensorAlgebra>(along slope: A, at x: A, _ theta: Parameters<A>) -> A { -slope }
/// }
/// ```
///
/// > Source: Yu, Tian, E & Li, Physical Review Fluids 6 (2021), 114402, for the form.
public protocol DissipativeLaw: ControlledField {
  /// V of a batch of states.
  ///
  /// - Parameters:
  ///   - x: the states; shape `[rows, dimension]`.
  ///   - theta: the parameters, one value for each segment of the layout.
  /// - Returns: one number a row; shape `[rows, 1]`.
  func potential<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A

  /// −(M + W) g of a batch of states.
  ///
  /// - Parameters:
  ///   - slope: g; shape `[rows, dimension]`.
  ///   - x: the states at which the matrices are taken; shape `[rows, dimension]`.
  ///   - theta: the parameters, one value for each segment of the layout.
  /// - Returns: the velocities; shape `[rows, dimension]`.
  func descent<A: TensorAlgebra>(along slope: A, at x: A, _ theta: Parameters<A>) -> A
}

extension DissipativeLaw {
  /// The descent along the potential's gradient.
  public func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
    let slope = A.gradient(at: x, given: theta.values) { potential($0, Parameters($1)) }
    return descent(along: slope, at: x, theta)
  }

  /// From x, the change d over a step, and the parameters to the descent along Gonzalez' discrete
  /// gradient between x and x + d, the matrices in their middle.
  ///
  /// What divides by |d|² is softened for changes below 1e-6, of which rounding leaves nothing else.
  func discreteDescent() -> Graph {
    let states = [Extents.rows, dimension]
    return Graph(inputs: [states, states] + parameters.segments.map(\.shape)) { inputs in
      let theta = Parameters(Array(inputs.dropFirst(2)))
      let (x, d) = (inputs[0], inputs[1])
      let middle = x + 0.5 * d
      let slope = Symbol.gradient(at: middle, given: theta.values) {
        potential($0, Parameters($1))
      }
      let rise =
        potential(x + d, theta) - potential(x, theta)
        - (slope * d).sum(over: -1).reshaped(to: [-1, 1])
      let square = d.squared().sum(over: -1).reshaped(to: [-1, 1]) + 1e-12
      return [descent(along: slope + rise / square * d, at: middle, theta)]
    }
  }
}

/// A dissipative law with its parameters given, compiled: a field to simulate.
public struct DissipativeLawField<Element: Scalar>: DissipativeField {
  public let dimension: Int
  private let potential: Program<Element>
  private let gradient: Program<Element>
  private let descent: Program<Element>
  private let segments: [Tensor<Element>]

  /// Traces and compiles a law.
  ///
  /// - Parameters:
  ///   - law: the field.
  ///   - theta: its parameters; shape `[parameters.count]`.
  /// - Precondition: there are as many numbers as parameters.
  public init(_ law: some DissipativeLaw, theta: Tensor<Element> = Tensor([])) {
    precondition(
      theta.count == law.parameters.count,
      "\(theta.count) numbers given for \(law.parameters.count) parameters")
    dimension = law.dimension
    let states = [Extents.rows, law.dimension]
    let shapes = law.parameters.segments.map(\.shape)
    let value = Graph(inputs: [states] + shapes) { inputs in
      [law.potential(inputs[0], Parameters(Array(inputs.dropFirst())))]
    }
    let descent = Graph(inputs: [states, states] + shapes) { inputs in
      [law.descent(along: inputs[0], at: inputs[1], Parameters(Array(inputs.dropFirst(2))))]
    }
    potential = Program(value, held: Set(1..<1 + shapes.count), batch: .last)
    gradient = Program(
      value.gradient(wrt: [0]), held: Set(1..<1 + shapes.count), batch: .last)
    self.descent = Program(descent, held: Set(2..<2 + shapes.count), batch: .last)
    segments = theta.withUnsafeElements { elements in
      law.parameters.segments.map { Tensor(Array(elements[$0.range]), shape: $0.shape) }
    }
  }

  public func makeDissipativeEvaluator(rowCapacity: Int) -> any DissipativeEvaluator<Element> {
    Evaluator(self, rows: rowCapacity)
  }

  private final class Evaluator: DissipativeEvaluator {
    let field: DissipativeLawField
    let potential: Workspace<Element>
    let gradient: Workspace<Element>
    let descent: Workspace<Element>
    let slopes: UnsafeMutablePointer<Element>

    init(_ field: DissipativeLawField, rows: Int) {
      self.field = field
      potential = field.potential.makeWorkspace(rows: rows)
      gradient = field.gradient.makeWorkspace(rows: rows)
      descent = field.descent.makeWorkspace(rows: rows)
      slopes = .allocate(capacity: max(rows * field.dimension, 1))
      // The tensors are kept by the field, so their elements stay where they are.
      for (index, segment) in field.segments.enumerated() {
        segment.withUnsafeElements {
          potential.bind(input: 1 + index, $0.baseAddress)
          gradient.bind(input: 1 + index, $0.baseAddress)
          descent.bind(input: 2 + index, $0.baseAddress)
        }
      }
      field.potential.prepare(in: potential)
      field.gradient.prepare(in: gradient)
      field.descent.prepare(in: descent)
    }

    deinit { slopes.deallocate() }

    func potential(_ points: RowPoints<Element>, into v: UnsafeMutablePointer<Element>) {
      potential.bind(input: 0, points.x)
      potential.bind(output: 0, v)
      field.potential.run(rows: points.count, in: potential)
    }

    func gradient(_ points: RowPoints<Element>, into slope: UnsafeMutablePointer<Element>) {
      gradient.bind(input: 0, points.x)
      gradient.bind(output: 0, slope)
      field.gradient.run(rows: points.count, in: gradient)
    }

    func descend(
      along slope: UnsafePointer<Element>, _ points: RowPoints<Element>,
      into dx: UnsafeMutablePointer<Element>
    ) {
      descent.bind(input: 0, slope)
      descent.bind(input: 1, points.x)
      descent.bind(output: 0, dx)
      field.descent.run(rows: points.count, in: descent)
    }

    func evaluate(_ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>) {
      gradient(points, into: slopes)
      descend(along: slopes, points, into: dx)
    }
  }
}
