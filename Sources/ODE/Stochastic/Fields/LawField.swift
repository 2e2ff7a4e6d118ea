import Calculus
public import Tensors

/// A law with its parameters given, compiled: an equation to simulate.
public struct LawField<Element: Scalar>: StochasticField {
  public let dimension: Int
  public let noise: NoiseKind
  public let sense: StochasticSense
  private let drift: Program<Element>
  private let diffusion: Program<Element>
  private let segments: [Tensor<Element>]

  /// Traces and compiles a law.
  ///
  /// - Parameters:
  ///   - law: the equation.
  ///   - theta: its parameters; shape `[parameters.count]`.
  /// - Precondition: there are as many numbers as parameters, and rows do not depend on one another.
  public init(_ law: some StochasticLaw, theta: Tensor<Element> = Tensor([])) {
    precondition(
      theta.count == law.parameters.count,
      "\(theta.count) numbers given for \(law.parameters.count) parameters")
    dimension = law.dimension
    noise = law.noise
    sense = law.sense
    let n = law.dimension
    let m = law.noise.components(dimension: n)
    let shapes = [[Extents.rows, 1], [Extents.rows, n]] + law.parameters.segments.map(\.shape)
    let held = Set(2..<shapes.count)
    let f = Graph(inputs: shapes) { inputs in
      let theta = Parameters(Array(inputs.dropFirst(2)))
      return [law.drift(at: inputs[0], inputs[1], theta).broadcast(like: inputs[1])]
    }
    let isDiagonal = law.noise == .diagonal
    let g = Graph(inputs: shapes) { inputs in
      let theta = Parameters(Array(inputs.dropFirst(2)))
      let zero = Symbol.constant(Array(repeating: 0, count: m), shape: [1, 1, m])
      let like =
        isDiagonal ? inputs[1] : inputs[1].reshaped(to: [Extents.rows, n, 1]) + zero
      return [law.diffusion(at: inputs[0], inputs[1], theta).broadcast(like: like)]
    }
    precondition(f.isRowWise && g.isRowWise, "a law's rows depend on one another")
    drift = Program(f, held: held, batch: .last)
    diffusion = Program(g, held: held, batch: .last)
    segments = theta.withUnsafeElements { elements in
      law.parameters.segments.map { Tensor(Array(elements[$0.range]), shape: $0.shape) }
    }
  }

  public func makeEvaluator(rowCapacity: Int) -> any StochasticEvaluator<Element> {
    Evaluator(self, rows: rowCapacity)
  }

  private final class Evaluator: StochasticEvaluator {
    let field: LawField
    let drift: Workspace<Element>
    let diffusion: Workspace<Element>

    init(_ field: LawField, rows: Int) {
      self.field = field
      drift = field.drift.makeWorkspace(rows: rows)
      diffusion = field.diffusion.makeWorkspace(rows: rows)
      // The tensors are kept by the field, so their elements stay where they are.
      for (index, segment) in field.segments.enumerated() {
        segment.withUnsafeElements {
          drift.bind(input: 2 + index, $0.baseAddress)
          diffusion.bind(input: 2 + index, $0.baseAddress)
        }
      }
      field.drift.prepare(in: drift)
      field.diffusion.prepare(in: diffusion)
    }

    func drift(_ points: RowPoints<Element>, into f: UnsafeMutablePointer<Element>) {
      run(field.drift, drift, points, f)
    }

    func diffusion(_ points: RowPoints<Element>, into g: UnsafeMutablePointer<Element>) {
      run(field.diffusion, diffusion, points, g)
    }

    private func run(
      _ program: Program<Element>, _ workspace: Workspace<Element>, _ points: RowPoints<Element>,
      _ y: UnsafeMutablePointer<Element>
    ) {
      workspace.bind(input: 0, points.t)
      workspace.bind(input: 1, points.x)
      workspace.bind(output: 0, y)
      program.run(rows: points.count, in: workspace)
    }
  }
}
