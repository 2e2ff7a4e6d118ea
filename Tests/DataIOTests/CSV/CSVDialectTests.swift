import DataIO
import Testing

@Suite struct CSVDialectTests {
  static let texts: [(String, Character)] = [
    ("a,b\n1,2\n", ","), ("a;b\n1;2\n", ";"), ("a\tb\n1\t2\n", "\t"), ("a|b\n1|2\n", "|"),
    ("id,tags\n1,a;b\n2,c;d\n", ","), ("1,a;b\n2,c;d\n", ","), ("\"a;b\",c\n\"1;2\",3\n", ","),
    ("x\n1\n", ","), ("a\tb c,d\n1\t2\n", "\t"), ("k,x|y\na,1|2\n", "|"),
  ]

  @Test(arguments: texts) func delimiterIsFound(_ text: String, _ delimiter: Character) throws {
    #expect(try read(text).dialect.delimiter == delimiter.asciiValue)
  }

  @Test func delimiterIsFoundInRaggedText() {
    #expect(
      sentence("a,b\n1,2\n3,\n,4\n5,6,7\n") == """
        t.csv:5: 3 fields where line 1 has 2 (complete the line, or put quotes around a field that \
        holds the delimiter)
        """)
  }

  @Test func delimiterIsFoundBesideDecimalCommas() {
    let text = "1,5;2,5;3,5\n4,5;5,5;6,5\n"
    #expect(sentence(text)?.hasPrefix("t.csv:1: column 0: \"1,5\" holds a comma") == true)
  }

  @Test func givenDelimiterIsTaken() throws {
    let options = CSVOptions(delimiter: UInt8(ascii: ":"))
    #expect(cells(try read("a:b\n1:2\n", options).table) == [["a", "b"], ["1.0", "2.0"]])
  }
}
