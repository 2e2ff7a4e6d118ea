import Calculus
public import Control
import ODE
import Tensors

extension FlowClassifier {
  /// The classifier as a layered system from features to logits: what standardises, the flow in equal
  /// segments, the read-out.
  ///
  /// The flow is cut at ends of steps and of pieces of its control, so that segments of equal steps do
  /// what the whole does; it is not cut where steps are coupled, or where there are no such places.
  ///
  /// - Parameter segments: the most segments of the flow.
  /// - Returns: the system; its first states are features, its last ones logits.
  public func layers(segments: Int = 4) -> LayeredSystem<Element> {
    precondition(segments >= 1, "a flow in \(segments) segments")
    let solver = network.architecture.solver
    let count = (1...segments).last { solver.isCut(into: $0) } ?? 1
    let flows: [any StateMap<Element>] = (0..<count).map { segment in
      FlowSegment(
        network.problem.dynamics, solver: solver.segment(segment, of: count),
        nodes: nodes.rows(solver.nodes(ofSegment: segment, of: count)))
    }
    let (weights, biases) = readOutParameters
    let readOut = TracedMap(inputs: network.dimension, parameters: [weights, biases]) { x, theta in
      x • theta[0] + theta[1]
    }
    return LayeredSystem([standardizing] + flows + [readOut])
  }

  /// From features to the states at the beginning of the flow.
  private var standardizing: any StateMap<Element> {
    let means = Tensor(standardizer.means).converted(to: Element.self)
    let scales = Tensor(standardizer.scales).converted(to: Element.self)
    let more = network.architecture.augmentation
    return TracedMap(inputs: network.featureCount, parameters: [means, scales]) { x, theta in
      let states = (x - theta[0]) / theta[1]
      return more == 0 ? states : states.padded(before: 0, after: more, along: -1)
    }
  }

  private var nodes: Tensor<Element> {
    let problem = network.problem
    return parameters.rows(0..<problem.flowParameterCount)
      .reshaped(to: [
        network.architecture.solver.control.nodeCount, problem.dynamics.parameters.count,
      ])
  }

  /// The loss of logits that the classifier was trained with.
  var logitLoss: LossProgram<Element> {
    let outputs = network.readOut.targetDimension
    let loss = network.readOut.loss
    return LossProgram(dimension: outputs, targetDimension: outputs) { z, y in
      loss == .logistic
        ? (z.softplus() - y * z).sum(over: -1) : z.logSumExp(over: -1) - (y * z).sum(over: -1)
    }
  }

  /// The class of each row of logits.
  func codes(ofLogits z: Tensor<Element>) -> [Int] {
    network.readOut.loss == .logistic
      ? z.elements.map { $0 > 0 ? 1 : 0 } : z.columnsOfRowMaxima()
  }
}

extension FlowSolver {
  /// Whether the flow can be cut into so many equal segments.
  fileprivate func isCut(into count: Int) -> Bool {
    if case .constant = control {
    } else if control.pieceCount % count != 0 {
      return false
    }
    switch self {
    case .fixed(let scheme):
      return count == 1 || scheme.coupling == nil && scheme.steps % count == 0
    case .adaptive: return true
    }
  }

  /// The solver of one of so many equal segments.
  fileprivate func segment(_ index: Int, of count: Int) -> FlowSolver {
    guard count > 1 else { return self }
    let length = (span.end - span.start) / Double(count)
    let start = span.start + Double(index) * length
    let end = index == count - 1 ? span.end : start + length
    switch self {
    case .fixed(let scheme):
      return .fixed(
        FlowScheme(
          method: scheme.method, steps: scheme.steps / count, from: start, to: end,
          control: control.part(of: count)))
    case .adaptive(let scheme):
      return .adaptive(
        AdaptiveScheme(
          method: scheme.method, steps: scheme.steps, from: start, to: end,
          control: control.part(of: count), adjoint: scheme.adjoint,
          costateNorm: scheme.costateNorm))
    }
  }

  /// The control's nodes on one of so many equal segments.
  fileprivate func nodes(ofSegment index: Int, of count: Int) -> Range<Int> {
    if case .constant = control { return 0..<1 }
    let pieces = control.pieceCount / count
    let first = index * pieces
    if case .piecewiseLinear = control { return first..<first + pieces + 1 }
    return first..<first + pieces
  }
}

extension ControlShape {
  /// The shape on one of so many equal segments.
  fileprivate func part(of count: Int) -> ControlShape {
    switch self {
    case .constant: .constant
    case .piecewiseConstant: .piecewiseConstant(pieces: pieceCount / count)
    case .piecewiseLinear: .piecewiseLinear(pieces: pieceCount / count)
    }
  }
}
