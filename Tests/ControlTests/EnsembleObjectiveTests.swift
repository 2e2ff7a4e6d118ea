import Calculus
import Control
import ODE
import Tensors
import Testing

@Suite struct EnsembleObjectiveTests {
  /// The loss before and after ten Adam steps, as a C program written for it prints it.
  @Test(arguments: [
    (dimension: 2, hidden: 16, batch: 64, first: 0.70212676, tenth: 0.65827267),
    (dimension: 2, hidden: 64, batch: 256, first: 0.70265522, tenth: 0.67156335),
  ])
  func lossesAreThoseOfOtherPrograms(
    _ item: (dimension: Int, hidden: Int, batch: Int, first: Double, tenth: Double)
  ) {
    let double = losses(item.dimension, item.hidden, item.batch, Double.self)
    #expect(abs(double.first - item.first) < 1e-7)
    #expect(abs(double.tenth - item.tenth) < 1e-7)
    let single = losses(item.dimension, item.hidden, item.batch, Float.self)
    #expect(abs(single.first - item.first) < 1e-6)
    #expect(abs(single.tenth - item.tenth) < 2e-6)
  }

  private func losses<E: Scalar>(
    _ dimension: Int, _ hidden: Int, _ batch: Int, _: E.Type
  ) -> (first: Double, tenth: Double) {
    let setting = FlowClassifierProblem(dimension: dimension, hidden: hidden, batch: batch)
    let objective = EnsembleObjective(
      setting.problem(steps: 20, E.self), pool: ForkJoinPool(threads: 1))
    let ensemble = setting.ensemble(E.self)
    var theta = setting.initialParameters(E.self)
    var gradient = theta
    var adam = PlainAdam(theta.count)
    var first = 0.0
    for step in 0..<10 {
      let loss = objective.value(theta, over: ensemble, gradient: &gradient)
      if step == 0 { first = loss }
      adam.update(&theta, gradient, rate: 1e-2)
    }
    return (first, objective.value(theta, over: ensemble))
  }

  /// The gradient by every parameter is the central difference of the cost.
  @Test func gradientAgreesWithCentralDifferences() {
    let setting = FlowClassifierProblem(dimension: 2, hidden: 5, batch: 37)
    let objective = EnsembleObjective(
      setting.problem(steps: 6, Double.self), pool: ForkJoinPool(threads: 1), blockRows: 16)
    let ensemble = setting.ensemble(Double.self)
    let theta = setting.initialParameters(Double.self)
    var gradient = theta
    _ = objective.value(theta, over: ensemble, gradient: &gradient)
    let scale = gradient.elements.map(abs).max() ?? 1
    for index in theta.elements.indices {
      let difference = fourthOrderDifference(step: 1e-3) { h in
        var moved = theta
        moved[index] += h
        return objective.value(moved, over: ensemble)
      }
      #expect(abs(gradient[index] - difference) < 1e-10 * scale)
    }
  }

  /// The same bits for one thread, two, and three, and the value does not change with the gradient.
  @Test func bitsDoNotDependOnThreads() {
    let setting = FlowClassifierProblem(dimension: 3, hidden: 8, batch: 101)
    let ensemble = setting.ensemble(Float.self)
    let theta = setting.initialParameters(Float.self)
    let results = [1, 2, 3].map { threads in
      let objective = EnsembleObjective(
        setting.problem(steps: 5, Float.self), pool: ForkJoinPool(threads: threads), blockRows: 16)
      var gradient = theta
      let value = objective.value(theta, over: ensemble, gradient: &gradient)
      #expect(value == objective.value(theta, over: ensemble))
      return (value, gradient)
    }
    #expect(results.allSatisfy { $0.0 == results[0].0 && $0.1 == results[0].1 })
  }
}

/// (8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h: the derivative at 0 up to O(h⁴).
func fourthOrderDifference(step h: Double, _ f: (Double) -> Double) -> Double {
  (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h)
}
