import DataIO
import Inputs

/// An array or an archive is refused, or written again as one of the same elements.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = input(start, count)
  if let array = try? NPYArray(bytes, source: "f") { check(array) }
  guard let archive = try? NPZArchive(bytes, source: "f", limit: 1 << 20) else { return 0 }
  for member in archive.members { check(member.array) }
  _ = try? Table(archive)
  return 0
}

private func check(_ array: NPYArray) {
  hold(array.count == array.shape.reduce(1, *), "\(array.shape)")
  _ = array.doubles
  _ = try? Table(array, source: "f")
  guard array.texts == nil else { return }
  hold((try? NPYArray(array.bytes, source: "f")) == array, "another array")
}
