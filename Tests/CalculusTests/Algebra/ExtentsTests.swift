import Calculus
import Testing

@Suite struct ExtentsTests {
  @Test func negativeExtentsAreMultiplesOfTheRows() {
    #expect(Extents.count([Extents.rows, 3]) == -3)
    #expect(Extents.count([2, -3]) == -6)
    #expect(Extents.count([]) == 1)
    #expect(Extents.count([0, Extents.rows]) == 0)
    #expect(Extents.resolve([Extents.rows, 3, -2], rows: 5) == [5, 3, 10])
    #expect(Extents.resolve(Extents.count([2, -3]), rows: 4) == 24)
    #expect(Extents.isBatched([3, -2]) && !Extents.isBatched([3]))
    #expect(Extents.describe([Extents.rows, 3, -2]) == "[rows, 3, 2 rows]")
  }

  @Test(arguments: [
    ([[Extents.rows, 3], [3]], [Extents.rows, 3]), ([[Extents.rows, 1], [4]], [Extents.rows, 4]),
    ([[], [2, 1], [5]], [2, 5]), ([[1], [Extents.rows, 1]], [Extents.rows, 1]), ([[]], []),
    ([[0, 3], [1, 3]], [0, 3]),
  ])
  func shapesBroadcast(_ shapes: [[Int]], _ expected: [Int]) {
    #expect(Extents.broadcast(shapes) == expected)
    #expect(Extents.broadcast(shapes.reversed()) == expected)
  }

  @Test func whatDoesNotBroadcastIsRefused() async {
    await #expect(processExitsWith: .failure) { _ = Extents.broadcast([[2], [3]]) }
    await #expect(processExitsWith: .failure) { _ = Extents.broadcast([[Extents.rows], [3]]) }
    await #expect(processExitsWith: .failure) {
      _ = Extents.broadcast([[Extents.rows, 1], [1, Extents.rows]])
    }
    await #expect(processExitsWith: .failure) { _ = Extents.count([-1, 0, -1]) }
  }
}
