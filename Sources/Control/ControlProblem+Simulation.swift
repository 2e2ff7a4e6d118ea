import Calculus
public import ODE
public import Tensors

extension ControlProblem {
  /// The states at the end of the flow.
  ///
  /// - Parameters:
  ///   - states: the states at the beginning; shape `[rows, dimension]`.
  ///   - theta: the control vector; shape `[parameterCount]`.
  ///   - pool: the threads to run on; the bits do not depend on their number.
  /// - Returns: the states at the end, of the same shape, and what it took.
  public func finalStates(
    from states: Tensor<Element>, theta: Tensor<Element>, on pool: ForkJoinPool
  ) -> (states: Tensor<Element>, work: FlowWork) {
    precondition(
      theta.count == parameterCount,
      "\(theta.count) numbers given for \(parameterCount) parameters")
    precondition(
      states.rank == 2 && states.shape[1] == dynamics.dimension,
      "states of shape \(states.shape) given for dimension \(dynamics.dimension)")
    let rows = states.shape[0]
    let blockRows = 64
    let blocks = (rows + blockRows - 1) / blockRows
    var result = Tensor<Element>(repeating: 0, shape: states.shape)
    let n = dynamics.dimension
    var works = [FlowWork](repeating: FlowWork(), count: blocks)
    let flows = (0..<pool.threads).map { _ in
      solver.makeFlow(dynamics, rows: blockRows, keepsTape: false)
    }
    theta.withUnsafeElements { theta in
      states.withUnsafeElements { states in
        result.withUnsafeMutableElements { result in
          works.withUnsafeMutableBufferPointer { works in
            guard let theta = theta.baseAddress, let from = states.baseAddress,
              let to = result.baseAddress
            else { return }
            for flow in flows { flow.setParameters(theta) }
            // Each block writes its own rows, each worker has its own flow.
            let shared = Unchecked((flows: flows, from: from, to: to, works: works))
            pool.run(blocks) { block, worker in
              let first = block * blockRows
              let count = min(blockRows, rows - first)
              let flow = shared.value.flows[worker]
              let end = flow.solve(from: shared.value.from + first * n, count: count).states
              (shared.value.to + first * n).update(from: end, count: count * n)
              shared.value.works[block] = flow.work
            }
          }
        }
      }
    }
    return (result, works.reduce(FlowWork(), +))
  }
}
