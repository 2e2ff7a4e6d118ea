import Testing

@testable import Figures

@Suite struct SimplificationTests {
  @Test func straightRunsKeepTheirEnds() {
    let line = (0...50).map { Drawing.Point(Double($0), 2 * Double($0)) }
    #expect(line.simplified(within: 0.01) == [.init(0, 0), .init(50, 100)])
  }

  @Test(arguments: [0.01, 0.1, 1])
  func noVertexStraysFartherThanTheTolerance(tolerance: Double) {
    let line = (0...400).map { index -> Drawing.Point in
      let (sine, cosine) = sineAndCosine(degrees: Double(index))
      return Drawing.Point(100 * cosine, 60 * sine)
    }
    let short = line.simplified(within: tolerance)
    #expect(short.count < line.count)
    for point in line {
      let distance = zip(short, short.dropFirst()).map {
        point.distance(toSegmentFrom: $0, to: $1)
      }.min()
      #expect((distance ?? .infinity) <= tolerance)
    }
  }
}
