import Control
import ODE
import Optimization
import Tensors

/// Iterations of L-BFGS on all rows.
struct FullBatchImprover<Element: Scalar>: ParameterImprover {
  let minimizer: Minimizer
  private var minimization: Minimization<Element>?

  init(minimizer: Minimizer) {
    self.minimizer = minimizer
  }

  var hasConverged: Bool { minimization?.outcome != nil }

  mutating func step(
    _ theta: inout Tensor<Element>, _ rows: TrainingRows<Element>, order: [Int]?,
    objective: EnsembleObjective<Element>, _ progress: inout EpochProgress
  ) -> Bool {
    var work = FlowWork()
    func evaluate(_ theta: Tensor<Element>) -> (value: Element, gradient: Tensor<Element>) {
      var gradient = theta
      let value = objective.value(theta, over: rows.all, gradient: &gradient)
      work = work + objective.work
      return (Element(value), gradient)
    }
    var current = minimization ?? Minimization(minimizer, from: theta, of: evaluate)
    // Held once, its history is changed in place.
    minimization = nil
    current.advance(evaluate)
    minimization = current
    theta = current.position
    guard current.value.isFinite, current.outcome != .notFinite else { return false }
    progress.add(0..<rows.count, of: rows.count, loss: Double(current.value), work: work)
    progress.step = current.iterations
    progress.learningRate = 1
    progress.gradientNorm = Double(current.gradientNorm)
    return true
  }

  var state: RuleState {
    guard let known = minimization?.state else { return RuleState() }
    var state = RuleState(
      numbers: [
        "value": Double(known.value), "threshold": Double(known.threshold),
        "iterations": Double(known.iterations), "evaluations": Double(known.evaluations),
        "scale": Double(known.curvature.scale), "next": Double(known.curvature.next),
        "size": Double(known.curvature.size),
      ],
      words: known.outcome.map { ["outcome": $0.rawValue] } ?? [:])
    state.add("position", known.position)
    state.add("gradient", known.gradient)
    state.add("steps", known.curvature.steps)
    state.add("changes", known.curvature.changes)
    state.add("inverse-products", Tensor(known.curvature.inverseProducts))
    return state
  }

  mutating func resume(from state: RuleState) throws(CheckpointError) {
    minimization = nil
    // Before its first iteration there is nothing to remember.
    guard !state.arrays.isEmpty else { return }
    let products: Tensor<Element> = try state.array("inverse-products")
    let curvature = MinimizationState<Element>.Curvature(
      steps: try state.array("steps"), changes: try state.array("changes"),
      inverseProducts: products.elements, scale: Element(try state.number("scale")),
      next: try state.count("next"), size: try state.count("size"))
    let known = MinimizationState<Element>(
      position: try state.array("position"), gradient: try state.array("gradient"),
      value: Element(try state.number("value")), threshold: Element(try state.number("threshold")),
      iterations: try state.count("iterations"), evaluations: try state.count("evaluations"),
      outcome: try outcome(state), curvature: curvature)
    do throws(OptimizerStateError) {
      minimization = try Minimization(minimizer, resuming: known)
    } catch {
      throw .optimizer(error)
    }
  }

  private func outcome(_ state: RuleState) throws(CheckpointError) -> MinimizerOutcome? {
    guard let word = state.words["outcome"] else { return nil }
    guard let outcome = MinimizerOutcome(rawValue: word) else {
      throw .rule("its outcome is \"\(word)\"")
    }
    return outcome
  }
}
