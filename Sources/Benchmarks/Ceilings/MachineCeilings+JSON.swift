public import DataIO
import Tensors

extension MachineCeilings {
  /// The ceilings as one object: products in 10⁹ operations, functions in 10⁶ values and bandwidth in
  /// 10⁹ bytes per second.
  public var json: JSONValue {
    var object: JSONObject = [
      "bench": "ceilings", "dtype": .string(precision), "threads": .integer(threads),
      "gemm_gflops": .number(products.rate * 1e-9), "gemm_source": .string(products.source),
    ]
    for (function, rate) in functions.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      object["\(function)_m_per_s"] = .number(rate * 1e-6)
    }
    for level in levels {
      object["\(level.name.lowercased())_gb_per_s"] = .number(level.bytesPerSecond * 1e-9)
    }
    return .object(object)
  }
}
