#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Path {
  /// Puts a file here whole or not at all: the bytes go to a file of another name beside it, are
  /// synced, and take the name; whoever looks finds the old file or the new one, never half of it.
  ///
  /// Something that is no plain file, such as `/dev/null` or a pipe, is written to as it is.
  func replace(with bytes: [UInt8]) throws(ToolError) {
    guard isPlainFile || kind == .nothing else { return try writeThrough(bytes) }
    let temporary = parent.appending(".\(name).\(getpid()).tmp")
    do throws(SystemFailure) {
      let file = try OpenFile(temporary, .replacing)
      do throws(SystemFailure) {
        try file.write(bytes)
        try file.synchronize()
        try attempt { rename(temporary.text, text) }
      } catch {
        unlink(temporary.text)
        throw error
      }
    } catch {
      throw refusal(error)
    }
    parent.synchronizeDirectory()
  }

  /// Puts a text here whole or not at all.
  func replace(with text: String) throws(ToolError) {
    try replace(with: Array(text.utf8))
  }

  /// Makes the directory and those above it.
  func createDirectories() throws(ToolError) {
    guard kind != .directory else { return }
    if parent != self, parent.kind != .directory { try parent.createDirectories() }
    do throws(SystemFailure) {
      try createDirectory()
    } catch {
      if error != .fileExists || kind != .directory {
        throw .cannotCreate(self, reason: error.reason)
      }
    }
  }

  /// Makes the directory; fails when something is here.
  func createDirectory() throws(SystemFailure) {
    try attempt { mkdir(text, 0o777) }
  }

  /// Removes a plain file, if there is one.
  func remove() {
    unlink(text)
  }

  /// Whether a plain file is here: no directory, pipe or device.
  var isPlainFile: Bool {
    var status = stat()
    return stat(text, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private func writeThrough(_ bytes: [UInt8]) throws(ToolError) {
    guard kind != .directory else { throw .cannotCreate(self, reason: "it is a directory") }
    do throws(SystemFailure) {
      try OpenFile(self, .replacing).write(bytes)
    } catch {
      throw refusal(error)
    }
  }

  /// A directory that is not there or not ours is one error, a full disk another.
  private func refusal(_ failure: SystemFailure) -> ToolError {
    let isOurs = [ENOSPC, EIO, EDQUOT, EFBIG].contains(failure.number)
    return isOurs
      ? .writeFailed(self, reason: failure.reason) : .cannotCreate(self, reason: failure.reason)
  }

  /// Makes a new name in the directory last; not every file system can, and none of ours is lost.
  private func synchronizeDirectory() {
    try? OpenFile(self, .reading).synchronize()
  }
}
