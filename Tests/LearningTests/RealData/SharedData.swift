import DataIO
import Foundation

/// Real tables and images that lie beside a checkout, and are never part of it.
enum SharedData {
  /// The folder, if it is there.
  static let folder: URL? = {
    let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent()
    }
    let folder = root.deletingLastPathComponent().appending(path: "shared/data")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  static let isPresent = folder != nil

  /// The bytes of a file.
  static func bytes(_ path: String) throws -> [UInt8] {
    guard let folder else { return [] }
    return [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  /// A table.
  static func table(_ name: String, options: CSVOptions = CSVOptions()) throws -> Table {
    try CSVReader(options: options).read(try bytes("tabular/" + name), source: name).table
  }
}
