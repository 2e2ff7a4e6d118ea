import DataIO
import Inputs

/// An array is refused, or has as many elements as its extents say.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let array = try? IDXArray(decodingGzip: input(start, count), source: "f") else { return 0 }
  hold(array.tensor.count == array.shape.reduce(1, *), "\(array.shape)")
  return 0
}
