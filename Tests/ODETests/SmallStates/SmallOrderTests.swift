import Calculus
import ODE
import Tensors
import Testing

/// Errors of small states against closed forms fall with the step size as theory says.
@Suite struct SmallOrderTests {
  private static func steps(_ method: SteppingMethod) -> [Int] {
    switch method.order {
    case 1: [512, 1024, 2048, 4096]
    case 2, 3: [128, 256, 512, 1024]
    case 4 where method == .fehlberg: [96, 128, 192, 256]
    default: method == .cashKarp ? [64, 96, 128, 192] : [48, 64, 96, 128]
    }
  }

  @Test(arguments: SteppingMethod.all.filter { !$0.isImplicit && $0.order < 6 })
  func fixedStepsConvergeWithTheMethodsOrder(method: SteppingMethod) {
    check(method, DrivenField(), .driven)
    check(method, LogisticField(), .logistic)
  }

  private func check<Field: SmallField>(
    _ method: SteppingMethod, _ field: Field, _ problem: ClosedForm
  ) where Field.State.Component == Double {
    let steps = SmallOrderTests.steps(method)
    var ends: [Double] = []
    var insides: [Double] = []
    for count in steps {
      var (atEnds, inside) = (0.0, 0.0)
      let end = Integrator(method: method, control: .fixed(steps: count)).end(
        of: field, from: problem.small(0), over: TimeSpan(to: 2)
      ) { step in
        atEnds = max(atEnds, problem.error(step.endState, at: step.end))
        for theta in [0.1, 0.3, 0.5, 0.7, 0.9] {
          let t = step.start + theta * step.size
          inside = max(inside, problem.error(step.state(at: t), at: t))
        }
      }
      #expect(end.outcome == .completed && end.time == 2 && end.statistics.accepted == count)
      ends.append(atEnds)
      insides.append(inside)
    }
    let order = -slope(steps.map(Double.init), ends)
    #expect(abs(order - Double(method.order)) < 0.1, "\(method.name) \(order) \(ends)")
    let dense = -slope(steps.map(Double.init), insides)
    let theory = Double(min(method.order, method.denseOutput.order + 1))
    #expect(abs(dense - theory) < 0.1, "\(method.name) \(dense) \(insides)")
  }

  /// Single precision reaches its digits, and goes backwards too.
  @Test func singlePrecisionGivesItsDigits() {
    struct Circle: SmallField {
      func velocity(at t: Float, _ x: SIMD2<Float>) -> SIMD2<Float> { SIMD2(x[1], -x[0]) }
    }
    for span in [TimeSpan(to: 6.283185307179586), TimeSpan(from: 6.283185307179586, to: 0)] {
      let end = Integrator(control: .adaptive(relative: 1e-6, absolute: 1e-6)).end(
        of: Circle(), from: SIMD2(1, 0), over: span)
      #expect(end.outcome == .completed)
      #expect(abs(end.state[0] - 1) < 1e-5 && abs(end.state[1]) < 1e-5, "\(end.state)")
    }
  }
}
