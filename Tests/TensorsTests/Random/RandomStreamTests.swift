import Testing

@testable import Tensors

@Suite struct RandomStreamTests {
  static func draw(_ count: Int, from stream: RandomStream) -> [UInt64] {
    var stream = stream
    return (0..<count).map { _ in stream.next() }
  }

  @Test func aSeedRepeats() {
    #expect(Self.draw(9, from: RandomStream(seed: 7)) == Self.draw(9, from: RandomStream(seed: 7)))
    #expect(Self.draw(9, from: RandomStream(seed: 7)) != Self.draw(9, from: RandomStream(seed: 8)))
  }

  @Test func numbersAreTheGeneratorsBlocksInOrder() {
    let blocks = (0..<2).map { Threefry.block([$0, 0, 0, 0], key: [7, 0, 0, 0]) }
    let wanted = blocks.flatMap { block in (0..<4).map { block[$0] } }
    #expect(Self.draw(8, from: RandomStream(seed: 7)) == wanted)
  }

  @Test(arguments: 0..<9) func aSavedStateGoesOnExactly(drawn: Int) {
    var stream = RandomStream(seed: 3)
    for _ in 0..<drawn { _ = stream.next() }
    for _ in 0..<drawn { _ = stream.split() }
    var resumed = RandomStream(state: stream.state)
    #expect(stream.state.drawn == UInt64(drawn))
    #expect(Self.draw(10, from: resumed) == Self.draw(10, from: stream))
    #expect(Self.draw(10, from: resumed.split()) == Self.draw(10, from: stream.split()))
  }

  @Test func splittingLeavesTheParentsNumbers() {
    var stream = RandomStream(seed: 5)
    let wanted = Self.draw(20, from: stream)
    _ = stream.split(into: 3)
    #expect(Self.draw(20, from: stream) == wanted)
  }

  @Test func splitStreamsAreAllDifferent() {
    var stream = RandomStream(seed: 5)
    var children = stream.split(into: 100)
    let grandchildren = children.indices.flatMap { children[$0].split(into: 10) }
    let all = [stream] + children + grandchildren
    #expect(Set(all.map(\.state.key)).count == all.count)
    #expect(Set(all.flatMap { Self.draw(4, from: $0) }).count == 4 * all.count)
  }

  @Test func splittingOneByOneAndAtOnceAgree() {
    var one = RandomStream(seed: 5)
    var other = one
    let children = other.split(into: 3)
    for child in children {
      #expect(one.split().state == child.state)
    }
    #expect(one.state == other.state)
  }

  /// Between parent, children and grandchildren, correlations of n numbers are normal with
  /// deviation `1 / sqrt(n)`; 15 pairs at 4 deviations.
  @Test func splitStreamsAreUncorrelated() {
    let n = 20_000
    var stream = RandomStream(seed: 11)
    var children = stream.split(into: 3)
    let grandchildren = children[0].split(into: 2)
    let draws = ([stream] + children + grandchildren).map { stream in
      var stream = stream
      return Tensor<Double>.normal(shape: [n], using: &stream)
    }
    for i in draws.indices {
      for j in 0..<i {
        #expect(abs(draws[i].dot(draws[j])) / Double(n).squareRoot() < 4)
      }
    }
  }
}
