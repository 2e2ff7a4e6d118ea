import Arguments
import Testing

@Suite struct ByteCountTests {
  @Test(arguments: [
    ("64MB", 64_000_000), ("64mb", 64_000_000), ("64MiB", 67_108_864), ("1.5GiB", 1_610_612_736),
    ("4096", 4096), ("4096B", 4096), ("1kB", 1000), ("1KB", 1000), ("1KiB", 1024), ("0", 0),
    ("2TB", 2_000_000_000_000), ("0.5kB", 500), ("1.0001kB", 1000),
  ])
  func `sizes with units are read`(word: String, bytes: Int) {
    #expect(ByteCount(argument: word)?.bytes == bytes)
  }

  @Test(arguments: [
    "", "MB", "-1MB", "64 MB", "64M", "64XB", "1e3MB", "1..5MB", "infMB", "9999999TB",
  ])
  func `everything else is refused`(word: String) {
    #expect(ByteCount(argument: word) == nil)
  }

  @Test(arguments: [0, 1, 999, 1000, 1024, 64_000_000, 67_108_864, 123_456_789, 3 << 40])
  func `a size's word reads back as the size`(bytes: Int) {
    #expect(ByteCount(argument: ByteCount(bytes).argument)?.bytes == bytes)
  }

  @Test func `sizes are written with the largest unit that fits`() {
    #expect(ByteCount(64_000_000).argument == "64MB")
    #expect(ByteCount(67_108_864).argument == "64MiB")
    #expect(ByteCount(1001).argument == "1001")
  }
}
