/// What is wrong with a user's data, and where.
///
/// Its `description` is one sentence that can be shown as it stands, such as
/// `iris.csv:17: column petal_width: "abc" is not a number (drop the column with ...)`.
public struct DataError: Error, Hashable, Sendable {
  /// The name of the file or stream, as the caller gave it.
  public var source: String
  /// The line, from 1, where there is one.
  public var line: Int?
  /// The name of the column, where there is one.
  public var column: String?
  /// The offset in bytes, from 0, where there is one.
  public var offset: Int?
  /// What is wrong.
  public var fault: Fault

  /// An error at a place.
  public init(
    source: String, line: Int? = nil, column: String? = nil, offset: Int? = nil, fault: Fault
  ) {
    self.source = source
    self.line = line
    self.column = column
    self.offset = offset
    self.fault = fault
  }
}

extension DataError {
  /// What is wrong, by the kind of data.
  public enum Fault: Hashable, Sendable {
    /// The bytes are not text that can be read.
    case text(TextFault)
    /// The text is not a table that can be used.
    case table(TableFault)
    /// The bytes are not gzip data that can be unpacked.
    case gzip(GzipFault)
    /// The text is not JSON.
    case json(JSONFault)
    /// The bytes are not an IDX array.
    case idx(IDXFault)
    /// The bytes are not a safetensors file.
    case safetensors(SafetensorsFault)
    /// The bytes are not a zip archive that can be read.
    case zip(ZipFault)
    /// The bytes are not an array that NumPy saved.
    case npy(NPYFault)
  }

  /// Why bytes cannot be read as text.
  public enum TextFault: Hashable, Sendable {
    /// There are no bytes.
    case empty
    /// The first bytes are those of another format.
    case foreign(ForeignFormat)
    /// A byte is 0, which no text holds.
    case nulByte
    /// A byte does not belong to a UTF-8 sequence.
    case invalidUTF8(byte: UInt8)
    /// A byte does not belong to a UTF-8 sequence, and others are control characters.
    case binary(byte: UInt8)
    /// A UTF-16 file ends within a code unit or holds half a surrogate pair.
    case invalidUTF16
  }

  /// Why a text is not a table that can be used.
  public enum TableFault: Hashable, Sendable {
    /// There is no record at all.
    case noRecords
    /// The quote that opens in this line never closes.
    case unterminatedQuote
    /// A closing quote is followed by something other than a delimiter.
    case textAfterQuote(String)
    /// A record has another number of fields than the first.
    case ragged(found: Int, expected: Int, firstLine: Int)
    /// A record of another number of fields begins with the mark of comments.
    case commentAmongRecords
    /// A cell of a column of numbers is not a number.
    case notANumber(String)
    /// A cell holds a number beyond the range of `Double`.
    case outOfRange(String)
    /// The cells of a column are numbers but for a comma.
    case commaInNumber(String)
    /// The only column holds several numbers with spaces between.
    case spacesBetweenNumbers(String)
    /// A value that is needed is missing.
    case missingValue
    /// There is no such column; the others' names follow.
    case noSuchColumn(String, columns: [String])
    /// A column of text is asked for numbers; one of its categories follows.
    case textColumn(example: String)
    /// All columns are dropped.
    case nothingLeft
  }

  /// Why bytes cannot be unpacked.
  public enum GzipFault: Hashable, Sendable {
    /// The first bytes are not those of a gzip member.
    case notGzip
    /// The data end before the stream does.
    case truncated
    /// The stream is damaged; zlib's word for it follows.
    case corrupt(String)
    /// Something other than a member or zeros follows the last member.
    case trailingBytes(Int)
    /// The unpacked data would be larger than the limit, in bytes.
    case tooLarge(limit: Int)
  }

  /// Why a text is not JSON.
  public enum JSONFault: Hashable, Sendable {
    /// The text ends within a value.
    case unexpectedEnd
    /// A character that cannot stand here, and what can.
    case unexpected(String, expected: String)
    /// A number against the grammar.
    case malformedNumber(String)
    /// A number beyond the range of `Double`.
    case numberOutOfRange(String)
    /// An escape that JSON does not have, or half a surrogate pair.
    case malformedEscape
    /// A raw control character in a string.
    case controlCharacter(UInt8)
    /// Arrays and objects nest deeper than the limit.
    case tooDeep(limit: Int)
    /// An object holds a key twice.
    case duplicateKey(String)
    /// Text follows the value.
    case trailingText
  }

  /// Why bytes are not an IDX array.
  public enum IDXFault: Hashable, Sendable {
    /// The first two bytes are not 0.
    case badMagic
    /// The third byte names no element type.
    case unknownType(UInt8)
    /// The data end within the header.
    case truncatedHeader
    /// The extents' product does not fit an integer.
    case sizeOverflow([Int])
    /// The data are shorter or longer than the header says.
    case wrongLength(expected: Int, found: Int)
  }

  /// Why bytes are not a safetensors file.
  public enum SafetensorsFault: Hashable, Sendable {
    /// There are fewer than the eight bytes of the header's length.
    case tooShort
    /// The header is longer than the limit or than the file.
    case headerTooLong(UInt64, limit: Int)
    /// The header is not what the format asks for; what it asks for follows.
    case malformedHeader(String)
    /// A tensor's entry is not what the format asks for.
    case malformedTensor(String, expected: String)
    /// A tensor has an element type that this reader does not know.
    case unknownType(String, tensor: String)
    /// A tensor's bytes are not as many as its shape and type ask for.
    case wrongSize(String, expected: Int, found: Int)
    /// The extents of a tensor multiply to more than an integer holds.
    case sizeOverflow(String)
    /// A tensor's bytes begin before or after the end of the one before it.
    case notContiguous(String, expected: Int, found: Int)
    /// The tensors end before or after the file does.
    case wrongLength(expected: Int, found: Int)
    /// There is no tensor of that name.
    case noSuchTensor(String)
    /// A tensor is of another type than was asked for.
    case wrongType(String, found: String, asked: String)
  }
}
