import DataIO
import Figures
import Testing

@testable import Benchmarks

/// Errors against work: what is measured, read and summed up.
@Suite struct WorkPrecisionTests {
  @Test("Tighter tolerances take more and err less")
  func measured() throws {
    var time = 0.0
    // A clock that runs by itself: each look takes a hundredth of a second.
    let points = WorkPrecision.measure("kepler") {
      time += 0.01
      return time
    }
    let own = points.filter { $0.method == "tsit5" }
    #expect(own.count == WorkPrecision.tolerances.count)
    for (loose, tight) in zip(own, own.dropFirst()) {
      #expect(tight.evaluations > loose.evaluations && tight.error < loose.error)
    }
    #expect(own[0].seconds > 0)
    #expect(Set(points.map(\.method)) == ["dopri5", "tsit5", "vern7", "dop853", "auto"])
    #expect(WorkPrecision.measure("nothing") { 0 }.isEmpty)
  }

  @Test("Every system can be given to others")
  func problems() throws {
    for name in WorkPrecision.systems {
      let problem = try #require(WorkPrecision.problem(name))
      let (start, reference) = (problem["start"]?.array, problem["reference"]?.array)
      #expect(start?.count == reference?.count)
      #expect(problem["to"]?.double.map { $0 > 0 } == true)
    }
    #expect(WorkPrecision.systems.count == 20)
    #expect(WorkPrecision.problem("nothing") == nil)
  }

  private func point(_ tolerance: Double, _ error: Double, _ evaluations: Int) -> PrecisionPoint {
    PrecisionPoint(
      system: "s", peer: "scipy", method: "RK45", tolerance: tolerance, error: error,
      evaluations: evaluations, seconds: Double(evaluations) * 1e-6)
  }

  @Test("Points come back from their lines, and others are passed over")
  func lines() throws {
    let points = [point(1e-3, 2e-3, 100), point(1e-5, 3e-5, 300)]
    let text = points.map { $0.json.text() } + ["{\"workload\": \"W1\"}", ""]
    let read = try PrecisionPoint.read(
      Array(text.joined(separator: "\n").utf8), source: "points")
    #expect(read.count == 2)
    #expect(read.map(\.evaluations) == [100, 300])
    #expect(throws: RecordError.self) {
      try PrecisionPoint.read(Array("{\"workload\":\"precision\"}".utf8), source: "points")
    }
    #expect(throws: RecordError.self) { try PrecisionPoint.read(Array("1".utf8), source: "points") }
  }

  @Test("The work for an error lies between those of two tolerances")
  func summary() throws {
    let points = [point(1e-3, 1e-3, 100), point(1e-5, 1e-5, 400), point(1e-7, 1e-7, 1600)]
    let summary = try #require(PrecisionSummary.all(points).first)
    #expect(summary.method == "scipy RK45")
    let evaluations = try summary.evaluations.prefix(2).map { try #require($0) }
    #expect(abs(evaluations[0] - 200) < 1e-9 && abs(evaluations[1] - 800) < 1e-9)
    #expect(summary.evaluations[2] == nil && summary.milliseconds[2] == nil)
    #expect(PrecisionPoint.figure(points).svg().contains("scipy RK45"))
  }
}
