import DataIO
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Real tables that lie beside a checkout, in `../shared/data/tabular`, and are no part of the
/// package.
enum RealData {
  static let folder: URL = {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.deletingLastPathComponent().appending(
      path: "shared/data/tabular", directoryHint: .isDirectory)
  }()

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  static let absence: Comment = "the real tables are not in ../shared/data"

  /// A table by the name of its file.
  static func table(_ name: String, header: CSVOptions.Header = .detected) throws -> Table {
    let data = try Data(contentsOf: folder.appending(path: name))
    var bytes = [UInt8](data)
    if name.hasSuffix(".gz") { bytes = try Gzip.decompressed(bytes, source: name) }
    return try CSVReader(options: CSVOptions(header: header)).read(bytes, source: name).table
  }
}
