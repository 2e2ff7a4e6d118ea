import Calculus
import ODE
import Tensors

/// One thread's solvers and buffers.
final class EnsembleWorker<Element: Scalar>: BlockWorker {
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
  private var ensemble: Ensemble<Element>?
  private var keepsTape = false
  private var blockRows = 0
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

  /// Says where the control vector lies in the evaluation that begins, which rows there are, and how
  /// many of them a block has.
  func begin(
    theta: UnsafeBufferPointer<Element>, ensemble: Ensemble<Element>, blockRows: Int,
    keepsTape: Bool
  ) {
    self.theta = theta
    self.ensemble = ensemble
    self.blockRows = blockRows
    self.keepsTape = keepsTape
    isPrepared = false
    work = FlowWork()
  }

  /// Lets go of what the evaluation was given.
  func end() {
    theta = nil
    ensemble = nil
  }

  /// Takes a block through the solve and, if a gradient is wanted, back.
  func cost(of rows: Range<Int>, gradient: UnsafeMutablePointer<Element>?) -> Double {
    guard let theta = theta?.baseAddress, let ensemble else { return 0 }
    let flow = keepsTape ? tapedFlow(blockRows) : plainFlow(blockRows)
    if !isPrepared {
      flow.setParameters(theta)
      terminal.setParameters(theta + problem.flowParameterCount)
      isPrepared = true
    }
    defer { work = work + flow.work }
    return ensemble.withRows(from: rows.lowerBound) { x0, y, weights in
      let (states, running) = flow.solve(from: x0, count: rows.count)
      if let gradient {
        terminal.evaluate(
          rows.count, x: states, y: y, weights: weights, cost: costs, xBar: xBar,
          thetaBar: gradient + problem.flowParameterCount)
        _ = flow.pullback(xBar, cost: weights, into: gradient, horizon: nil)
      } else {
        terminal.evaluate(rows.count, x: states, y: y, cost: costs)
      }
      var total = Double(Element.dot(costs, weights, count: rows.count))
      if problem.dynamics.hasRunningCost {
        total += Double(Element.dot(running, weights, count: rows.count))
      }
      return total
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
}

extension Ensemble {
  /// Calls the closure with the elements of the rows from one on.
  func withRows<Result>(
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
