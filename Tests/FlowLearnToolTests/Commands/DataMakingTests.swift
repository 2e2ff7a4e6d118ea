import FlowLearn
import Testing

@testable import FlowLearnTool

/// `generate` and `simulate`.
@Suite struct DataMakingTests {
  private func table(_ run: ToolRun) throws -> Table {
    try CSVReader().read(Array(run.output.utf8), source: "output").table
  }

  @Test(arguments: ToyData.allCases)
  func `toy data have two classes of about the same size`(_ toy: ToyData) throws {
    let place = try Workplace()
    let run = try place.run("generate \(toy.rawValue) --rows 200")
    #expect(run.code == 0)
    let table = try table(run)
    #expect(table.names == ["x", "y", "class"])
    #expect(table.rowCount == 200)
    guard case .text(let codes, let categories) = table.columns[2].values else {
      Issue.record("the classes are no text")
      return
    }
    #expect(categories.count == 2)
    #expect((60...140).contains(codes.count { $0 == 0 }))
    #expect(try place.run("generate \(toy.rawValue) --rows 200").output == run.output)
    #expect(try place.run("generate \(toy.rawValue) --rows 200 --seed 1").output != run.output)
  }

  @Test func `rings without noise lie in their rings`() throws {
    let place = try Workplace()
    let table = try table(try place.run("generate rings --noise 0"))
    let x = try table.numbers(of: "x")
    let y = try table.numbers(of: "y")
    for row in x.indices {
      let radius = (x[row] * x[row] + y[row] * y[row]).squareRoot()
      let isInner = table.columns[2].cell(row) == .text("inner")
      #expect(isInner ? radius <= 1 : (1.5...2).contains(radius))
    }
  }

  @Test func `a harmonic oscillator comes back`() throws {
    let place = try Workplace()
    let period = 2 * Double.pi
    let run = try place.run(
      "simulate harmonic-oscillator --to \(period) --at 0,\(period) --tolerance 1e-10")
    #expect(run.code == 0)
    let table = try table(run)
    for component in 1...2 {
      let values = try table.numbers(of: String(component))
      #expect(abs(values[0] - values[1]) < 1e-8)
    }
  }

  @Test func `equal steps show the order of the method`() throws {
    let place = try Workplace()
    func error(_ steps: Int) throws -> Double {
      let line = "simulate harmonic-oscillator --start 1,0 --to 1 --at 1 --method rk4"
      let table = try table(try place.run("\(line) --steps \(steps)"))
      // cos 1
      return abs(try table.numbers(of: "1")[0] - 0.5403023058681398)
    }
    let ratio = try error(8) / error(16)
    #expect(abs(ratio - 16) < 2)
  }

  @Test func `a series has as many rows as asked`() throws {
    let place = try Workplace()
    let table = try table(try place.run("generate lorenz63 --rows 50"))
    #expect(table.names == ["t", "x", "y", "z"])
    #expect(table.rowCount == 50)
    #expect(try table.numbers(of: "t")[49] == 10)
  }

  @Test func `a stiff system is followed and drawn`() throws {
    let place = try Workplace()
    let run = try place.run("simulate robertson --method auto --at 0,40 --plot path.svg -v")
    #expect(run.code == 0)
    // The reference state of the catalogue.
    #expect(abs(try table(run).numbers(of: "a")[1] - 0.7158270687194581) < 1e-5)
    #expect(try place.text("path.svg").hasPrefix("<svg"))
    let again = try place.run("simulate robertson --method auto --at 0,40 --plot path.svg")
    #expect(again.code == 73, "\(again.errors)")
    let equal = try place.run("simulate robertson --method auto --steps 10")
    #expect(equal.code == 64)
    #expect(
      equal.errors.hasPrefix("Error: '--method auto' takes adaptive steps: leave out '--steps'"))
  }

  @Test func `a method without an error estimate wants equal steps`() throws {
    let place = try Workplace()
    let run = try place.run("simulate pendulum --method rk4")
    #expect(run.code == 64)
    #expect(
      run.errors.hasPrefix(
        "Error: the method 'rk4' has no error estimate: give it equal steps with '--steps'\n"))
  }
}
