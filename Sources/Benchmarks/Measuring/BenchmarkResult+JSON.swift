public import DataIO
import Tensors

extension BenchmarkResult {
  /// The result as one object, with the keys that other programs' results have: times in
  /// milliseconds, memory in 2²⁰ bytes.
  public var json: JSONValue {
    var object: JSONObject = [
      "workload": .string(identity.workload), "peer": "flowlearn",
      "case": .string(identity.name),
    ]
    object["tol"] = identity.tolerance.map(JSONValue.number)
    object["dtype"] = .string(identity.precision)
    object["threads"] = .integer(identity.threads)
    let times = [
      ("median_ms", timing.median), ("min_ms", timing.minimum),
      ("cpu_min_ms", timing.processorMinimum), ("q1_ms", timing.lowerQuartile),
      ("q3_ms", timing.upperQuartile), ("first_ms", first),
    ]
    for (key, seconds) in times { object[key] = .number(rounded(seconds * 1e3)) }
    object["n"] = .integer(timing.count)
    switch check {
    case .losses(let first, let last, let steps):
      object["loss0"] = .number(first)
      object["loss\(steps)"] = .number(last)
    case .checksum(let sum):
      object["checksum"] = .number(sum)
    }
    for (key, value) in details { object[key] = .number(value) }
    addWork(to: &object)
    addMemory(to: &object)
    return .object(object)
  }

  private func addWork(to object: inout JSONObject) {
    object["flops"] = .number(work.productFlops)
    for (function, count) in work.functions.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      object["\(function)s"] = .number(count)
    }
    object["bytes"] = .number(work.bytes)
    object["gemm_gflops"] = .number(rounded(work.productFlops / timing.minimum * 1e-9))
    object["ceiling_gflops"] = ceilings.map { .number(rounded($0.products.rate * 1e-9)) }
    object["bound_ms"] = bound.map { .number(rounded($0 * 1e3)) }
    object["share"] = share.map { .number(rounded($0)) }
    object["bandwidth_share"] = bandwidthShare.map { .number(rounded($0)) }
    object["ns_per_row_evaluation"] = rowNanoseconds.map { .number(rounded($0)) }
    object["planning_ms_per_100_operations"] = planningMilliseconds.map { .number(rounded($0)) }
    object["ps_per_operation"] = operationPicoseconds.map { .number(rounded($0)) }
  }

  private func addMemory(to object: inout JSONObject) {
    object["predicted_mb"] = predictedBytes.map { .number(megabytes($0)) }
    object["extra_mb"] = peakGrowth.map { .number(megabytes($0)) }
  }

  private func megabytes(_ bytes: Int) -> Double { rounded(Double(bytes) / 1_048_576) }

  /// A number to about seven digits, as other programs print them.
  private func rounded(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value }
    var unit = 1.0
    while abs(value) * unit < 1e6 && unit < 1e12 { unit *= 10 }
    return (value * unit).rounded() / unit
  }
}
