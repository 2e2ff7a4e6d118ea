import Calculus
import Control
import DataIO
import Learning
import Tensors
import Testing

/// Trained flows read by the maximum principle.
@Suite struct MaximumPrincipleCheckTests {
  private func fit(
    _ architecture: FlowArchitecture, epochs: Int
  ) throws -> (model: TabularModel, table: Table) {
    var lines = ["x,y,class"]
    for index in 0..<60 {
      let (x, y) = (Double(index % 10) / 5 - 1, Double(index / 10) / 3 - 1)
      lines.append("\(x),\(y),\(x * y > 0 ? "even" : "odd")")
    }
    let table = try table(lines.joined(separator: "\n") + "\n")
    let encoder = try TableEncoder(fitting: table, target: "class")
    let options = TrainingOptions(
      learningRate: 0.03, epochs: epochs, validationFraction: 0, seed: 3)
    let fit = try TabularModel.fit(
      encoder, on: table, architecture: architecture, options: options, precision: .double)
    return (fit.model, table)
  }

  @Test("Along a trained flow without time E H is constant, and steps are fine enough")
  func constantHamiltonian() throws {
    let (model, table) = try fit(smallArchitecture(augmentation: 1), epochs: 40)
    let check = try model.maximumPrincipleCheck(on: table, pieces: 6)
    #expect(check.isAutonomous && check.rows == 60 && check.steps == 12)
    #expect(check.report.pieces.count == 6)
    // The flow's Hamiltonian is a constant of motion, whatever its parameters: costates follow states.
    let size = check.report.pieces.map { abs($0.hamiltonian) }.max() ?? 0
    #expect(check.report.hamiltonianSpread < 1e-3 * size)
    #expect(check.stateResidual < 1e-3 && check.costateResidual < 1e-3)
    #expect(check.report.pieces.allSatisfy { $0.gap >= 0 && $0.slope.isFinite })
    #expect(check.size > 0)
    // More pieces: the same cost, since all have the same parameters.
    let finer = try model.maximumPrincipleCheck(on: table, pieces: 12)
    #expect(abs(finer.report.cost - check.report.cost) < 1e-4 * check.report.cost)
  }

  @Test("Training brings a flow nearer to the principle")
  func nearer() throws {
    let architecture = smallArchitecture(control: .piecewiseConstant(pieces: 2))
    func slope(_ epochs: Int) throws -> Double {
      let (model, table) = try fit(architecture, epochs: epochs)
      return try model.maximumPrincipleCheck(on: table, pieces: 2).report.pieces.map(\.slope).max()
        ?? 0
    }
    #expect(try slope(400) < 0.5 * slope(20))
  }

  @Test("A table without rows is refused")
  func noRows() throws {
    let (model, table) = try fit(smallArchitecture(), epochs: 1)
    #expect(throws: LearningError.self) {
      try model.maximumPrincipleCheck(on: table.selecting(rows: []), pieces: 2)
    }
  }
}
