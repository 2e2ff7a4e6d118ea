import Calculus
import ODE
import Tensors

/// What all lanes of one evaluation share.
///
/// `@unchecked Sendable`: each lane writes its own part of `lanes` and `costs`.
struct EnsembleJob<Element: Scalar>: @unchecked Sendable {
  let ensemble: Ensemble<Element>
  let blockRows: Int
  let laneCount: Int
  let blocks: Int
  /// Where the lanes' gradients go; nil when only the cost is wanted.
  let lanes: UnsafeMutablePointer<Element>?
  let costs: UnsafeMutableBufferPointer<Double>
  let parameterCount: Int
}

/// One thread's solvers and buffers.
final class EnsembleWorker<Element: Scalar> {
  private let problem: ControlProblem<Element>
  private let memory: MemoryBudget
  private let terminal: TerminalEvaluator<Element>
  /// The flows, for the most rows of a block that there were.
  private var tapedFlow: (any DifferentiableFlow<Element>)?
  private var plainFlow: (any DifferentiableFlow<Element>)?
  private var tapedRows = 0
  private var plainRows = 0
  private let costs: UnsafeMutablePointer<Element>
  private let xBar: UnsafeMutablePointer<Element>
  private var theta: UnsafeBufferPointer<Element>?
  private var isPrepared = false
  private(set) var work = FlowWork()

  init(_ problem: ControlProblem<Element>, rows: Int, memory: MemoryBudget) {
    self.problem = problem
    self.memory = memory
    terminal = TerminalEvaluator(problem.terminal, rows: rows)
    costs = .allocate(capacity: rows)
    xBar = .allocate(capacity: rows * problem.dynamics.dimension)
  }

  deinit {
    costs.deallocate()
    xBar.deallocate()
  }

  /// Says where the control vector lies in the evaluation that begins.
  func begin(theta: UnsafeBufferPointer<Element>) {
    self.theta = theta
    isPrepared = false
    work = FlowWork()
  }

  /// Takes every block of a lane through the solve and, if a gradient is wanted, back.
  func run(_ job: EnsembleJob<Element>, lane: Int) {
    guard let theta = theta?.baseAddress else { return }
    let flow = job.lanes == nil ? plainFlow(job.blockRows) : tapedFlow(job.blockRows)
    if !isPrepared {
      flow.setParameters(theta)
      terminal.setParameters(theta + problem.flowParameterCount)
      isPrepared = true
    }
    let gradient = job.lanes.map { $0 + lane * job.parameterCount }
    if let gradient { Element.fill(gradient, with: 0, count: job.parameterCount) }
    for block in stride(from: lane, to: job.blocks, by: job.laneCount) {
      job.costs[block] = cost(of: block, job, flow, gradient)
      work = work + flow.work
    }
  }

  private func tapedFlow(_ rows: Int) -> any DifferentiableFlow<Element> {
    if let flow = tapedFlow, tapedRows >= rows { return flow }
    // The smaller one gives its memory back first.
    tapedFlow = nil
    let flow = problem.solver.makeFlow(
      problem.dynamics, rows: rows, keepsTape: true, memory: memory)
    (tapedFlow, tapedRows) = (flow, rows)
    return flow
  }

  private func plainFlow(_ rows: Int) -> any DifferentiableFlow<Element> {
    if let flow = plainFlow, plainRows >= rows { return flow }
    plainFlow = nil
    let flow = problem.solver.makeFlow(problem.dynamics, rows: rows, keepsTape: false)
    (plainFlow, plainRows) = (flow, rows)
    return flow
  }

  private func cost(
    of block: Int, _ job: EnsembleJob<Element>, _ flow: any DifferentiableFlow<Element>,
    _ gradient: UnsafeMutablePointer<Element>?
  ) -> Double {
    let first = block * job.blockRows
    let count = min(job.blockRows, job.ensemble.count - first)
    return job.ensemble.withRows(from: first) { x0, y, weights in
      let (states, running) = flow.solve(from: x0, count: count)
      if let gradient {
        terminal.evaluate(
          count, x: states, y: y, weights: weights, cost: costs, xBar: xBar,
          thetaBar: gradient + problem.flowParameterCount)
        _ = flow.pullback(xBar, cost: weights, into: gradient, horizon: nil)
      } else {
        terminal.evaluate(count, x: states, y: y, cost: costs)
      }
      var total = Double(Element.dot(costs, weights, count: count))
      if problem.dynamics.hasRunningCost {
        total += Double(Element.dot(running, weights, count: count))
      }
      return total
    }
  }
}

extension Ensemble {
  /// Calls the closure with the elements of the rows from one on.
  fileprivate func withRows<Result>(
    from first: Int,
    _ body: (UnsafePointer<Element>, UnsafePointer<Element>, UnsafePointer<Element>) -> Result
  ) -> Result {
    states.withUnsafeElements { states in
      targets.withUnsafeElements { targets in
        weights.withUnsafeElements { weights in
          guard let x = states.baseAddress, let y = targets.baseAddress,
            let w = weights.baseAddress
          else { preconditionFailure("an ensemble without memory") }
          return body(
            x + first * (states.count / count), y + first * (targets.count / count), w + first)
        }
      }
    }
  }
}
