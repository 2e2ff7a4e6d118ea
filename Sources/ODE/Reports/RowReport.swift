/// What is known of a row that failed, or whose explicit steps were held down by a stiff field.
///
/// Reports are made when a row ends; following rows costs nothing for them but a look at the last two
/// stages of every thousandth step.
public struct RowReport: Sendable, Hashable {
  /// A step that was tried.
  public struct Attempt: Sendable, Hashable {
    /// The time at which it began.
    public let time: Double
    /// Its size, with its sign.
    public let size: Double
    /// Its error, relative to the tolerances: it was accepted when that is at most 1.
    public let error: Double

    /// Whether it was accepted.
    public var isAccepted: Bool { error <= 1 }
  }

  /// The row's number in the batch.
  public let row: Int
  /// How it ended.
  public let outcome: Outcome
  /// The method.
  public let method: SteppingMethod
  /// What it took.
  public let statistics: Statistics
  /// The last steps that were tried, first to last, at most eight; none of equal steps.
  public let attempts: [Attempt]
  /// The component that kept steps short, or that is not finite; nil where there is no telling.
  public let component: Int?
  /// An estimate of the size of the field's largest eigenvalue where the row ended, by differences along
  /// the direction that they turn to; nil where velocities are not finite.
  public let largestEigenvalue: Double?
  /// The time at which steps were first found to be bound by stability; nil where they were not.
  public let stiffFrom: Double?
  /// How far the method is stable along the negative axis, in units of 1 / (step size); infinite for
  /// implicit methods.
  public let stabilityBoundary: Double

  /// Whether stability, not accuracy, kept the last steps short: then an implicit method takes longer
  /// ones.
  public var isStiff: Bool {
    if stiffFrom != nil { return true }
    guard let largestEigenvalue, stabilityBoundary.isFinite, let size = typicalSize else {
      return false
    }
    return size * largestEigenvalue > 0.5 * stabilityBoundary
      && size * largestEigenvalue < 4 * stabilityBoundary
  }

  /// The size of the last steps: that in the middle.
  var typicalSize: Double? {
    guard !attempts.isEmpty else { return nil }
    return attempts.map { abs($0.size) }.sorted()[attempts.count / 2]
  }
}

extension RowReport: CustomStringConvertible {
  /// What happened and what to do, in sentences.
  public var description: String { describe { "component \($0)" } }

  /// What happened and what to do, in sentences, components under the names that they are given.
  public func describe(_ name: (_ component: Int) -> String) -> String {
    var sentences = ["row \(row): \(outcome)"]
    if let component { sentences[0] += ", by \(name(component))" }
    let advice = advice
    if !advice.isEmpty { sentences.append(advice) }
    return sentences.joined(separator: ": ")
  }

  /// What to do about it, in one sentence.
  public var advice: String {
    if isStiff {
      let place = stiffFrom.map { " from t = \($0)" } ?? ""
      return
        "the field is probably stiff\(place): steps are bound by the stability of \(method.name), "
        + "so take auto, kvaerno5 or rodas5p"
    }
    switch outcome {
    case .tooManySteps where attempts.count { !$0.isAccepted } > attempts.count / 2:
      return
        "most of the last steps were rejected: the field is rough or jumps there; say where it "
        + "jumps, loosen the tolerances, or raise the limit on steps"
    case .tooManySteps:
      let size = typicalSize.map { ", of about \($0) each," } ?? ""
      return
        "the last steps\(size) were taken without trouble: raise the limit on steps, loosen the "
        + "tolerances, or end earlier"
    case .stepTooSmall where isGrowing:
      return "the eigenvalues grow without bound, as before a singularity: end earlier"
    default: return outcome.advice
    }
  }

  /// Whether steps became shorter and shorter while the solution changed on their scale.
  private var isGrowing: Bool {
    guard let largestEigenvalue, let size = typicalSize else { return false }
    return largestEigenvalue * size > 1e-3 && largestEigenvalue > 1e6
  }

  /// The last steps that were tried, a line each, for people.
  public var table: String {
    attempts.map { attempt in
      "t = \(attempt.time), h = \(attempt.size), error = \(attempt.error)"
        + (attempt.isAccepted ? "" : ", rejected")
    }.joined(separator: "\n")
  }
}
