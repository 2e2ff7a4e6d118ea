import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Real data sets that lie beside a checkout, in `../shared/data`, and are no part of the package.
enum RealData {
  static let folder: URL = {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.deletingLastPathComponent().appending(
      path: "shared/data", directoryHint: .isDirectory)
  }()

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  static let absence: Comment = "the real data sets are not in ../shared/data"

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  /// The paths of all files that hold tables.
  static func tables() -> [String] {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return paths.filter { path in
      [".csv", ".csv.gz", ".txt.gz"].contains { path.hasSuffix($0) }
    }
  }
}
