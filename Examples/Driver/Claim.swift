import FlowLearn

/// A number that a source states, and the number measured: it holds when the two differ by no more
/// than a tolerance.
struct Claim: Sendable, Hashable {
  /// What is claimed, in words.
  let claim: String
  /// Who claims it.
  let source: String
  /// The number claimed.
  let claimed: Double
  /// The number measured.
  let measured: Double
  /// By how much they may differ.
  let tolerance: Double

  init(
    _ claim: String, source: String, claimed: Double, measured: Double, within tolerance: Double
  ) {
    self.claim = claim
    self.source = source
    self.claimed = claimed
    self.measured = measured
    self.tolerance = tolerance
  }

  /// Whether the measurement agrees with the claim; never when it is not a number.
  var holds: Bool { abs(measured - claimed) <= tolerance }

  /// The claim as a JSON object.
  var json: JSONValue {
    [
      "claim": .string(claim), "source": .string(source), "claimed": .number(claimed),
      "measured": .number(measured), "tolerance": .number(tolerance), "holds": .bool(holds),
    ]
  }
}
