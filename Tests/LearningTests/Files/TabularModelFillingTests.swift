import DataIO
import Learning
import Testing

@Suite struct TabularModelFillingTests {
  /// Forty rows of two classes; the tenth has gaps.
  private func rows() throws -> Table {
    let rows = (0..<40).map { row -> String in
      let x = row == 9 ? "" : "\(row * row % 17).25"
      let colour = row == 9 ? "" : ["red", "blue", "green"][row * row % 3]
      return "\(x),\(colour),\(row % 2 == 0 ? "a" : "b")\n"
    }
    return try table("x,colour,y\n" + rows.joined())
  }

  @Test func gapsAreFilledAsTheTrainingRowsSay() throws {
    let table = try rows()
    let encoder = try TableEncoder(fitting: table, target: "y", missing: .fillMean)
    let options = TrainingOptions(epochs: 1, validationFraction: 0.25)
    let fit = try TabularModel.fit(encoder, on: table, options: options)
    #expect(fit.trainingRows.count == 30)
    let training = table.selecting(rows: fit.trainingRows)
    let expected = try TableEncoder(fitting: training, target: "y", missing: .fillMean)
    #expect(fit.model.encoder == expected)
    #expect(fit.model.encoder != encoder)
    // What is held out has no say: other numbers there leave the filling as it is.
    let held = Set(fit.validationRows)
    guard case .numeric(let numbers) = table.columns[0].values else { return }
    let changed = numbers.indices.map { held.contains($0) ? numbers[$0] + 100 : numbers[$0] }
    let column = Table.Column(
      name: "x", values: .numeric(changed), missing: table.columns[0].missing)
    let other = table.replacing([column] + table.columns.dropFirst())
    let again = try TabularModel.fit(
      TableEncoder(fitting: other, target: "y", missing: .fillMean), on: other, options: options)
    #expect(again.model.encoder == fit.model.encoder)
  }

  @Test func allRowsFillWhenNoneIsHeldOut() throws {
    let table = try rows()
    let encoder = try TableEncoder(fitting: table, target: "y", missing: .fillMean)
    let options = TrainingOptions(epochs: 1, validationFraction: 0)
    #expect(try TabularModel.fit(encoder, on: table, options: options).model.encoder == encoder)
    let apart = try TabularModel.fit(
      encoder, on: table, options: TrainingOptions(epochs: 1), validation: table)
    #expect(apart.model.encoder == encoder)
  }
}
