import FlowLearn
import Testing

@testable import FlowLearnTool

/// `explain`: a trained flow read by the maximum principle.
@Suite struct ExplainTests {
  @Test func `a model is explained by a table, a picture and JSON`() throws {
    let place = try Workplace()
    let data = try place.run("generate rings --rows 120").output
    try place.write(data, to: "rings.csv")
    let train = try place.run("train rings.csv --epochs 3 --output run --quiet")
    #expect(train.code == 0)
    let run = try place.run("explain run rings.csv --pieces 4 --csv p.csv --plot p.svg")
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.contains("cost") && run.output.contains("largest gap"))
    #expect(try place.text("p.svg").hasPrefix("<svg"))
    let table = try CSVReader().read(try place.bytes("p.csv"), source: "p.csv").table
    #expect(table.names == ["start", "end", "hamiltonian", "slope", "gap", "costate"])
    #expect(table.rowCount == 4)
    let json = try place.run("explain run rings.csv --pieces 4 --json")
    let value = try JSONValue(parsing: Array(json.output.utf8), source: "output")
    #expect(value["pieces"]?.array?.count == 4)
    #expect(value["autonomous"]?.bool == true)
    let again = try place.run("explain run rings.csv --pieces 4 --csv p.csv")
    #expect(again.code == 73)
    #expect(try place.run("explain run rings.csv --pieces 0").code == 64)
  }
}
