import Benchmarks
import DataIO
import Foundation
import Testing

@Suite struct CatalogueTests {
  private let catalogue = BenchmarkCatalogue.standard()

  @Test func namesAreUnique() {
    let names = catalogue.cases.map(\.identity.description)
    #expect(Set(names).count == names.count)
    #expect(catalogue.cases.allSatisfy { !$0.summary.isEmpty })
  }

  @Test func wordsChooseByTheBeginning() throws {
    let chosen = try catalogue.chosen(by: ["w1/D2_h64_b256", "W4"])
    #expect(
      chosen.map(\.identity.description) == [
        "W1/d2_h64_b256_n20/float32/t1", "W1/d2_h64_b256_n20/float64/t1",
        "W1/d2_h64_b256_n20/float32/t2", "W1/d2_h64_b256_n20/float64/t2",
        "W4/d2_h64_b256_tol1e-05_scale1/float64/t1", "W4/d2_h64_b256_tol1e-05_scale4/float64/t1",
      ])
    #expect(try catalogue.chosen(by: []).count == catalogue.cases.count)
    let error = #expect(throws: UnknownCase.self) { try catalogue.chosen(by: ["W1", "X"]) }
    #expect(error?.word == "X")
  }

  /// Every threshold in git is for a case that exists, once, and says what .ci/counts needs.
  @Test func thresholdsAreOfCases() throws {
    let place = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Benchmarks/thresholds.json")
    let json = try JSONValue(parsing: Array(Data(contentsOf: place)), source: "thresholds.json")
    #expect(json["instruction_set"] == "avx2")
    #expect(json["tolerance"] == .number(0.02))
    let rows = try #require(json["cases"]?.array)
    let names = Set(catalogue.cases.map(\.identity.description))
    let counted = rows.compactMap { $0["case"]?.string }
    #expect(counted.count == rows.count && Set(counted).count == counted.count)
    for row in rows {
      #expect(names.contains(row["case"]?.string ?? ""))
      let iterations = row["iterations"]?.array?.compactMap(\.int) ?? []
      #expect(iterations.count == 2 && iterations[0] >= 1 && iterations[0] < iterations[1])
      #expect(row["instructions"]?.double ?? 0 > 1000)
      #expect(row["allocations"]?.double ?? -1 >= 0)
    }
  }
}
