extension DataError {
  /// Why bytes are not a zip archive that can be read.
  public enum ZipFault: Error, Hashable {
    /// The first bytes are not those of a zip archive.
    case notZip
    /// The list of members, which ends an archive, is not there.
    case noDirectory
    /// A part of the archive is not what the format asks for; the part and the need follow.
    case malformed(String, expected: String)
    /// A member is encrypted.
    case encrypted(String)
    /// A member is packed by a method other than deflation.
    case unknownMethod(Int, member: String)
    /// A member's packed bytes are damaged; zlib's word for it follows.
    case corrupt(member: String, String)
    /// A member's bytes do not have the checksum that the archive gives.
    case wrongChecksum(member: String)
    /// The unpacked members would be larger than the limit, in bytes.
    case tooLarge(limit: Int)
    /// There is no array of that name; the others' names follow.
    case noSuchArray(String, arrays: [String])
    /// Two members have the same name.
    case duplicate(String)
  }

  /// Why bytes are not an array that NumPy saved.
  public enum NPYFault: Hashable, Sendable {
    /// The first bytes are not those of an array.
    case notNPY
    /// The format has another version than 1, 2 or 3.
    case unknownVersion(UInt8)
    /// The data end within the header.
    case truncatedHeader
    /// The header is not what the format asks for; what it asks for follows.
    case malformedHeader(String)
    /// The elements are Python objects, which only Python can read.
    case objects
    /// The elements have a type that this reader does not know.
    case unknownType(String)
    /// The extents' product does not fit an integer.
    case sizeOverflow([Int])
    /// The data are shorter or longer than the header says.
    case wrongLength(expected: Int, found: Int)
    /// An element of a type of text is not text.
    case invalidText
    /// The array is not the rows of a table; its extents follow.
    case notAMatrix([Int])
    /// The array has no element; its extents follow.
    case noRows([Int])
    /// The array has not as many rows as another that was saved with it.
    case rowsDiffer(found: Int, expected: Int, other: String)
    /// Whole numbers of 64 bits are too large for doubles.
    case beyondDoubles
    /// An element is infinite.
    case infinite(row: Int, column: Int)
  }
}

extension DataError.ZipFault {
  var sentence: String {
    switch self {
    case .notZip:
      "not a zip archive"
    case .noDirectory:
      "the zip archive does not end with the list of its members: the file was cut short "
        + "(fetch or copy it again)"
    case .malformed(let part, let expected):
      "the zip archive is damaged: \(part) should be \(expected) (fetch or copy it again)"
    case .encrypted(let member):
      "the member \(quoted(member)) of the zip archive is encrypted (save it without a password)"
    case .unknownMethod(let method, let member):
      "the member \(quoted(member)) of the zip archive is packed by method \(method), and only 0 "
        + "(stored) and 8 (deflated) can be read (pack it with numpy.savez_compressed)"
    case .corrupt(let member, let detail):
      "the member \(quoted(member)) of the zip archive is damaged: \(detail) "
        + "(fetch or copy it again)"
    case .wrongChecksum(let member):
      "the member \(quoted(member)) of the zip archive is damaged: its checksum is another "
        + "(fetch or copy it again)"
    case .tooLarge(let limit):
      "the zip archive unpacks to more than the limit of \(limit) bytes "
        + "(save it with numpy.savez, unpacked, if that is meant)"
    case .noSuchArray(let name, let arrays):
      "there is no array \(quoted(name)) (the arrays are "
        + "\(arrays.prefix(12).map(quotedIfNeeded).joined(separator: ", "))"
        + "\(arrays.count > 12 ? ", ... (\(arrays.count) in all)" : ""))"
    case .duplicate(let name):
      "two members of the zip archive are called \(quoted(name))"
    }
  }
}

extension DataError.NPYFault {
  var sentence: String {
    switch self {
    case .notNPY:
      "not an array that NumPy saved"
    case .unknownVersion(let version):
      "version \(version) of NumPy's format is not known (1, 2 and 3 are)"
    case .truncatedHeader:
      "the NumPy array ends within its header: the file was cut short (fetch or copy it again)"
    case .malformedHeader(let expected):
      "the header of the NumPy array needs \(expected)"
    case .objects:
      "the NumPy array holds Python objects, which only Python can read (save it with a type of "
        + "its own, such as x.astype(float) or x.astype(str))"
    case .unknownType(let type):
      "NumPy arrays of type \(quoted(type)) cannot be read (save it with one of numbers, such as "
        + "x.astype(float))"
    case .sizeOverflow(let shape):
      "the extents \(shape) multiply to more than any file holds"
    case .wrongLength(let expected, let found):
      "\(count(found, "byte")) where the header of the NumPy array asks for \(expected)"
    case .invalidText:
      "a text of the NumPy array is not Unicode (save it with x.astype(str))"
    case .notAMatrix(let shape):
      "an array of shape \(shape) is no table (save one of shape [rows, columns], its last column "
        + "the target, or arrays x and y with numpy.savez)"
    case .noRows(let shape):
      "an array of shape \(shape) has no rows"
    case .rowsDiffer(let found, let expected, let other):
      "\(count(found, "row")) where the array \(quotedIfNeeded(other)) has \(expected) (save arrays "
        + "of equally many rows together, such as x and y)"
    case .beyondDoubles:
      "whole numbers beyond 2^53, which are no doubles (save it with x.astype(float), or as texts "
        + "if they are names)"
    case .infinite(let row, let column):
      "row \(row), column \(column), both from 0: an infinity is no number to learn from (replace "
        + "it, or save NaN for a missing value)"
    }
  }
}
