#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Path {
  /// What is at a path.
  enum Kind {
    case file, directory, nothing
  }

  /// What is here; a pipe or a device counts as a file.
  var kind: Kind {
    var status = stat()
    guard stat(text, &status) == 0 else { return .nothing }
    return status.st_mode & S_IFMT == S_IFDIR ? .directory : .file
  }

  /// All bytes of the file, or of standard input for `-`.
  func bytes() throws(ToolError) -> [UInt8] {
    do throws(SystemFailure) {
      if self == .standardInput { return try OpenFile(inherited: 0).bytes() }
      guard kind != .directory else { throw .isDirectory }
      return try OpenFile(self, .reading).bytes()
    } catch {
      switch error {
      case .noSuchFile: throw .noSuchInput(self)
      case .isDirectory: throw .unreadableInput(self, reason: "it is a directory")
      default: throw .unreadableInput(self, reason: error.reason)
      }
    }
  }

  /// The names of what the directory holds, sorted; none when it cannot be read.
  var entries: [String] {
    guard let directory = opendir(text) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
