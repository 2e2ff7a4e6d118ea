import Calculus
import Tensors

/// The velocity of one row at one time, and its derivatives, with the factors of each row's matrix
/// I/δ − J.
final class SteadyDerivatives<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  private let n: Int
  private let control: StageControl<Element>
  private let systems: StageSystems<Element>
  private let value: StageProgram<Element>
  private let jacobian: StageProgram<Element>
  private let pull: StageProgram<Element>
  private let push: StageProgram<Element>
  /// Times and states of n lanes, unit vectors, the matrix, and three states.
  private let base: Buffer
  private let time: UnsafeMutablePointer<Double>

  init(_ hamiltonian: Hamiltonian, at t: Double, rows: Int) {
    n = hamiltonian.dimension
    let layout = hamiltonian.parameters
    let shapes = hamiltonian.dynamics.inputShapes
    let field = Graph(inputs: shapes) { [hamiltonian.dynamics($0)[0]] }
    let parameters = Array(2..<shapes.count)
    control = StageControl(
      .constant, over: TimeSpan(from: 0, to: 1), parameterCount: layout.count)
    systems = StageSystems(count: 1, rows: rows, dimension: n)
    value = StageProgram(field, layout, rows: 1)
    jacobian = StageProgram(field.pushforward(wrt: [1]), layout, rows: n)
    pull = StageProgram(field.pullback(wrt: [1] + parameters), layout, rows: 1)
    push = StageProgram(field.pushforward(wrt: [1] + parameters), layout, rows: 1)
    let count = n + 3 * n * n + 4 * n
    base = .allocate(capacity: count)
    base.initialize(repeating: 0, count: count)
    time = .allocate(capacity: n)
    time.initialize(repeating: t, count: n)
    for lane in 0..<n {
      base[lane] = Element(t)
      identity[lane * n + lane] = 1
    }
  }

  deinit {
    base.deallocate()
    time.deallocate()
  }

  private var lanes: Buffer { base + n }
  private var identity: Buffer { lanes + n * n }
  private var matrix: Buffer { identity + n * n }
  private var still: Buffer { matrix + n * n }
  private var mu: Buffer { still + n }
  private var none: Buffer { mu + n }
  /// The velocity, and the correction in its place.
  var correction: Buffer { none + n }

  func setParameters(_ theta: UnsafePointer<Element>) { control.setNodes(theta) }

  /// Computes the velocity; returns its greatest component.
  func velocity(at x: Buffer, to v: Buffer) -> Element {
    value.run(1, control, times: time, inputs: [base, x], outputs: [v])
    guard Element.allFinite(v, count: n) && Element.allFinite(x, count: n) else { return .nan }
    return (0..<n).reduce(0) { max($0, abs(v[$1])) }
  }

  /// Factors I/δ − J at a row's state.
  func factor(at x: Buffer, _ row: Int, inverseSize: Element) -> Bool {
    for c in 0..<n { Element.fill(lanes + c * n, with: x[c], count: n) }
    jacobian.run(
      n, control, times: time, inputs: [base, lanes, identity], outputs: [matrix])
    for c in 0..<n { matrix[c * n + c] += 1 - inverseSize }
    return systems.factor(0, row: row, identityLess: matrix)
  }

  /// Solves (I/δ − J) s = v in place.
  func solve(_ row: Int, _ v: Buffer) {
    systems.solveOne(row, transposed: false, v)
  }

  func pullback(
    at x: Buffer, _ row: Int, _ cotangent: UnsafePointer<Element>, isConverged: Bool,
    into thetaBar: Buffer
  ) {
    mu.update(from: cotangent, count: n)
    if isConverged {
      systems.solveOne(row, transposed: true, mu)
    } else {
      Element.fill(mu, with: .nan, count: n)
    }
    pull.run(
      1, control, times: time, inputs: [base, x, mu], outputs: [none], thetaBars: [thetaBar])
  }

  func pushforward(
    at x: Buffer, _ row: Int, _ tangent: UnsafePointer<Element>, isConverged: Bool, to y: Buffer
  ) {
    control.setTangents(tangent)
    push.run(1, control, times: time, inputs: [base, x, still], outputs: [y])
    if isConverged {
      systems.solveOne(row, transposed: false, y)
    } else {
      Element.fill(y, with: .nan, count: n)
    }
  }
}
