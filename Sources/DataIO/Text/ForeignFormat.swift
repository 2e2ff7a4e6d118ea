/// A file format that is often handed over in place of a table in text, known by its first bytes.
public enum ForeignFormat: Hashable, Sendable, CaseIterable {
  /// Gzip-compressed data.
  case gzip
  /// A zip archive, such as `.npz` and `.xlsx` are.
  case zip
  /// A PNG image.
  case png
  /// A NumPy `.npy` array.
  case numpy
  /// An HDF5 file.
  case hdf5
  /// A Parquet file.
  case parquet
  /// An old Excel workbook (`.xls`).
  case excel
  /// A PDF document.
  case pdf
  /// A SQLite data base.
  case sqlite
  /// The stand-in that Git LFS leaves for a file that was not fetched.
  case gitLFSPointer
  /// A web page.
  case html

  /// The format that the first bytes belong to, if it is one of these.
  public init?(firstBytes bytes: [UInt8]) {
    for format in Self.allCases {
      for mark in format.marks where bytes.starts(with: mark) {
        self = format
        return
      }
    }
    return nil
  }

  private var marks: [[UInt8]] {
    switch self {
    case .gzip: [[0x1f, 0x8b]]
    case .zip: [[0x50, 0x4b, 0x03, 0x04], [0x50, 0x4b, 0x05, 0x06]]
    case .png: [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]]
    case .numpy: [[0x93] + Array("NUMPY".utf8)]
    case .hdf5: [[0x89] + Array("HDF\r\n".utf8)]
    case .parquet: [Array("PAR1".utf8)]
    case .excel: [[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]]
    case .pdf: [Array("%PDF-".utf8)]
    case .sqlite: [Array("SQLite format 3\0".utf8)]
    case .gitLFSPointer: [Array("version https://git-lfs".utf8)]
    case .html: ["<!DOCTYPE html", "<!doctype html", "<html", "<HTML"].map { Array($0.utf8) }
    }
  }

  /// The format with its article.
  var noun: String {
    switch self {
    case .gzip: "gzip-compressed data"
    case .zip: "a zip archive, such as .npz and .xlsx files are"
    case .png: "a PNG image"
    case .numpy: "a NumPy array"
    case .hdf5: "an HDF5 file"
    case .parquet: "a Parquet file"
    case .excel: "an Excel workbook"
    case .pdf: "a PDF document"
    case .sqlite: "a SQLite data base"
    case .gitLFSPointer: "a Git LFS pointer"
    case .html: "a web page"
    }
  }

  /// The way to a table in text.
  var advice: String {
    switch self {
    case .gzip: "unpack it with gunzip"
    case .zip, .numpy, .hdf5, .parquet, .excel, .sqlite: "export the table as CSV"
    case .png, .pdf: "a table as CSV is needed"
    case .gitLFSPointer: "fetch the file itself with git lfs pull"
    case .html: "download the raw file instead of the page that shows it"
    }
  }
}
