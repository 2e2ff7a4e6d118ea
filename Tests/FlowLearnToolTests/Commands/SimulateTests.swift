import FlowLearn
import Testing

@testable import FlowLearnTool

/// `simulate` with events, tables of beginnings, and signals.
@Suite struct SimulateTests {
  private func table(_ run: ToolRun) throws -> Table {
    try CSVReader().read(Array(run.output.utf8), source: "output").table
  }

  @Test func `events are lines among the others`() throws {
    let place = try Workplace()
    let run = try place.run(
      "simulate harmonic-oscillator --start 1,0 --to 8 --every 4 --tolerance 1e-10 --event x=0")
    #expect(run.code == 0)
    let table = try table(run)
    let times = try table.numbers(of: "t")
    let halfTurns = [0.5, 1.5, 2.5].map { $0 * Double.pi }
    for (time, expected) in zip(times, [0, halfTurns[0], 4, halfTurns[1], halfTurns[2], 8]) {
      #expect(abs(time - expected) < 1e-8)
    }
    #expect(times.count == 6)
    #expect(table.columns[table.columns.count - 1].cell(1) == .text("x=0"))
    #expect(table.columns[table.columns.count - 1].cell(2) == .missing)
  }

  @Test func `an event stops a flow, and is no failure`() throws {
    let place = try Workplace()
    let run = try place.run(
      "simulate pendulum --to 50 --event angle=0:falling:stop --only-events --json")
    #expect(run.code == 0)
    let value = try JSONValue(parsing: Array(run.output.utf8), source: "output")
    #expect(value["events"]?.array?.count == 1)
    #expect(value["outcome"]?.string?.hasPrefix("event 0 stopped the row at t = 2.08") == true)
  }

  @Test func `errors are estimated beside the states`() throws {
    let place = try Workplace()
    let run = try place.run(
      "simulate harmonic-oscillator --start 1,0 --to 20 --at 0,20 --tolerance 1e-5 --global-error")
    #expect(run.code == 0, "\(run.errors)")
    let table = try table(run)
    #expect(table.names == ["t", "x", "v", "x_error", "v_error"])
    let (x, error) = (try table.numbers(of: "x"), try table.numbers(of: "x_error"))
    // cos 20
    let truth = abs(x[1] - 0.40808206181339196)
    #expect(error[0] == 0)
    #expect(error[1] > 0.8 * truth && error[1] < 1.25 * truth)
    let both = try place.run("simulate lorenz63 --global-error --event z=27")
    #expect(both.code == 64)
  }

  @Test func `beginnings come from a table`() throws {
    let place = try Workplace()
    try place.write("x,z\n1,2\n3,4\n", to: "starts.csv")
    let run = try place.run("simulate lorenz63 --rows starts.csv --to 1 --at 0,1")
    #expect(run.code == 0)
    let table = try table(run)
    #expect(table.names == ["row", "t", "x", "y", "z"])
    #expect(try table.numbers(of: "x")[2] == 3)
    // The usual y, and what one row alone gives.
    let alone = try place.run("simulate lorenz63 --start 3,1,4 --to 1 --at 0,1")
    #expect(try table.numbers(of: "z")[3] == self.table(alone).numbers(of: "z")[1])
    try place.write("x,w\n1,2\n", to: "wrong.csv")
    let wrong = try place.run("simulate lorenz63 --rows wrong.csv")
    #expect(wrong.code == 64)
    #expect(
      wrong.errors
        == "flowlearn: wrong.csv: column 'w' is no component of a beginning (those are x, y, z)\n")
  }

  @Test func `signals force a system`() throws {
    let place = try Workplace()
    // x'' = -x + u with u = t and u = -2 t: x = u - u' sin t.
    try place.write(
      "row,t,v\n1,0,0\n1,4,4\n2,0,0\n2,4,-8\n", to: "push.csv")
    try place.write("x,v\n0,0\n0,0\n", to: "rest.csv")
    let run = try place.run(
      "simulate harmonic-oscillator --rows rest.csv --forcing push.csv --to 3 --at 3 "
        + "--tolerance 1e-10")
    #expect(run.code == 0, "\(run.errors)")
    let x = try table(run).numbers(of: "x")
    // 3 - sin 3
    let expected = 2.8588799919401327
    #expect(abs(x[0] - expected) < 1e-8)
    #expect(abs(x[1] + 2 * expected) < 1e-8)
    try place.write("t,rho\n0,28\n0,14\n", to: "wrong.csv")
    let wrong = try place.run("simulate lorenz63 --forcing wrong.csv")
    #expect(
      wrong.errors
        == "flowlearn: wrong.csv: line 3, column 't': 0 does not come after 0: times must increase\n"
    )
    let few = try place.run("simulate harmonic-oscillator --forcing push.csv")
    #expect(few.code == 64)
    #expect(few.errors.contains("--forcing has signals for 2 rows"))
  }

  @Test(arguments: ["x", "x=", "=3", "x=1:up", "x=1:stop:stop", "x=1:rising:falling"])
  func `events that cannot be read are refused`(_ event: String) throws {
    let place = try Workplace()
    let run = try place.run("simulate lorenz63 --event \(event)")
    #expect(run.code == 64)
    #expect(run.errors.contains("a component and its value, such as z=27"))
  }
}
