import DataIO
import Testing

@Suite struct DecimalNumberTests {
  /// The number that a cell is read as; nil when it is not one.
  static func number(_ cell: String) -> Double? {
    let options = CSVOptions(delimiter: UInt8(ascii: ","), header: .present)
    return try? read("x,y\n\(cell),1\n", options).table.numbers(of: "x").first
  }

  static let numbers: [(String, Double)] = [
    ("0", 0), ("-0", -0.0), ("+7", 7), (".5", 0.5), ("5.", 5), ("-.25e1", -2.5), ("1E+2", 100),
    ("1e-2", 0.01), ("007", 7), ("0.000000000000000000000000000001", 1e-30),
    ("9007199254740993", 9_007_199_254_740_992),
    ("123456789012345678901234567890", 1.2345678901234568e29),
    ("0.1000000000000000055511151231257827021181583404541015625", 0.1),
    ("1.7976931348623157e308", .greatestFiniteMagnitude), ("4.9e-324", .leastNonzeroMagnitude),
    ("2e-324", 0),
    ("1e-999999999999", 0), ("0e999999999999", 0), ("1e22", 1e22), ("1e23", 1e23),
    ("179769313486231580793e288", .greatestFiniteMagnitude),
    // Halfway cases: to the even neighbour, and away from it by the last digit.
    ("9007199254740993.00000000000000000000000000000001", 9_007_199_254_740_994),
    ("4503599627370496.5", 4_503_599_627_370_496), ("4503599627370497.5", 4_503_599_627_370_498),
    ("4503599627370496.501", 4_503_599_627_370_497), ("0.9999999999999999999", 1),
    ("-1.7999999999999998224e0", -1.7999999999999998), ("1.0000000000000000001e-1", 0.1),
    ("2.2250738585072011e-308", Double(bitPattern: 0x000f_ffff_ffff_ffff)),
    ("0000000000000000000000000000001.5", 1.5),
    ("6.02214076e23", 6.02214076e23),
  ]

  @Test(arguments: numbers) func isReadExactly(_ text: String, _ value: Double) {
    #expect(Self.number(text)?.bitPattern == value.bitPattern)
  }

  static let others = [
    "0x10", "0x1p3", "inf", "-inf", "infinity", "nan(0x1)", "1e", "1e+", "e5", ".", "+", "-", "+-1",
    "--1",
    "1 2", "1_000", "1.2.3", "1e5.0", "1d5", "\u{2212}1", "\u{661}", "1f", "0b1", "$1", "1%",
    "1e999", "-1e999",
    "1.7976931348623159e308",
  ]

  @Test(arguments: others) func isRefused(_ text: String) {
    #expect(Self.number(text) == nil)
  }

  @Test func everyLengthOfDigitsIsRoundedCorrectly() {
    // Two roads to one number: the text with n digits, read here and by the standard library.
    var x: UInt64 = 7
    for round in 0..<4000 {
      x = x &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let digits = String(String(x).prefix(1 + round % 20))
      let text = "\(digits.prefix(1)).\(digits.dropFirst())e\(Int(x % 60) - 30)"
      #expect(Self.number(text) == Double(text), "\(text)")
    }
  }
}
