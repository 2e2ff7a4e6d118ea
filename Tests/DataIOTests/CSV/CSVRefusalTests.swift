import DataIO
import Testing

/// What is refused, and in which words.
@Suite struct CSVRefusalTests {
  struct Case: CustomTestStringConvertible {
    let name: String
    let text: String
    var options = CSVOptions()
    let sentence: String
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "a bad cell", text: "petal_width,class\n0.2,a\nabc,b\n0.3,a\n",
      sentence: """
        t.csv:3: column petal_width: "abc" is not a number (drop the column with \
        --drop petal_width, or use --categorical petal_width)
        """),
    Case(
      name: "a bad cell above the numbers", text: "x,k\nabc,b\n1,a\n2,a\n3,a\n",
      options: CSVOptions(header: .present),
      sentence: """
        t.csv:2: column x: "abc" is not a number (drop the column with --drop x, \
        or use --categorical x)
        """),
    Case(
      name: "as many bad cells as good ones", text: "x,k\n1,a\nabc,b\n",
      sentence: """
        t.csv:3: column x: "abc" is not a number (drop the column with --drop x, \
        or use --categorical x)
        """),
    Case(
      name: "the first of several bad lines", text: "x,y\n1,2\n1,no\nbad,2\n3,4\n5,6\n",
      sentence: """
        t.csv:3: column y: "no" is not a number (drop the column with --drop y, \
        or use --categorical y)
        """),
    Case(
      name: "a name that the shell would split", text: "it's wide,k\n1,a\n2,b\nx,b\n",
      sentence: """
        t.csv:4: column "it's wide": "x" is not a number (drop the column with \
        --drop 'it'\\''s wide', or use --categorical 'it'\\''s wide')
        """),
    Case(
      name: "hexadecimal", text: "x\n1\n0x10\n2\n",
      sentence: """
        t.csv:3: column x: "0x10" is not a number (drop the column with --drop x, \
        or use --categorical x)
        """),
    Case(
      name: "infinity", text: "x\n1\ninf\n2\n",
      sentence: """
        t.csv:3: column x: "inf" is not a number (drop the column with --drop x, \
        or use --categorical x)
        """),
    Case(
      name: "a NaN with payload", text: "x\n1\nnan(0x1)\n2\n",
      sentence: """
        t.csv:3: column x: "nan(0x1)" is not a number (drop the column with --drop x, \
        or use --categorical x)
        """),
    Case(
      name: "overflow", text: "x\n1\n1e999\n2\n",
      sentence: """
        t.csv:3: column x: "1e999" is beyond the range of a double (drop the column with \
        --drop x, or use --categorical x)
        """),
    Case(
      name: "decimal commas", text: "x;y\n1,5;2\n2,5;3\n",
      sentence: """
        t.csv:2: column x: "1,5" holds a comma (if it is a decimal comma, use --decimal ,; \
        if it separates thousands, take it out; or use --categorical x)
        """),
    Case(
      name: "thousands", text: "x,y\n\"1,234,567.5\",2\n\"2,500\",3\n",
      sentence: """
        t.csv:2: column x: "1,234,567.5" holds a comma (if it is a decimal comma, \
        use --decimal ,; if it separates thousands, take it out; or use --categorical x)
        """),
    Case(
      name: "a short record", text: "a,b,c\n1,2,3\n4,5\n",
      sentence: """
        t.csv:3: 2 fields where line 1 has 3 (complete the line, or put \
        quotes around a field that holds the delimiter)
        """),
    Case(
      name: "a long record", text: "# c\na\n\n1\n2,3\n",
      options: CSVOptions(delimiter: UInt8(ascii: ",")),
      sentence: """
        t.csv:5: 2 fields where line 2 has 1 (complete the line, or put \
        quotes around a field that holds the delimiter)
        """),
    Case(
      name: "a record of one field", text: "a,b\n1,2\n3\n",
      sentence: """
        t.csv:3: 1 field where line 1 has 2 (complete the line, or put \
        quotes around a field that holds the delimiter)
        """),
    Case(
      name: "an open quote", text: "a,b\n1,2\n3,\"x\n4,5\n6,7\n",
      sentence: """
        t.csv:3: the quote that opens in this line never closes (close it; a quote within quotes \
        is written twice)
        """),
    Case(
      name: "text behind a quote", text: "a,b\n1,\"x\" y\n",
      options: CSVOptions(delimiter: UInt8(ascii: ",")),
      sentence: """
        t.csv:2: "y" follows a closing quote, where only a delimiter may (a quote within quotes \
        is written twice)
        """),
    Case(
      name: "spaces for delimiters", text: "# t x\n0.0 1.0\n0.1 0.9\n",
      sentence: """
        t.csv:2: "0.0 1.0" is several numbers with spaces between, and no delimiter among \
        comma, semicolon, tab and | was found (separate the columns by commas)
        """),
    Case(
      name: "nothing to drop", text: "petal_length,class\n1,a\n",
      options: CSVOptions(dropped: ["petal_lenght"]),
      sentence: """
        t.csv: there is no column "petal_lenght" (did you mean petal_length? the columns are \
        petal_length, class)
        """),
    Case(
      name: "nothing left", text: "a,b\n1,2\n", options: CSVOptions(dropped: ["a", "-1"]),
      sentence: "t.csv: no column is left after those to drop"),
    Case(name: "nothing", text: "", sentence: "t.csv: the file is empty (export the table again)"),
    Case(
      name: "only a mark", text: "\u{feff}",
      sentence: "t.csv: the file is empty (export the table again)"),
    Case(
      name: "only comments", text: "# one\n\n# two",
      sentence: """
        t.csv: there are no records, only empty lines or comments (export the table again)
        """),
    Case(
      name: "a Git LFS pointer", text: "version https://git-lfs.github.com/spec/v1\noid sha256:4\n",
      sentence: """
        t.csv: this is a Git LFS pointer, not a table in text (fetch the file itself with \
        git lfs pull)
        """),
    Case(
      name: "a web page", text: "<!DOCTYPE html>\n<html>",
      sentence: """
        t.csv: this is a web page, not a table in text (download the raw file instead of the \
        page that shows it)
        """),
  ]

  @Test(arguments: cases) func sentenceOf(_ hostile: Case) {
    #expect(sentence(hostile.text, hostile.options) == hostile.sentence)
  }

  static let binaries: [([UInt8], String)] = [
    (
      [0x1f, 0x8b, 8, 0],
      "t.csv: this is gzip-compressed data, not a table in text (unpack it with gunzip)"
    ),
    (
      [0x50, 0x4b, 3, 4, 20],
      """
      t.csv: this is a zip archive without arrays of NumPy, not a table in text (unpack it with \
      unzip)
      """
    ),
    (
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
      "t.csv: this is a PNG image, not a table in text (a table as CSV is needed)"
    ),
    (
      Array("a,b\n1,2\n".utf8) + [0, 7],
      """
      t.csv:3: a byte of value 0, which no text holds: binary data, or UTF-16 without its mark \
      (save the file as UTF-8)
      """
    ),
    (
      Array("a,b\n1,caf".utf8) + [0xe9, 0x0a],
      """
      t.csv:2: byte 0xe9 is not UTF-8: the file may be in Latin-1 or Windows-1252 \
      (convert it, for instance with iconv -f WINDOWS-1252 -t UTF-8)
      """
    ),
    ([0xff, 0xfe, 0x61], "t.csv: damaged UTF-16 (save the table as CSV in UTF-8)"),
    (
      [0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00], "t.csv: damaged UTF-16 (save the table as CSV in UTF-8)"
    ),
  ]

  @Test(arguments: binaries) func sentenceOfBytes(_ bytes: [UInt8], _ expected: String) {
    #expect(sentence(of: bytes) == expected)
  }
}
