import Testing

@testable import Benchmarks

@Suite struct SplitMix64Tests {
  /// The first outputs for seed 1234567, as the generator's authors' C program prints them.
  @Test func numbersAreThoseOfTheAuthors() {
    var generator = SplitMix64(seed: 1_234_567)
    let published: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(published.allSatisfy { $0 == generator.next() })
  }

  @Test func uniformNumbersFillTheirRange() {
    let numbers = SplitMix64.uniform(seed: 3, count: 4096, scale: 0.5)
    #expect(numbers.allSatisfy { abs($0) <= 0.5 })
    let mean = numbers.reduce(0, +) / 4096
    // Three standard deviations of the mean: 3 · 0.5 / √(3 · 4096).
    #expect(abs(mean) < 0.0136)
    #expect((numbers.max() ?? 0) > 0.498 && (numbers.min() ?? 0) < -0.498)
  }
}
