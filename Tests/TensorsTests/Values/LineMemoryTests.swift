import Testing

@testable import Tensors

@Suite struct LineMemoryTests {
  @Test(arguments: [0, 1, 7, 16, 1000])
  func memoryBeginsWithALine(count: Int) {
    let single = UnsafeMutablePointer<Float>.allocateLines(capacity: count)
    let double = UnsafeMutablePointer<Double>.allocateLines(capacity: count)
    #expect(UInt(bitPattern: single) % 64 == 0)
    #expect(UInt(bitPattern: double) % 64 == 0)
    single.deallocate()
    double.deallocate()
  }

  @Test func countsAreRoundedUpToLines() {
    #expect([0, 1, 16, 17].map(UnsafeMutablePointer<Float>.wholeLines) == [0, 16, 16, 32])
    #expect([0, 1, 8, 9].map(UnsafeMutablePointer<Double>.wholeLines) == [0, 8, 8, 16])
  }
}
