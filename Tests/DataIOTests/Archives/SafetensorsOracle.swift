import DataIO

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A file that Python's safetensors 0.8.0 wrote with NumPy 2.4.6, in base64.
///
/// ```python
/// import base64, numpy as np, safetensors.numpy as sn
/// t = {"weight": np.array([[1.5, -2.25, 3], [0.1, 1e-30, -0.0]], np.float32),
///      "bias": np.array([np.pi, 1e300]), "step": np.array(42, np.int64),
///      "seed": np.array([2**64 - 1], np.uint64), "mask": np.array([1, 0, 255], np.uint8),
///      "empty": np.zeros((0, 3), np.float32), "i32": np.array([-7], np.int32),
///      "half": np.array([1.5, -2.0, 6e-8], np.float16), "\u00e9": np.array([1.0], np.float32)}
/// print(base64.b64encode(sn.save(t, metadata={"format": "x"})))
/// ```
enum SafetensorsOracle {
  static var bytes: [UInt8] { Data(base64Encoded: text).map { [UInt8]($0) } ?? [] }

  /// The same tensors, made here; `half`, which this package does not write, by its bits.
  static var tensors: [StoredTensor] {
    [
      StoredTensor(name: "weight", [1.5, -2.25, 3, 0.1, 1e-30, -0.0] as [Float], shape: [2, 3]),
      StoredTensor(name: "bias", [Double.pi, 1e300]),
      StoredTensor(name: "step", [42] as [Int64], shape: []),
      StoredTensor(name: "seed", [UInt64.max]),
      StoredTensor(name: "mask", [1, 0, 255] as [UInt8]),
      StoredTensor(name: "empty", [] as [Float], shape: [0, 3]),
      StoredTensor(name: "i32", [-7] as [Int32]),
      StoredTensor(
        name: "half", type: .float16, shape: [3], bytes: [0x00, 0x3e, 0x00, 0xc0, 0x01, 0x00]),
      StoredTensor(name: "\u{e9}", [1] as [Float]),
    ]
  }

  static let metadata = ["format": "x"]

  private static let text = """
    KAIAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJ4In0sInNlZWQiOnsiZHR5cGUiOiJVNjQiLCJzaGFwZSI6\
    WzFdLCJkYXRhX29mZnNldHMiOlswLDhdfSwic3RlcCI6eyJkdHlwZSI6Ikk2NCIsInNoYXBlIjpbXSwiZGF0YV9vZmZz\
    ZXRzIjpbOCwxNl19LCJiaWFzIjp7ImR0eXBlIjoiRjY0Iiwic2hhcGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpbMTYsMzJd\
    fSwiZW1wdHkiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzAsM10sImRhdGFfb2Zmc2V0cyI6WzMyLDMyXX0sIndlaWdo\
    dCI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwzXSwiZGF0YV9vZmZzZXRzIjpbMzIsNTZdfSwiw6kiOnsiZHR5cGUi\
    OiJGMzIiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMiOls1Niw2MF19LCJpMzIiOnsiZHR5cGUiOiJJMzIiLCJzaGFw\
    ZSI6WzFdLCJkYXRhX29mZnNldHMiOls2MCw2NF19LCJoYWxmIjp7ImR0eXBlIjoiRjE2Iiwic2hhcGUiOlszXSwiZGF0\
    YV9vZmZzZXRzIjpbNjQsNzBdfSwibWFzayI6eyJkdHlwZSI6IlU4Iiwic2hhcGUiOlszXSwiZGF0YV9vZmZzZXRzIjpb\
    NzAsNzNdfX3//////////yoAAAAAAAAAGC1EVPshCUCcdQCIPOQ3fgAAwD8AABDAAABAQM3MzD1gQqINAAAAgAAAgD/5\
    ////AD4AwAEAAQD/
    """
}
