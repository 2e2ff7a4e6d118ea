import Calculus
import Tensors

extension StageSteps {
  /// The bytes of what steps take: to be taken, and more for each kind of derivative.
  struct Bytes {
    var forward = 0
    var pushforward = 0
    var pullback = 0
    var tangentPullback = 0
  }

  /// The bytes that steps of at most so many rows will take; graphs are compiled to know it.
  static func bytes(_ hamiltonian: Hamiltonian, _ scheme: StageScheme, rows: Int) -> Bytes {
    let functions = functions(hamiltonian, scheme).functions
    let layout = hamiltonian.parameters
    let n = functions[0].dimension
    func sum(_ graph: KeyPath<StageFunction, Graph>, rows: Int) -> Int {
      functions.reduce(0) {
        $0 + StageProgram<Element>.bytes($1[keyPath: graph], layout, rows: rows)
      }
    }
    var bytes = Bytes()
    bytes.forward =
      StageMemory<Element>.bytes(stages: scheme.stages.count, rows: rows, dimension: n)
      + StageSystems<Element>.bytes(count: systemCount(scheme), rows: rows, dimension: n)
      + sum(\.value, rows: rows)
    if scheme.isImplicit {
      bytes.forward += sum(\.byUnknown, rows: n) + 10 * n * n * MemoryLayout<Element>.stride + 8 * n
    }
    bytes.pushforward = sum(\.pushforward, rows: rows)
    bytes.pullback = sum(\.pullback, rows: rows)
    bytes.tangentPullback = sum(\.pullbackWithTangent, rows: rows)
    if scheme.isImplicit { bytes.tangentPullback += sum(\.curvature, rows: rows) }
    return bytes
  }
}
