import DataIO

/// A result as a file has it: one of ours from earlier, or another program's.
public struct RecordedResult: Sendable, Equatable {
  /// Who made it: `flowlearn`, `jax-scan-rk4`.
  public let peer: String
  /// The case.
  public let identity: CaseIdentity
  /// The median time; seconds.
  public let median: Double
  /// The shortest time; seconds.
  ///
  /// Of one thread, the processor's where it is shorter: what other work
  /// on the machine takes is not in it.
  public let minimum: Double
  /// The losses by the number of steps before them; empty where the case trains nothing.
  public let losses: [Int: Double]
  /// The bytes by which resident memory grew; nil where nobody looked.
  public let peakGrowth: Double?
}

extension RecordedResult {
  /// A result just measured, as a file would have it.
  public init(_ result: BenchmarkResult) {
    peer = "flowlearn"
    identity = result.identity
    median = result.timing.median
    let timing = result.timing
    minimum =
      identity.threads == 1 ? min(timing.minimum, timing.processorMinimum) : timing.minimum
    peakGrowth = result.peakGrowth.map { Double($0) }
    if case .losses(let first, let last, let steps) = result.check {
      losses = [0: first, steps: last]
    } else {
      losses = [:]
    }
  }

  /// The results in a text of one JSON object a line.
  ///
  /// Objects that say `error` (a program that failed) or `bench` (a ceiling) are passed over.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - source: the file's name, for sentences.
  /// - Returns: the results, in the order of the lines.
  /// - Throws: when a line is no result, or there is none at all.
  public static func read(
    _ bytes: [UInt8], source: String
  ) throws(RecordError) -> [RecordedResult] {
    var results: [RecordedResult] = []
    for (index, line) in bytes.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() {
      guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
      guard let value = try? JSONValue(parsing: Array(line), source: source), value.object != nil
      else { throw RecordError(source: source, fault: .notAnObject(line: index + 1)) }
      guard value["error"] == nil, value["bench"] == nil else { continue }
      do throws(MissingKey) {
        results.append(try RecordedResult(value))
      } catch {
        throw RecordError(source: source, fault: .missing(error.key, line: index + 1))
      }
    }
    guard !results.isEmpty else { throw RecordError(source: source, fault: .empty) }
    return results
  }

  private init(_ value: JSONValue) throws(MissingKey) {
    func text(_ key: String) throws(MissingKey) -> String {
      guard let text = value[key]?.string else { throw MissingKey(key: key) }
      return text
    }
    func seconds(_ name: String) throws(MissingKey) -> Double {
      let found = value[name + "_ms"]?.double.map { $0 * 1e-3 } ?? value[name + "_s"]?.double
      guard let found, found > 0 else { throw MissingKey(key: name + "_ms") }
      return found
    }
    peer = try text("peer")
    identity = CaseIdentity(
      workload: try text("workload"), name: try text("case"),
      precision: value["dtype"]?.string ?? "float32", threads: value["threads"]?.int ?? 1,
      tolerance: value["tol"]?.double)
    median = try seconds("median")
    let shortest = try seconds("min")
    let processor = try? seconds("cpu_min")
    minimum = identity.threads == 1 ? min(shortest, processor ?? shortest) : shortest
    peakGrowth = value["extra_mb"]?.double.map { $0 * 1_048_576 }
    var losses: [Int: Double] = [:]
    for member in value.object?.members ?? [] where member.key.hasPrefix("loss") {
      guard let steps = Int(member.key.dropFirst(4)) else { continue }
      losses[steps] = member.value.double
    }
    self.losses = losses
  }

  private struct MissingKey: Error {
    let key: String
  }
}

/// Why a file of results cannot be used.
public struct RecordError: Error, Equatable, Sendable {
  /// The file.
  public let source: String
  /// What is wrong with it.
  public let fault: Fault

  /// What can be wrong.
  public enum Fault: Equatable, Sendable {
    /// A line is no JSON object.
    case notAnObject(line: Int)
    /// A result lacks something, or has nonsense there.
    case missing(String, line: Int)
    /// There is no result at all.
    case empty
    /// No result is of a case at hand.
    case nothingMatches(theirs: [String], ours: [String])
  }
}
