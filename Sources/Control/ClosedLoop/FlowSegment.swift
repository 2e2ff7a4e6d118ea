public import Calculus
public import ODE
public import Tensors

/// The flow of a field between two times under a fixed control, as one map of a layered system.
public struct FlowSegment<Element: Scalar>: StateMap {
  /// The field.
  public let dynamics: HamiltonianProgram<Element>
  /// How the segment is solved; its span is the segment's.
  public let solver: FlowSolver
  /// The control's nodes on the segment; shape `[solver.control.nodeCount, parameters]`.
  public let nodes: Tensor<Element>

  /// A segment.
  ///
  /// - Precondition: the control has the nodes that the solver asks for.
  public init(
    _ dynamics: HamiltonianProgram<Element>, solver: FlowSolver, nodes: Tensor<Element>
  ) {
    let expected = [solver.control.nodeCount, dynamics.parameters.count]
    precondition(
      nodes.shape == expected, "a control of shape \(nodes.shape) for a segment of \(expected)")
    self.dynamics = dynamics
    self.solver = solver
    self.nodes = nodes
  }

  public var inputDimension: Int { dynamics.dimension }
  public var outputDimension: Int { dynamics.dimension }

  public func makeWorker(rows: Int) -> any StateMapWorker<Element> {
    FlowSegmentWorker(self, rows: rows)
  }
}

/// One thread's solver of a segment.
private final class FlowSegmentWorker<Element: Scalar>: StateMapWorker {
  private let segment: FlowSegment<Element>
  private let flow: any DifferentiableFlow<Element>
  /// Where the control's cotangent goes, which nobody asks for.
  private let nodesBar: UnsafeMutablePointer<Element>
  private let costBar: UnsafeMutablePointer<Element>
  private var count = 0

  init(_ segment: FlowSegment<Element>, rows: Int) {
    self.segment = segment
    flow = segment.solver.makeFlow(segment.dynamics, rows: rows, keepsTape: true)
    nodesBar = .allocate(capacity: max(segment.nodes.count, 1))
    nodesBar.initialize(repeating: 0, count: max(segment.nodes.count, 1))
    costBar = .allocate(capacity: max(rows, 1))
    costBar.initialize(repeating: 0, count: max(rows, 1))
    segment.nodes.withUnsafeElements {
      if let base = $0.baseAddress { flow.setParameters(base) }
    }
  }

  deinit {
    nodesBar.deallocate()
    costBar.deallocate()
  }

  func apply(
    _ x: UnsafePointer<Element>, count: Int, to y: UnsafeMutablePointer<Element>
  ) {
    self.count = count
    y.update(from: flow.solve(from: x, count: count).states, count: count * segment.outputDimension)
  }

  func transpose(_ p: UnsafePointer<Element>, to xBar: UnsafeMutablePointer<Element>) {
    let start = flow.pullback(p, cost: costBar, into: nodesBar, horizon: nil)
    xBar.update(from: start, count: count * segment.inputDimension)
  }
}
