import CKernels
import Testing

/// An instruction set that this processor has; tests try them all.
struct InstructionSet: Sendable, CustomTestStringConvertible {
  let name: String
  let set: fl_instruction_set

  var testDescription: String { name }

  static let available: [InstructionSet] = [
    InstructionSet(name: "portable", set: FL_PORTABLE),
    InstructionSet(name: "AVX2", set: FL_AVX2),
    InstructionSet(name: "AVX-512", set: FL_AVX512),
  ].filter { candidate in
    let before = fl_in_use()
    defer { _ = fl_use(before) }
    return fl_use(candidate.set) != 0
  }

  /// Runs the body with this set's kernels in the calling thread.
  func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = fl_in_use()
    precondition(fl_use(set) != 0, "\(name) is missing on this processor")
    defer { _ = fl_use(before) }
    return try body()
  }
}

/// A small generator (SplitMix64), so that tests repeat.
struct TestGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// So many numbers, uniform between -1 and 1.
  mutating func uniform<S: BinaryFloatingPoint>(_ count: Int) -> [S] {
    (0..<count).map { _ in S(Double(Int64(bitPattern: next()) >> 11) * 0x1p-52) }
  }

  /// An index below `bound`.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// Whether two numbers are the same bit for bit, any NaN equal to any other.
func same<S: BinaryFloatingPoint>(_ a: S, _ b: S) -> Bool {
  (a == b && a.sign == b.sign) || (a.isNaN && b.isNaN)
}

/// Whether two buffers are the same bit for bit, any NaN equal to any other.
func same<S: BinaryFloatingPoint>(_ a: [S], _ b: [S]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { same($0, $1) }
}

struct DispatchTests {
  @Test func fastestSetIsChosenByItself() throws {
    let fastest = try #require(InstructionSet.available.last)
    #expect(fl_in_use() == fastest.set)
  }

  @Test(arguments: InstructionSet.available) func setIsUsedWhileAsked(set: InstructionSet) {
    let before = fl_in_use()
    set.run { #expect(fl_in_use() == set.set) }
    #expect(fl_in_use() == before)
  }

  @Test func unknownSetChangesNothing() {
    let before = fl_in_use()
    #expect(fl_use(fl_instruction_set(rawValue: 3)) == 0)
    #expect(fl_in_use() == before)
  }
}
