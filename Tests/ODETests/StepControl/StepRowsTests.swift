import Foundation
import Testing

@testable import ODE

/// The controller of many rows against its formulas.
@Suite struct StepRowsTests {
  /// The factor and the verdict of one row after each of some errors.
  private func judge(
    _ errors: [Double], _ control: AdaptiveControl, power: Int = 5
  ) -> [(
    isAccepted: Bool, factor: Double
  )] {
    let rows = StepRows(capacity: 1)
    rows.begin(1, .shared(TimeSpan(to: 1)))
    rows.set(control, estimatePower: power, rounding: .ulpOfOne, leastNormal: .leastNormalMagnitude)
    return errors.map { error in
      rows.h[0] = 2
      rows.squaredErrors[0] = error * error
      let accepted = rows.judge(1)
      #expect(accepted == Int(rows.verdicts[0]))
      return (accepted == 1, rows.hNext[0] / 2)
    }
  }

  @Test func firstFactorsAreThoseOfTheFormula() {
    let found = judge([0.5, 0.25], AdaptiveControl())
    #expect(found[0].isAccepted && found[1].isAccepted)
    #expect(abs(found[0].factor - 0.9 * pow(0.5, -0.17) * pow(1e-4, 0.04)) < 1e-15)
    #expect(abs(found[1].factor - 0.9 * pow(0.25, -0.17) * pow(0.5, 0.04)) < 1e-15)
  }

  @Test func rejectionShrinksAndForbidsGrowthOnce() {
    let found = judge([32, 1e-6, 1e-6], AdaptiveControl())
    #expect(!found[0].isAccepted)
    #expect(abs(found[0].factor - 0.9 * pow(32, -0.17)) < 1e-15)
    #expect(found[1].isAccepted && found[1].factor == 1)
    #expect(found[2].factor > 1)
  }

  @Test func factorsStayWithinTheirBounds() {
    let found = judge([0, 1e30], AdaptiveControl())
    #expect(found[0].factor == 10)
    #expect(found[1].factor == 0.2)
  }

  @Test(arguments: [Double.nan, .infinity])
  func errorThatIsNoNumberIsRejected(error: Double) {
    let found = judge([error], AdaptiveControl())
    #expect(!found[0].isAccepted && found[0].factor == 0.2)
  }

  /// The exponent is 1/k - 3β/4: for a pair 3(2) without β exactly 1/3.
  @Test func exponentFollowsTheOrder() {
    var control = AdaptiveControl()
    control.controller = .integral
    #expect(abs(judge([0.125], control, power: 3)[0].factor - 1.8) < 1e-14)
  }

  /// Many rows, of any number, get what each gets alone, bit for bit, and are counted.
  @Test(arguments: [1, 2, 7, 8, 9, 31, 64])
  func rowsDoNotDependOnTheirNumber(count: Int) {
    func run(_ rows: StepRows, _ count: Int, _ numbers: (Int) -> Int) -> [[Double]] {
      rows.begin(count, .shared(TimeSpan(from: 1, to: -3)))
      rows.set(
        AdaptiveControl(), estimatePower: 5, rounding: .ulpOfOne, leastNormal: 1e-300)
      var log: [[Double]] = []
      for slot in 0..<count { rows.h[slot] = -0.5 - 0.25 * Double(numbers(slot) % 19) }
      for round in 0..<6 {
        #expect(rows.propose(count) == 0)
        for slot in 0..<count {
          rows.squaredErrors[slot] = 0.125 * Double((numbers(slot) * 7 + round * 5) % 13)
        }
        let accepted = rows.judge(count)
        #expect(accepted == (0..<count).count { rows.verdicts[$0] == 1 })
        let ended = rows.advance(count)
        #expect(ended == (0..<count).count { rows.verdicts[$0] == 1 })
        for slot in 0..<count where rows.t[slot] == -3 { rows.t[slot] = 1 }
      }
      for slot in 0..<count {
        log.append([
          rows.t[slot], rows.h[slot], Double(rows.acceptedCount(slot)),
          Double(rows.rejectedCount(slot)),
        ])
      }
      return log
    }
    let together = run(StepRows(capacity: count), count) { $0 }
    for slot in 0..<count {
      #expect(run(StepRows(capacity: 1), 1) { _ in slot }[0] == together[slot])
    }
  }

  @Test func stepsAreCutToTheSpanOrGivenUp() {
    var control = AdaptiveControl()
    control.maximumStep = 2
    control.maximumSteps = 1
    let rows = StepRows(capacity: 4)
    rows.begin(4, .shared(TimeSpan(to: 10)))
    rows.set(control, estimatePower: 5, rounding: .ulpOfOne, leastNormal: 1e-300)
    for (slot, (t, h)) in [(0.0, 3.0), (9, 0.995), (8, 1e-15), (1, 0.5)].enumerated() {
      rows.t[slot] = t
      rows.h[slot] = h
    }
    #expect(rows.propose(4) == 1)
    #expect(rows.ending(2) == .stepTooSmall(t: 8))
    #expect((0..<4).filter { rows.ending($0) == nil } == [0, 1, 3])
    #expect(rows.h[0] == 2 && rows.tNext[0] == 2)
    #expect(rows.h[1] == 1 && rows.tNext[1] == 10)
    #expect(rows.h[3] == 0.5 && rows.tNext[3] == 1.5)
    rows.squaredErrors.update(repeating: 0.5, count: 4)
    rows.squaredErrors[2] = .nan
    #expect(rows.judge(4) == 3 && rows.advance(4) == 1)
    #expect(rows.verdicts[1] == 1 && rows.t[1] == 10 && rows.t[2] == 8)
    #expect(rows.propose(4) == 4 && rows.ending(0) == .tooManySteps(t: 2))
  }
}
