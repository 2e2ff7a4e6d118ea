import DataIO
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

#if !DEBUG
/// The time that reading takes of a core, whatever else the machine does.
@Suite(.serialized) struct CSVSpeedTests {
  /// Numbers of 17 digits, prices, counts and words; about forty megabytes.
  private static let long: [UInt8] = {
    var state: UInt64 = 1
    func next(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 11) % limit
    }
    var text = (0..<20).map { "x\($0)," }.joined() + "kind,count,price,label\n"
    for _ in 0..<96_000 {
      for _ in 0..<20 { text += "\(Double(next(1 << 53)) / 0x1p51 - 2)," }
      text += "\(["alpha", "beta", "gamma"][Int(next(3))]),\(next(100_000)),"
      text += "\(next(10_000)).\(next(90) + 10),\(next(2) == 0 ? "yes" : "no")\n"
    }
    return Array(text.utf8)
  }()

  /// A hundred rows of 100,000 columns.
  private static let wide: [UInt8] = {
    let header = (0..<100_000).map { "c\($0)" }.joined(separator: ",") + "\n"
    let rows = (0..<100).map { (row: Int) -> String in
      (0..<100_000).map { (i: Int) -> String in "\(Double(row * i % 997) / 8)" }
        .joined(separator: ",") + "\n"
    }
    return Array((header + rows.joined()).utf8)
  }()

  private static var threadSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The most megabytes a second in three readings.
  private static func speed(_ bytes: [UInt8], windows: Bool) throws -> Double {
    var best = Double.infinity
    for _ in 0..<3 {
      let start = threadSeconds
      let reading =
        windows
        ? try CSVReader().read(bytes.count, source: "t.csv") { Array(bytes[$0]) }
        : try CSVReader().read(bytes, source: "t.csv")
      #expect(reading?.table.columns.isEmpty == false)
      best = min(best, threadSeconds - start)
    }
    return Double(bytes.count) / best / 1e6
  }

  @Test(arguments: [false, true]) func aLongTableIsReadAt100MegabytesASecond(windows: Bool) throws {
    let speed = try Self.speed(Self.long, windows: windows)
    print("long table\(windows ? " in windows" : ""): \(Int(speed)) MB/s of a core")
    #expect(speed >= 100)
  }

  @Test func aWideTableIsReadAt100MegabytesASecond() throws {
    let speed = try Self.speed(Self.wide, windows: false)
    print("100,000 columns: \(Int(speed)) MB/s of a core")
    #expect(speed >= 100)
  }
}
#endif
