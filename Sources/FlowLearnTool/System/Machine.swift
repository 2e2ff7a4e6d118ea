#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What the tool asks of the machine it runs on.
enum Machine {
  /// The processors that threads can run on at once.
  static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The bytes of the process that were in memory at once, at the most, so far.
  static var peakResidentBytes: Int {
    // What the system counts for a process begins with what its parent had.
    if let kilobytes = status("VmHWM") { return 1024 * kilobytes }
    var usage = rusage()
    getrusage(residentUsage, &usage)
    #if canImport(Darwin)
    return usage.ru_maxrss
    #else
    return usage.ru_maxrss * 1024
    #endif
  }

  /// The bytes of the process that are in memory; at the most so far, where the system does not say.
  static var residentBytes: Int {
    status("VmRSS").map { 1024 * $0 } ?? peakResidentBytes
  }

  /// A number that Linux keeps of a process.
  private static func status(_ name: String) -> Int? {
    guard let text = try? Path("/proc/self/status").bytes() else { return nil }
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    let line = lines.first { $0.hasPrefix(name + ":") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
  }

  #if canImport(Glibc)
  private static var residentUsage: Int32 { RUSAGE_SELF.rawValue }
  #else
  private static var residentUsage: Int32 { RUSAGE_SELF }
  #endif

  /// A variable of the environment.
  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// The date and time in UTC, as in `2018-03-01T12:30:00Z`.
  static var timestamp: String {
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return date + "T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }
}

/// A watch that was started when it was made.
struct Stopwatch {
  private let start = ContinuousClock.now

  /// The seconds since.
  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}
