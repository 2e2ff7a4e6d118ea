/// A file format that is often handed over in place of a table in text, known by its first bytes.
public enum ForeignFormat: Hashable, Sendable, CaseIterable {
  /// Gzip-compressed data.
  case gzip
  /// Data packed by bzip2, xz, zstd or 7-Zip.
  case packed
  /// An Excel workbook (`.xlsx`) or an OpenDocument spreadsheet (`.ods`).
  case spreadsheet
  /// Any other zip archive.
  case zip
  /// A PNG image.
  case png
  /// A NumPy `.npy` array.
  case numpy
  /// An HDF5 file.
  case hdf5
  /// A Parquet file.
  case parquet
  /// An Arrow or Feather file.
  case arrow
  /// An old Excel workbook (`.xls`).
  case excel
  /// A MATLAB `.mat` file.
  case matlab
  /// A Python pickle.
  case pickle
  /// A safetensors file.
  case safetensors
  /// A program.
  case program
  /// A PDF document.
  case pdf
  /// A SQLite data base.
  case sqlite
  /// The stand-in that Git LFS leaves for a file that was not fetched.
  case gitLFSPointer
  /// A web page.
  case html
  /// A JSON document, or one a line.
  case json
  /// An XML document.
  case xml
  /// An ARFF file, as Weka has it.
  case arff

  /// The format that the first bytes belong to, if it is one of these.
  ///
  /// Formats of text may have empty lines and a byte order mark in front.
  public init?(firstBytes bytes: [UInt8]) {
    if ZipArchive.isZip(bytes) {
      let names = (try? ZipArchive(bytes, source: ""))?.members.map(\.name) ?? []
      self = names.contains { $0.hasPrefix("xl/") || $0 == "content.xml" } ? .spreadsheet : .zip
      return
    }
    // Eight bytes of length, of which the highest are 0, and a JSON object.
    if bytes.count > 9, bytes[5...9].elementsEqual([0, 0, 0, UInt8(ascii: "{"), Ascii.quote]) {
      self = .safetensors
      return
    }
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let text = bytes.prefix(1 << 12).dropFirst(bytes.starts(with: mark) ? 3 : 0)
      .drop { [Ascii.space, Ascii.tab, Ascii.lineFeed, Ascii.carriageReturn].contains($0) }
    for format in Self.allCases {
      let isFound = format.marks.contains { bytes.starts(with: $0) }
      if isFound || format.words.contains(where: { text.starts(with: $0.utf8) }) {
        self = format
        return
      }
    }
    return nil
  }

  /// The first bytes of a binary format.
  private var marks: [[UInt8]] {
    switch self {
    case .gzip: [[0x1f, 0x8b]]
    case .packed:
      [
        Array("BZh".utf8), [0xfd] + Array("7zXZ\0".utf8), [0x28, 0xb5, 0x2f, 0xfd],
        [0x37, 0x7a, 0xbc, 0xaf],
      ]
    case .png: [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]]
    case .numpy: [NPYHeader.magic]
    case .hdf5: [[0x89] + Array("HDF\r\n".utf8)]
    case .parquet: [Array("PAR1".utf8)]
    case .arrow: [Array("ARROW1".utf8), Array("FEA1".utf8)]
    case .excel: [[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]]
    case .matlab: [Array("MATLAB 5.0".utf8)]
    case .pickle: (2...5).map { [0x80, $0] }
    case .program: [[0x7f] + Array("ELF".utf8), [0xcf, 0xfa, 0xed, 0xfe]]
    case .pdf: [Array("%PDF-".utf8)]
    case .sqlite: [Array("SQLite format 3\0".utf8)]
    default: []
    }
  }

  /// The first words of a format of text.
  private var words: [String] {
    switch self {
    case .gitLFSPointer: ["version https://git-lfs"]
    case .html: ["<!DOCTYPE html", "<!doctype html", "<html", "<HTML"]
    case .json: ["{\"", "{ \"", "{\n", "{\r", "[{", "[[", "[\n", "[\r"]
    case .xml: ["<?xml"]
    case .arff: ["@relation", "@RELATION", "@Relation"]
    default: []
    }
  }

  /// The format with its article.
  var noun: String {
    switch self {
    case .gzip: "gzip-compressed data"
    case .packed: "packed data"
    case .spreadsheet: "a spreadsheet"
    case .zip: "a zip archive without arrays of NumPy"
    case .png: "a PNG image"
    case .numpy: "a NumPy array"
    case .hdf5: "an HDF5 file"
    case .parquet: "a Parquet file"
    case .arrow: "an Arrow file"
    case .excel: "an Excel workbook"
    case .matlab: "a MATLAB file"
    case .pickle: "a Python pickle"
    case .safetensors: "a safetensors file, as models are kept in"
    case .program: "a program"
    case .pdf: "a PDF document"
    case .sqlite: "a SQLite data base"
    case .gitLFSPointer: "a Git LFS pointer"
    case .html: "a web page"
    case .json: "JSON"
    case .xml: "XML"
    case .arff: "an ARFF file"
    }
  }

  /// The way to a table in text.
  var advice: String {
    switch self {
    case .gzip: "unpack it with gunzip"
    case .packed: "unpack it first: gzip alone is unpacked here"
    case .zip: "unpack it with unzip"
    case .spreadsheet, .numpy, .hdf5, .parquet, .arrow, .excel, .matlab, .pickle, .sqlite, .json,
      .xml, .arff:
      "export the table as CSV"
    case .png, .pdf, .program, .safetensors: "a table as CSV is needed"
    case .gitLFSPointer: "fetch the file itself with git lfs pull"
    case .html: "download the raw file instead of the page that shows it"
    }
  }
}
