import DataIO
import Inputs

/// A file is refused, or written again as one of the same tensors.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let file = try? Safetensors(input(start, count), source: "f") else { return 0 }
  guard let again = try? Safetensors(file.bytes, source: "f") else {
    hold(false, "what was written is refused")
    return 0
  }
  hold(again.metadata == file.metadata, "other metadata")
  for tensor in file.tensors {
    _ = tensor.doubles
    hold((try? again.tensor(tensor.name)) == tensor, tensor.name)
  }
  return 0
}
