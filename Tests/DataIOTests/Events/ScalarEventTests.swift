import DataIO
import Testing

@Suite struct ScalarEventTests {
  /// The check values of RFC 3720, and that of the nine digits.
  @Test func `published checks`() {
    #expect(CRC32C.checksum(of: []) == 0)
    #expect(CRC32C.checksum(of: Array("123456789".utf8)) == 0xe306_9283)
    #expect(CRC32C.checksum(of: Array(repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(CRC32C.checksum(of: Array(repeating: 0xff, count: 32)) == 0x62a8_ab43)
    #expect(CRC32C.checksum(of: Array(0..<32)) == 0x46dd_794e)
  }

  /// Reads a file with TensorBoard's own reader.
  private static let script = """
    import sys
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    events = EventAccumulator(sys.argv[1]).Reload()
    print(events.file_version if hasattr(events, "file_version") else "")
    for tag in events.Tags()["scalars"]:
        print(tag, [(e.step, e.wall_time, e.value) for e in events.Scalars(tag)])
    """

  @Test(.enabled(if: Python.has("tensorboard"), Python.absence))
  func `TensorBoard reads what is written`() throws {
    let events = [
      ScalarEvent(step: 0, seconds: 1000.25, values: [("loss/é", 0.5), ("rate", 1e-3)]),
      ScalarEvent(step: 300, seconds: 1001, values: [("loss/é", -2), ("nan", .nan)]),
    ]
    let scratch = try Scratch()
    try scratch.write(
      ScalarEvent.fileHeader(seconds: 999) + events.flatMap(\.record),
      to: "events.out.tfevents.1")
    let run = try Python.run(Self.script, [scratch.path("")])
    #expect(run.code == 0)
    let lines = run.output.split(separator: "\n").filter { $0.contains("[(") }
    #expect(
      lines == [
        "loss/é [(0, 1000.25, 0.5), (300, 1001.0, -2.0)]",
        "rate [(0, 1000.25, 0.0010000000474974513)]", "nan [(300, 1001.0, nan)]",
      ], "\(run.output)")
  }
}
