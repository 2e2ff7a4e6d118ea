import Calculus
import Tensors

/// Runs a program with bound inputs and outputs, as solvers do.
final class Runner<E: Scalar> {
  let program: Program<E>
  let workspace: Workspace<E>
  var inputs: [Tensor<E>]
  let rows: Int

  init(_ program: Program<E>, _ inputs: [Tensor<E>], rows: Int) {
    self.program = program
    self.inputs = inputs
    self.rows = rows
    workspace = program.makeWorkspace(rows: rows)
  }

  func run(
    from start: [Tensor<E>], inputs: [Tensor<E>]? = nil, rows: Int? = nil, preparing: Bool = true
  ) -> [Tensor<E>] {
    let inputs = inputs ?? self.inputs
    for (number, input) in inputs.enumerated() {
      input.withUnsafeElements { workspace.bind(input: number, $0.baseAddress) }
    }
    return withExtendedLifetime(inputs) {
      var outputs = start
      for number in outputs.indices {
        outputs[number].withUnsafeMutableElements {
          workspace.bind(output: number, $0.baseAddress)
        }
      }
      if preparing { program.prepare(in: workspace) }
      program.run(rows: rows ?? self.rows, in: workspace)
      return outputs
    }
  }
}
