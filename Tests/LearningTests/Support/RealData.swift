import DataIO
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Real tables and images that lie beside a checkout, in `../shared/data`, and are no part of the
/// package.
enum RealData {
  static let folder: URL = {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.deletingLastPathComponent().appending(
      path: "shared/data", directoryHint: .isDirectory)
  }()

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  static let absence: Comment = "the real data are not in ../shared/data"

  /// The bytes of a file.
  static func bytes(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  /// A table by the name of its file.
  static func table(_ name: String, header: CSVOptions.Header = .detected) throws -> Table {
    var bytes = try bytes(of: "tabular/" + name)
    if name.hasSuffix(".gz") { bytes = try Gzip.decompressed(bytes, source: name) }
    return try CSVReader(options: CSVOptions(header: header)).read(bytes, source: name).table
  }
}
