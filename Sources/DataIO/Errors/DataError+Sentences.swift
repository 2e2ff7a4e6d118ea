extension DataError: CustomStringConvertible {
  /// One sentence: place, what was found, and the way out.
  public var description: String { place + sentence }

  private var place: String {
    var text = source
    if let line { text += ":\(line)" }
    text += ": "
    if let column { text += "column \(column.isEmpty ? "\"\"" : quotedIfNeeded(column)): " }
    if let offset { text += "byte \(offset): " }
    return text
  }

  private var sentence: String {
    switch fault {
    case .text(let fault): sentence(fault)
    case .table(let fault): sentence(fault)
    case .gzip(let fault): sentence(fault)
    case .json(let fault): sentence(fault)
    case .idx(let fault): sentence(fault)
    case .safetensors(let fault): sentence(fault)
    case .zip(let fault): fault.sentence
    case .npy(let fault): fault.sentence
    }
  }

  private func sentence(_ fault: TextFault) -> String {
    switch fault {
    case .empty:
      "the file is empty (export the table again)"
    case .foreign(let format):
      "this is \(format.noun), not a table in text (\(format.advice))"
    case .nulByte:
      "a byte of value 0, which no text holds: binary data, or UTF-16 without its mark "
        + "(save the file as UTF-8)"
    case .invalidUTF8(let byte):
      "byte 0x\(String(byte, radix: 16)) is not UTF-8: the file may be in Latin-1 or Windows-1252 "
        + "(convert it, for instance with iconv -f WINDOWS-1252 -t UTF-8)"
    case .binary(let byte):
      "byte 0x\(String(byte, radix: 16)) and control characters: this is no text but binary data "
        + "(a table as CSV, .npy or .npz is needed)"
    case .invalidUTF16:
      "damaged UTF-16 (save the table as CSV in UTF-8)"
    }
  }

  private func sentence(_ fault: TableFault) -> String {
    switch fault {
    case .noRecords:
      "there are no records, only empty lines or comments (export the table again)"
    case .unterminatedQuote:
      "the quote that opens in this line never closes (close it; a quote within quotes is written "
        + "twice)"
    case .textAfterQuote(let text):
      "\(quoted(text)) follows a closing quote, where only a delimiter may "
        + "(a quote within quotes is written twice)"
    case .ragged(let found, let expected, let firstLine):
      "\(count(found, "field")) where line \(firstLine) has \(expected) (complete the line, or put "
        + "quotes around a field that holds the delimiter)"
    case .commentAmongRecords:
      "a comment among the records (comments may stand at the top only: take the line out)"
    case .notANumber(let cell):
      "\(quoted(cell)) is not a number \(waysAround)"
    case .outOfRange(let cell):
      "\(quoted(cell)) is beyond the range of a double \(waysAround)"
    case .commaInNumber(let cell):
      "\(quoted(cell)) holds a comma (if it is a decimal comma, use --decimal ,; if it separates "
        + "thousands, take it out; or use --categorical \(argument))"
    case .spacesBetweenNumbers(let cell):
      "\(quoted(cell)) is several numbers with spaces between, and no delimiter among "
        + "comma, semicolon, tab and | was found (separate the columns by commas)"
    case .missingValue:
      "the value is missing (use --missing drop or --missing mean, or drop the column with "
        + "--drop \(argument))"
    case .noSuchColumn(let name, let columns):
      noSuchColumn(name, columns)
    case .textColumn(let example):
      "a number is needed, and the column holds text such as \(quoted(example)) "
        + "(drop the column with --drop \(argument))"
    case .nothingLeft:
      "no column is left after those to drop"
    }
  }

  private func sentence(_ fault: GzipFault) -> String {
    switch fault {
    case .notGzip:
      "not gzip data"
    case .truncated:
      "the gzip data end too early: the file was cut short (fetch or copy it again)"
    case .corrupt(let detail):
      "the gzip data are damaged: \(detail) (fetch or copy it again)"
    case .trailingBytes(let number):
      "\(count(number, "byte")) of something else \(number == 1 ? "follows" : "follow") the gzip data "
        + "(fetch or copy it again)"
    case .tooLarge(let limit):
      "the gzip data unpack to more than the limit of \(limit) bytes "
        + "(unpack the file with gunzip if that is meant)"
    }
  }

  private func sentence(_ fault: JSONFault) -> String {
    switch fault {
    case .unexpectedEnd: "the JSON text ends within a value"
    case .unexpected(let found, let expected): "\(quoted(found)) where \(expected) should stand"
    case .malformedNumber(let text): "\(quoted(text)) is not a JSON number"
    case .numberOutOfRange(let text): "\(quoted(text)) is beyond the range of a double"
    case .malformedEscape: "an escape that JSON does not have, or half a surrogate pair"
    case .controlCharacter(let byte):
      "a string holds the raw control character 0x\(String(byte, radix: 16))"
    case .tooDeep(let limit): "arrays and objects nest deeper than \(limit) levels"
    case .duplicateKey(let key): "the key \(quoted(key)) stands twice in an object"
    case .trailingText: "more text follows the JSON value"
    }
  }

  private func sentence(_ fault: IDXFault) -> String {
    switch fault {
    case .badMagic:
      "not an IDX file: the first two bytes must be 0"
    case .unknownType(let code):
      "0x\(String(code, radix: 16)) names no element type of IDX files "
        + "(0x8, 0x9, 0xb, 0xc, 0xd or 0xe)"
    case .truncatedHeader:
      "the IDX file ends within its header"
    case .sizeOverflow(let shape):
      "the extents \(shape) multiply to more than any file holds"
    case .wrongLength(let expected, let found):
      "\(count(found, "byte")) where the IDX header asks for \(expected)"
    }
  }

  private func sentence(_ fault: SafetensorsFault) -> String {
    switch fault {
    case .tooShort:
      "not a safetensors file: it is shorter than 8 bytes"
    case .headerTooLong(let length, let limit):
      "not a safetensors file: its header would have \(length) bytes, and \(limit) is the most"
    case .malformedHeader(let expected):
      "the safetensors header needs \(expected)"
    case .malformedTensor(let name, let expected):
      "tensor \(quoted(name)) needs \(expected)"
    case .unknownType(let type, let tensor):
      "tensor \(quoted(tensor)) has the unknown type \(quoted(type))"
    case .wrongSize(let name, let expected, let found):
      "tensor \(quoted(name)) has \(count(found, "byte")) where its shape asks for \(expected)"
    case .sizeOverflow(let name):
      "the extents of tensor \(quoted(name)) multiply to more than any file holds"
    case .notContiguous(let name, let expected, let found):
      "the data of tensor \(quoted(name)) begin at \(found), not at \(expected)"
    case .wrongLength(let expected, let found):
      "\(count(found, "byte")) of tensor data where the header asks for \(expected)"
    case .noSuchTensor(let name):
      "there is no tensor \(quoted(name))"
    case .wrongType(let name, let found, let asked):
      "tensor \(quoted(name)) is of type \(found), not \(asked)"
    }
  }

  private func noSuchColumn(_ name: String, _ columns: [String]) -> String {
    let shown = columns.prefix(12).map { quotedIfNeeded($0) }.joined(separator: ", ")
    let rest = columns.count > 12 ? ", ... (\(columns.count) in all)" : ""
    let guess = nearest(to: name, in: columns).map { "did you mean \(quotedIfNeeded($0))? " } ?? ""
    return "there is no column \(quoted(name)) (\(guess)the columns are \(shown)\(rest))"
  }

  private var waysAround: String {
    "(drop the column with --drop \(argument), or use --categorical \(argument))"
  }

  private var argument: String { shellWord(column ?? "") }
}
