import Benchmarks

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension Machine {
  /// The clock and the gauge of memory that benchmarks read.
  static var instruments: Instruments {
    let start = ContinuousClock.now
    return Instruments(
      clock: { (ContinuousClock.now - start) / .seconds(1) },
      processorClock: {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec) + childrensSeconds
      },
      beginMemory: {
        releaseFreeMemory()
        // Linux forgets the peak of the resident memory when 5 is written here.
        try? OpenFile(Path("/proc/self/clear_refs"), .replacing).write([UInt8(ascii: "5")])
        return residentBytes("VmRSS:")
      },
      peakMemory: { residentBytes("VmHWM:") })
  }

  /// What processors worked for processes that this one started and that have ended.
  private static var childrensSeconds: Double {
    var usage = rusage()
    #if canImport(Glibc)
    getrusage(RUSAGE_CHILDREN.rawValue, &usage)
    #else
    getrusage(RUSAGE_CHILDREN, &usage)
    #endif
    let times = [usage.ru_utime, usage.ru_stime]
    return times.reduce(0) { $0 + Double($1.tv_sec) + 1e-6 * Double($1.tv_usec) }
  }

  /// Gives what the allocator keeps for later back to the system, where it can: the GNU library's
  /// function for it is in no Swift module.
  private static func releaseFreeMemory() {
    guard let function = dlsym(nil, "malloc_trim") else { return }
    typealias Trim = @convention(c) (Int) -> Int32
    _ = unsafeBitCast(function, to: Trim.self)(0)
  }

  /// A size that Linux tells of the process; nil on other systems.
  private static func residentBytes(_ name: String) -> Int? {
    guard let bytes = try? OpenFile(Path("/proc/self/status"), .reading).bytes() else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix(name) }) else { return nil }
    let words = line.split { $0 == " " || $0 == "\t" }
    guard words.count >= 2, let kilobytes = Int(words[1]) else { return nil }
    return kilobytes * 1024
  }
}
