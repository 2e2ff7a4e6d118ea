import Calculus
import Tensors
import Testing

@testable import ODE

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What is told of rows that fail, and of stiff ones.
@Suite struct RowReportTests {
  /// Hairer & Wanner, Solving Ordinary Differential Equations II (1996), IV.2, and the codes.
  @Test(
    "Boundaries of stability are those published",
    arguments: [
      (SteppingMethod.euler, 2.0), (.heun, 2), (.bogackiShampine, 2.513), (.rungeKutta4, 2.785),
      (.dormandPrince, 3.307), (.implicitEuler, .infinity),
    ])
  func boundaries(method: SteppingMethod, boundary: Double) {
    #expect(method.stabilityBoundary == boundary || abs(method.stabilityBoundary - boundary) < 1e-3)
  }

  /// x' = -2000 (x - cos t), on which stability binds the steps after a short while.
  static let relaxation = ClosureField<Double>(dimension: 2) { t, x, dx in
    dx[0] = -2000 * (x[0] - cos(t))
    dx[1] = -x[1]
  }

  @Test(
    "A stiff field is told of, though rows complete",
    arguments: [SteppingMethod.dormandPrince, .tsitouras, .dormandPrince853])
  func stiffButCompleted(method: SteppingMethod) throws {
    let integrator = Integrator(method: method, control: .adaptive(relative: 1e-4))
    let x0 = Tensor<Double>([0, 1, 1, 1], shape: [2, 2])
    let ends = integrator.ends(of: RowReportTests.relaxation, from: x0, over: TimeSpan(to: 4))
    #expect(ends.allCompleted)
    let report = try #require(ends.report(ofRow: 1))
    let from = try #require(report.stiffFrom)
    #expect(from > 0 && from < 4)
    #expect(report.isStiff)
    let eigenvalue = try #require(report.largestEigenvalue)
    #expect(abs(eigenvalue - 2000) < 50)
    #expect(report.description.contains("the field is probably stiff from t = \(from)"))
    // The mild half of it is not, however many steps are taken.
    let mild = ClosureField<Double>(dimension: 1) { t, x, dx in dx[0] = cos(40 * t) - x[0] }
    let other = integrator.ends(of: mild, from: Tensor([0]), over: TimeSpan(to: 400))
    #expect(other.total.accepted > 2000)
    #expect(other.reports.isEmpty)
  }

  @Test("Too many steps on a stiff field want another method")
  func tooManyStiff() throws {
    var control = AdaptiveControl(relative: 1e-4, absolute: 1e-6)
    control.maximumSteps = 3000
    let field = ClosureField<Double>(dimension: 2) { _, x, dx in
      dx[0] = x[1]
      dx[1] = 1000 * ((1 - x[0] * x[0]) * x[1]) - x[0]
    }
    for method in [SteppingMethod.dormandPrince, .bogackiShampine, .cashKarp] {
      let ends = Integrator(method: method, control: .adaptive(control)).ends(
        of: field, from: Tensor([2, 0]), over: TimeSpan(to: 100))
      let report = try #require(ends.report(ofRow: 0))
      #expect(report.outcome == ends.outcomes[0])
      guard case .tooManySteps = report.outcome else {
        Issue.record("\(report.outcome)")
        continue
      }
      #expect(report.isStiff, "\(method.name)")
      #expect(report.attempts.count == 8)
      #expect(report.advice.contains("take auto, kvaerno5 or rodas5p"))
    }
  }

  @Test("Too many steps on a field that is not stiff want more of them")
  func tooManyPlain() throws {
    var control = AdaptiveControl(relative: 1e-8, absolute: 1e-10)
    control.maximumSteps = 200
    let ends = Integrator(control: .adaptive(control)).ends(
      of: ClosureField<Double>(dimension: 2) { _, x, dx in
        dx[0] = x[1]
        dx[1] = -x[0]
      }, from: Tensor([1, 0]), over: TimeSpan(to: 1000))
    let report = try #require(ends.report(ofRow: 0))
    #expect(!report.isStiff)
    #expect(report.advice.contains("raise the limit on steps"))
    let steps = report.attempts
    #expect(steps.count == 8 && steps.allSatisfy(\.isAccepted))
    for (step, next) in zip(steps, steps.dropFirst()) {
      #expect(abs(step.time + step.size - next.time) < 1e-12)
    }
  }

  @Test("A row that blows up is reported, its component and its steps, and others finish")
  func singularity() throws {
    // 1 / (1 - t) in the second component.
    let field = ClosureField<Double>(dimension: 3) { _, x, dx in
      dx[0] = -x[0]
      dx[1] = x[1] * x[1]
      dx[2] = cos(x[0])
    }
    var starts = [Double](repeating: 0.1, count: 3 * 1000)
    starts[3 * 421 + 1] = 1
    let ends = Integrator(control: .adaptive(relative: 1e-8)).ends(
      of: field, from: Tensor(starts, shape: [1000, 3]), over: TimeSpan(to: 5))
    #expect(ends.outcomes.count(where: \.isCompleted) == 999)
    #expect(ends.reports.count == 1)
    let report = try #require(ends.report(ofRow: 421))
    #expect(report.row == 421 && report.component == 1)
    guard case .stepTooSmall(let t) = report.outcome else {
      Issue.record("\(report.outcome)")
      return
    }
    #expect(abs(t - 1) < 1e-6)
    #expect(report.advice.contains("singularity"))
    #expect(report.describe { ["x", "y", "z"][$0] }.contains("by y"))
    #expect(report.table.split(separator: "\n").count == 8)
    let last = try #require(report.attempts.last)
    #expect(abs(last.time - t) < 1e-12)
  }

  @Test("A component that is not finite is named")
  func notFinite() throws {
    let field = ClosureField<Double>(dimension: 2) { t, x, dx in
      dx[0] = 1
      dx[1] = (0.5 - t).squareRoot()
    }
    let ends = Integrator().ends(of: field, from: Tensor([0, 0]), over: TimeSpan(to: 1))
    let report = try #require(ends.report(ofRow: 0))
    #expect(report.component == 1)
    let start = Integrator().ends(of: field, from: Tensor([.nan, 0]), over: TimeSpan(to: 1))
    #expect(start.report(ofRow: 0)?.component == 0)
    let equal = Integrator(method: .rungeKutta4, control: .fixed(steps: 7)).ends(
      of: field, from: Tensor([0, 0]), over: TimeSpan(to: 1))
    #expect(equal.report(ofRow: 0)?.component == 1)
  }
}
