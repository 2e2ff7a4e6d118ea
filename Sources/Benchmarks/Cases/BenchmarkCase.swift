/// Something that is timed: work that is specified exactly, so that other programs can do the same.
///
/// A conformer is a small value; what it needs is made by ``prepare()``, whose closures do the work.
/// To add a case, write one and name it in ``BenchmarkCatalogue``.
public protocol BenchmarkCase: Sendable {
  /// What the case is called in tables and files.
  var identity: CaseIdentity { get }

  /// What one iteration does, in one line.
  var summary: String { get }

  /// Makes inputs and memory; the time that this takes is not part of an iteration.
  func prepare() -> PreparedCase
}

/// What a case is called: the same words that the other programs' results have.
public struct CaseIdentity: Hashable, Sendable {
  /// The family: `W1`.
  public let workload: String
  /// The sizes: `d2_h64_b256_n20`.
  public let name: String
  /// The width of numbers: `float32` or `float64`.
  public let precision: String
  /// The threads.
  public let threads: Int
  /// The tolerance of an adaptive solve, where it is not part of the name.
  public let tolerance: Double?

  /// A case's names.
  public init(
    workload: String, name: String, precision: String, threads: Int = 1, tolerance: Double? = nil
  ) {
    self.workload = workload
    self.name = name
    self.precision = precision
    self.threads = threads
    self.tolerance = tolerance
  }
}

extension CaseIdentity: CustomStringConvertible {
  /// All names joined: `W1/d2_h64_b256_n20/float32/t1`.
  public var description: String {
    let tolerance = tolerance.map { "@\($0)" } ?? ""
    return "\(workload)/\(name)\(tolerance)/\(precision)/t\(threads)"
  }

  /// Whether a word that a user wrote chooses this case: it is the beginning of its names, whatever
  /// the case of letters.
  public func isChosen(by word: String) -> Bool {
    !word.isEmpty && description.lowercased().hasPrefix(word.lowercased())
  }
}
