public import DataIO

extension PrecisionPoint {
  /// The point as one object.
  public var json: JSONValue {
    [
      "workload": "precision", "system": .string(system), "peer": .string(peer),
      "method": .string(method), "tol": .number(tolerance), "err": .number(error),
      "nfev": .integer(evaluations), "min_ms": .number(seconds * 1e3),
    ]
  }

  /// The points in a text of one JSON object a line; objects of other kinds are passed over.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - source: the file's name, for sentences.
  /// - Returns: the points, in the order of the lines.
  /// - Throws: when a line is no JSON object, or a point without its numbers.
  public static func read(_ bytes: [UInt8], source: String) throws(RecordError) -> [PrecisionPoint]
  {
    var points: [PrecisionPoint] = []
    for (index, line) in bytes.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() where line.contains(where: { $0 > UInt8(ascii: " ") }) {
      guard let value = try? JSONValue(parsing: Array(line), source: source), value.object != nil
      else { throw RecordError(source: source, fault: .notAnObject(line: index + 1)) }
      guard value["workload"]?.string == "precision" else { continue }
      points.append(try point(value, line: index + 1, source: source))
    }
    return points
  }

  private static func point(
    _ value: JSONValue, line: Int, source: String
  ) throws(RecordError) -> PrecisionPoint {
    func need<Value>(_ key: String, _ found: Value?) throws(RecordError) -> Value {
      guard let found else {
        throw RecordError(source: source, fault: .missing(key, line: line))
      }
      return found
    }
    return PrecisionPoint(
      system: try need("system", value["system"]?.string),
      peer: try need("peer", value["peer"]?.string),
      method: try need("method", value["method"]?.string),
      tolerance: try need("tol", value["tol"]?.double),
      error: try need("err", value["err"]?.double),
      evaluations: try need("nfev", value["nfev"]?.int),
      seconds: try need("min_ms", value["min_ms"]?.double) / 1e3)
  }
}
