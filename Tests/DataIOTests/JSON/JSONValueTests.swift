import DataIO
import Testing

@Suite struct JSONValueTests {
  static func parse(_ text: String) throws(DataError) -> JSONValue {
    try JSONValue(parsing: Array(text.utf8), source: "j")
  }

  static let accepted: [(String, JSONValue)] = [
    ("null", nil), (" true ", true), ("false", false), ("0", 0), ("-0", .number(-0.0)),
    ("-12", -12), ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .number(0x1p63)), ("1.0", 1.0), ("1E2", 100.0), ("1e+2", 100.0),
    ("-1.5e-3", -0.0015), ("5e-324", .number(.leastNonzeroMagnitude)), ("\"\"", ""),
    ("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "a\"\\/\u{8}\u{c}\n\r\t"),
    ("\"\\u00e9\\ud83d\\ude00\\u0000\"", "\u{e9}\u{1f600}\u{0}"),
    ("\"\u{1f600}\u{7f}\"", "\u{1f600}\u{7f}"),
    ("[]", []), ("[ 1 ,[ ] ]", [1, []]), ("{}", [:]),
    ("{\"b\":1,\"a\":{\"\":null}}", ["b": 1, "a": ["": nil]]),
    ("\t\r\n{ \"a\" : [ ] }\n", ["a": []]),
    ("{\"\u{e9}\":1,\"e\u{301}\":2}", .object(["\u{e9}": 1, "e\u{301}": 2])),
  ]

  @Test(arguments: accepted) func isRead(_ text: String, _ value: JSONValue) throws {
    let read = try Self.parse(text)
    #expect(read == value)
    #expect(try Self.parse(read.text()) == value)
    #expect(
      try Self.parse(read.text(.indented, keys: .sorted)).text(keys: .sorted)
        == value.text(keys: .sorted))
  }

  @Test func minusZeroKeepsItsSign() throws {
    #expect(try Self.parse("-0").double?.sign == .minus)
  }

  static let refused: [(String, String)] = [
    ("", "j:1: byte 0: the JSON text ends within a value"),
    ("  ", "j:1: byte 2: the JSON text ends within a value"),
    ("[1,", "j:1: byte 3: the JSON text ends within a value"),
    ("{\"a\"", "j:1: byte 4: the JSON text ends within a value"),
    ("\"abc", "j:1: byte 4: the JSON text ends within a value"),
    ("[1,\n 2,]", "j:2: byte 7: \"]\" where a value should stand"),
    ("[1 2]", "j:1: byte 3: \"2\" where a comma or ] should stand"),
    ("{\"a\":1 \"b\":2}", "j:1: byte 7: \"\\\"\" where a comma or } should stand"),
    ("{a:1}", "j:1: byte 1: \"a\" where a key in quotes should stand"),
    ("{\"a\":1,}", "j:1: byte 7: \"}\" where a key in quotes should stand"),
    ("{\"a\" 1}", "j:1: byte 5: \"1\" where a colon should stand"),
    ("nul", "j:1: byte 0: \"n\" where a value should stand"),
    ("NaN", "j:1: byte 0: \"N\" where a value should stand"),
    ("\u{e9}", "j:1: byte 0: \"\u{e9}\" where a value should stand"),
    ("+1", "j:1: byte 0: \"+\" where a value should stand"),
    ("01", "j:1: byte 0: \"01\" is not a JSON number"),
    ("-", "j:1: byte 0: \"-\" is not a JSON number"),
    ("[1.]", "j:1: byte 1: \"1.\" is not a JSON number"),
    ("1e", "j:1: byte 0: \"1e\" is not a JSON number"),
    ("1-2", "j:1: byte 0: \"1-2\" is not a JSON number"),
    (".5", "j:1: byte 0: \".\" where a value should stand"),
    ("1e400", "j:1: byte 0: \"1e400\" is beyond the range of a double"),
    ("0x10", "j:1: byte 1: more text follows the JSON value"),
    ("1 1", "j:1: byte 2: more text follows the JSON value"),
    ("\"\\x\"", "j:1: byte 1: an escape that JSON does not have, or half a surrogate pair"),
    ("\"\\u12g4\"", "j:1: byte 1: an escape that JSON does not have, or half a surrogate pair"),
    ("\"\\u+123\"", "j:1: byte 1: an escape that JSON does not have, or half a surrogate pair"),
    ("\"\\ud800\"", "j:1: byte 1: an escape that JSON does not have, or half a surrogate pair"),
    ("\"\\udc00\"", "j:1: byte 1: an escape that JSON does not have, or half a surrogate pair"),
    (
      "\"\\ud800\\u0041\"",
      "j:1: byte 1: an escape that JSON does not have, or half a surrogate pair"
    ),
    ("\"a\nb\"", "j:1: byte 2: a string holds the raw control character 0xa"),
    ("{\"a\":1,\n\"a\":2}", "j:2: byte 8: the key \"a\" stands twice in an object"),
  ]

  @Test(arguments: refused) func sentenceOf(_ text: String, _ expected: String) {
    let error = #expect(throws: DataError.self) { try Self.parse(text) }
    #expect(error?.description == expected)
  }

  @Test func depthIsBounded() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try Self.parse(nested(128)).array?.count == 1)
    let error = #expect(throws: DataError.self) { try Self.parse(nested(129)) }
    #expect(error?.description == "j:1: byte 128: arrays and objects nest deeper than 128 levels")
    #expect(throws: DataError.self) { try Self.parse(nested(1_000_000)) }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    let error = #expect(throws: DataError.self) {
      try JSONValue(parsing: [0x22, 0xff, 0x22], source: "j")
    }
    #expect(error?.offset == 1)
    #expect(error?.fault == .text(.invalidUTF8(byte: 0xff)))
  }

  @Test func keysKeepTheirOrderOrAreSorted() {
    let value: JSONValue = ["b": 1, "a": [true, "x"], "B": .number(.nan)]
    #expect(value.text() == #"{"b":1,"a":[true,"x"],"B":null}"#)
    #expect(value.text(keys: .sorted) == #"{"B":null,"a":[true,"x"],"b":1}"#)
    #expect(
      value.text(.indented) == """
        {
          "b": 1,
          "a": [
            true,
            "x"
          ],
          "B": null
        }
        """)
    #expect(JSONValue.array([[], [:]]).text(.indented) == "[\n  [],\n  {}\n]")
  }

  @Test func numbersAreShortAndExact() {
    let value: JSONValue = [
      0.1, 1e-5, 1e22, 1.0, .number(.infinity), .number(.greatestFiniteMagnitude),
    ]
    #expect(value.text() == "[0.1,1e-05,1e+22,1.0,null,1.7976931348623157e+308]")
  }

  @Test func membersAreSetReplacedAndRemoved() {
    var object: JSONObject = ["a": 1, "b": 2]
    object["a"] = "x"
    object["c"] = nil
    object["b"] = nil
    object["d"] = true
    #expect(JSONValue.object(object).text() == #"{"a":"x","d":true}"#)
    #expect(object["a"]?.string == "x" && object["d"]?.bool == true && object["b"] == nil)
  }
}
