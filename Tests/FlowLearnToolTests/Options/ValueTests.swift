import Arguments
import FlowLearn
import Testing

@testable import FlowLearnTool

@Suite struct ValueTests {
  @Test(arguments: [("32", [32]), ("64,64", [64, 64])])
  func `widths read back`(word: String, widths: [Int]) {
    #expect(LayerWidths(argument: word) == LayerWidths(widths))
    #expect(LayerWidths(widths).argument == word)
  }

  @Test(arguments: ["", "0", "-1", "64,", "64 64", "1e2", "99999999999999999999"])
  func `no widths`(word: String) {
    #expect(LayerWidths(argument: word) == nil)
  }

  @Test func `lists of numbers and assignments`() {
    #expect(NumberList(argument: "1,-0.5,1e3")?.numbers == [1, -0.5, 1000])
    #expect(NumberList(argument: "1,,2") == nil)
    #expect(NumberList(argument: "1,nan") == nil)
    #expect(Assignment(argument: "rho=14")?.value == 14)
    #expect(Assignment(argument: "=14") == nil)
    #expect(Assignment(argument: "rho") == nil)
  }

  @Test func `options and JSON are two spellings of one value`() {
    let values: [OptionValue] = [
      .null, .boolean(true), .integer(3), .number(0.5), .text("a"),
      .list([.integer(1), .text("b")]),
    ]
    for value in values { #expect(OptionValue(value.json) == value) }
    #expect(OptionValue(["a": 1]) == nil)
  }
}
