import Benchmarks
import DataIO
import Testing

@Suite struct ScalingAxisTests {
  @Test func axesGrowAndHaveEnoughSizes() {
    #expect(ScalingAxis.all.map(\.name) == ["batch", "width", "depth", "steps", "rows"])
    for axis in ScalingAxis.all {
      #expect(axis.sizes.count >= 5)
      #expect(zip(axis.sizes, axis.sizes.dropFirst()).allSatisfy { $0 < $1 })
    }
  }

  /// A clock that runs by as much as the work grows gives that growth's exponent.
  @Test func exponentsAreThoseOfTheTimes() throws {
    let result = ScalingResult(axis: "rows", sizes: [1, 2, 4, 8], minima: [3, 12, 48, 192])
    #expect(abs(result.law.exponent - 2) < 1e-14)
    #expect(result.json["axis"] == "rows")
    #expect(result.json["cpu_min_ms"]?.array?.count == 4)
    #expect(abs(try #require(result.json["exponent"]?.double) - 2) < 1e-14)
  }
}
