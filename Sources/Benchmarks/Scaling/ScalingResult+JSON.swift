public import DataIO

extension ScalingResult {
  /// The result as one object; times in milliseconds.
  public var json: JSONValue {
    [
      "bench": "scaling", "axis": .string(axis), "sizes": .array(sizes.map(JSONValue.integer)),
      "cpu_min_ms": .array(minima.map { .number($0 * 1e3) }), "exponent": .number(law.exponent),
      "standard_error": .number(law.standardError),
    ]
  }
}
