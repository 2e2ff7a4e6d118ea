import Arguments
import Testing

@Suite struct ArgumentValueTests {
  @Test(arguments: [
    ("1", 1.0), ("-1.5", -1.5), ("+.5", 0.5), ("2.", 2), ("1e3", 1000), ("1E-3", 0.001),
    ("0.1", 0.1),
  ])
  func `decimal numbers are read`(word: String, value: Double) {
    #expect(Double(argument: word) == value)
  }

  @Test(arguments: [
    "", "-", ".", "e5", "1e", "1e+", "0x10", "nan", "inf", "infinity", "1e999", " 1", "1 ", "1,5",
    "1.2.3", "--1",
  ])
  func `everything else is refused`(word: String) {
    #expect(Double(argument: word) == nil)
  }

  @Test(arguments: [0.1, -1e-300, 123456.789, 0, 1e22])
  func `a number's word reads back as the number`(value: Double) {
    #expect(Double(argument: value.argument) == value)
  }

  @Test func `whole numbers, truth values and choices`() {
    #expect(Int(argument: "-7") == -7)
    #expect(Int(argument: "7.0") == nil)
    #expect(Int(argument: "99999999999999999999") == nil)
    #expect(Bool(argument: "true") == true)
    #expect(Bool(argument: "yes") == nil)
    #expect(Precision(argument: "single") == .single)
    #expect(Precision(argument: "Single") == nil)
    #expect(Precision.allowedArguments == ["single", "double"])
  }
}
