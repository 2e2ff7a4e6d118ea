import FlowLearn

extension HostileFile {
  /// Delimiters and decimal marks.
  static let dialects: [HostileFile] = [
    HostileFile("semicolons", "a;b\n1;2\n3;4\n", plain),
    HostileFile("tabs", "a\tb\n1\t2\n3\t4\n", plain),
    HostileFile("bars", "a|b\n1|2\n3|4\n", plain),
    HostileFile("a delimiter of its own", "a^b\n1^2\n3^4\n", options: "--delimiter ^", plain),
    HostileFile("a declared delimiter", "sep=^\na^b\n1^2\n3^4\n", plain),
    HostileFile(
      "a declaration at odds", "sep=^\n1,2\n", options: "--delimiter ,", ragged(2, "2 fields", 1)),
    HostileFile("decimal commas unsaid", "a;b\n1,5;2\n3,5;4\n", comma(2, "1,5")),
    HostileFile(
      "decimal commas", "a;b\n1,5;2\n3,5;4\n", options: "--decimal ,",
      .cells([["a", "b"], ["1.5", "2.0"], ["3.5", "4.0"]])),
    HostileFile(
      "two delimiters", "a;b,c\n1;2,3\n4;5,6\n",
      .refused(
        ":2: column \"b,c\": \"2,3\" holds a comma (if it is a decimal comma, use --decimal ,; if it "
          + "separates thousands, take it out; or use --categorical 'b,c')")),
    HostileFile(
      "spaces between numbers", "a b\n1 2\n3 4\n",
      .refused(
        ":2: \"1 2\" is several numbers with spaces between, and no delimiter among comma, semicolon, "
          + "tab and | was found (separate the columns by commas)")),
    HostileFile(
      "delimiters in quotes", "a,b\n\"x;y;z\",1\n\"p;q;r\",2\n",
      .cells([["a", "b"], ["x;y;z", "1.0"], ["p;q;r", "2.0"]])),
    HostileFile("single quotes", "a,b\n1,'x,y'\n2,'z'\n", ragged(2, "3 fields", 2)),
  ]

  /// Records, quotes and line ends.
  static let records: [HostileFile] = [
    HostileFile("CRLF", "a,b\r\n1,2\r\n3,4\r\n", plain),
    HostileFile("CR", "a,b\r1,2\r3,4", plain),
    HostileFile("mixed ends", "a,b\r\n1,2\r\n\r3,4\n\n", plain),
    HostileFile(
      "a quoted line end", "a,b\n\"x\r\ny\",2\nz,4\n",
      .cells([["a", "b"], ["x\r\ny", "2.0"], ["z", "4.0"]])),
    HostileFile(
      "doubled quotes", "a,b\n\"x \"\"y\"\"\",2\nz\"w,4\n",
      .cells([["a", "b"], ["x \"y\"", "2.0"], ["z\"w", "4.0"]])),
    HostileFile(
      "an open quote", "a,b\n1,2\n3,\"x\n5,6\n",
      .refused(
        ":3: the quote that opens in this line never closes (close it; a quote within quotes is written "
          + "twice)")),
    HostileFile(
      "an odd number of quotes", String(repeating: "\"", count: 100_001),
      .refused(
        ":1: the quote that opens in this line never closes (close it; a quote within quotes is written "
          + "twice)")),
    HostileFile(
      "text behind a quote", "a,b\n1,\"x\"y\n",
      .refused(
        ":2: \"y\" follows a closing quote, where only a delimiter may (a quote within quotes is written "
          + "twice)")),
    HostileFile(
      "quotes escaped by a backslash", "a,b\n1,\"x\\\"y\"\n",
      .refused(
        ":2: \"y\\\"\" follows a closing quote, where only a delimiter may (a quote within quotes is "
          + "written twice)")),
    HostileFile("a short record", "a,b,c\n1,2,3\n4,5\n", ragged(3, "2 fields", 3)),
    HostileFile("a long record", "a,b\n1,2\n3,4,5\n", ragged(3, "3 fields", 2)),
    HostileFile(
      "a delimiter at each end but the first", "a,b\n1,2,\n3,4,\n", ragged(2, "3 fields", 2)),
    HostileFile("a comment on top", "# c\n\n#\na,b\n1,2\n3,4\n", plain),
    HostileFile(
      "a comment among records", "a,b\n1,2\n# note\n3,4\n",
      .refused(
        ":3: a comment among the records (comments may stand at the top only: take the line out)")),
    HostileFile("the end of file of DOS", "a,b\n1,2\n\u{1a}", ragged(3, "1 field", 2)),
    HostileFile("one cell", "7", .cells([["0"], ["7.0"]])),
    HostileFile("one row", "1,2\n", .cells([["0", "1"], ["1.0", "2.0"]])),
    HostileFile("one column", "x\n1\n2\n", .cells([["x"], ["1.0"], ["2.0"]])),
    HostileFile("empty", "", .refused(": the file is empty (export the table again)")),
    HostileFile(
      "only a mark", "\u{feff}", .refused(": the file is empty (export the table again)")),
    HostileFile(
      "only blanks", "  \n\t\r\n\r \n",
      .refused(
        ": there are no records, only empty lines or comments (export the table again)")),
    HostileFile(
      "only comments", "# a\n# b",
      .refused(
        ": there are no records, only empty lines or comments (export the table again)")),
  ]

  /// Names of columns.
  static let headers: [HostileFile] = [
    HostileFile("only a header", "a,b\n", .cells([["a", "b"]])),
    HostileFile("a header without end", "a,b", .cells([["a", "b"]])),
    HostileFile(
      "the same name twice", "a,a,b,\n1,2,3,4\n",
      .cells([["a", "a.1", "b", "3"], ["1.0", "2.0", "3.0", "4.0"]])),
    HostileFile(
      "a composed and a decomposed letter", "\u{e9},e\u{301}\n1,2\n",
      .cells([["\u{e9}", "e\u{301}.1"], ["1.0", "2.0"]])),
    HostileFile(
      "quoted names", "\"a,1\",\"b\n2\",\u{1f600}\n1,2,3\n",
      .cells([["a,1", "b\n2", "\u{1f600}"], ["1.0", "2.0", "3.0"]])),
    HostileFile(
      "numbers for names", "2019,2020\n1,2\n", options: "--header",
      .cells([["2019", "2020"], ["1.0", "2.0"]])),
    HostileFile(
      "no names", "a,b\nc,d\n", options: "--no-header",
      .cells([["0", "1"], ["a", "b"], ["c", "d"]])),
    HostileFile(
      "a name of many bytes", String(repeating: "n", count: 1 << 20) + "\n1\n",
      .size(rows: 1, columns: 1)),
  ]

  /// Numbers and what is like them.
  static let numbers: [HostileFile] = [
    HostileFile("hexadecimal", "a,b\n1,1\n0x10,2\n3,3\n", notANumber(3, "\"0x10\"")),
    HostileFile("infinity", "a,b\n1,1\n-Infinity,2\n3,3\n", notANumber(3, "\"-Infinity\"")),
    HostileFile("a NaN with payload", "a,b\n1,1\nnan(0x1),2\n3,3\n", notANumber(3, "\"nan(0x1)\"")),
    HostileFile(
      "overflow", "a,b\n1,1\n1e999,2\n3,3\n",
      .refused(
        ":3: column a: \"1e999\" is beyond the range of a double (drop the column with --drop a, or use "
          + "--categorical a)")),
    HostileFile(
      "a million digits", "a\n1\n\(String(repeating: "1", count: 1_000_000))\n2\n",
      .refused(
        ":3: column a: \"\(String(repeating: "1", count: 40))...\" is beyond the range of a double (drop "
          + "the column with --drop a, or use --categorical a)")),
    HostileFile(
      "underflow", "a,b\n-1e-999,1.\n+3,.5E+1\n",
      .cells([["a", "b"], ["-0.0", "1.0"], ["3.0", "5.0"]])),
    HostileFile(
      "an exponent of Fortran", "a,b\n1,1\n1.5D+02,2\n3,3\n", notANumber(3, "\"1.5D+02\"")),
    HostileFile("thousands", "a,b\n\"1,234\",1\n\"5,678\",2\n", comma(2, "1,234")),
    HostileFile("a dash for a gap", "a,b\n1,1\n-,2\n3,3\n", notANumber(3, "\"-\"")),
    HostileFile("Python's None", "a,b\n1,1\nNone,2\n3,3\n", notANumber(3, "\"None\"")),
    HostileFile("a minus of typography", "a\n1\n\u{2212}5\n3\n", notANumber(3, "\"\u{2212}5\"")),
    HostileFile("a space that does not break", "a\n1\n\u{a0}5\n3\n", notANumber(3, "\"\u{a0}5\"")),
    HostileFile("digits of another script", "a\n1\n\u{665}\n3\n", notANumber(3, "\"\u{665}\"")),
    HostileFile(
      "a colour for the terminal", "a\n1\n\u{1b}[31m5\n3\n", notANumber(3, "\"\\u{1b}[31m5\"")),
    HostileFile("a unit in one cell", "a\n1\n5 kg\n3\n", notANumber(3, "\"5 kg\"")),
    HostileFile(
      "markers of missing values", "a,b\nNA,x\n1,NULL\n?,\n,y\n",
      .cells([["a", "b"], [nil, "x"], ["1.0", nil], [nil, nil], [nil, "y"]])),
    HostileFile(
      "truth values", "a,b\ntrue,F\nfalse,T\n",
      .cells([["a", "b"], ["true", "F"], ["false", "T"]])),
    HostileFile(
      "dates", "d,y\n2020-01-31,1\n31/01/2020,2\n",
      .cells([["d", "y"], ["2020-01-31", "1.0"], ["31/01/2020", "2.0"]])),
    HostileFile(
      "zeros in front", "zip,y\n01234,1\n99999,2\n", options: "--categorical zip",
      .cells([["zip", "y"], ["01234", "1.0"], ["99999", "2.0"]])),
    HostileFile(
      "a column dropped that is not there", "a,bc\n1,2\n", options: "--drop bd",
      .refused(
        ": there is no column \"bd\" (did you mean bc? the columns are a, bc)")),
  ]
}
