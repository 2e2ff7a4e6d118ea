/// The lines along which a sampled function has a given value.
///
/// Each cell of the grid is crossed by at most two segments whose ends lie on its edges, where the
/// function is taken as linear; segments that share an edge join into lines. Where opposite corners
/// are high and the others low, the mean of the four decides which are connected. Cells with a
/// corner that is not finite are skipped.
///
/// > Source: after W. E. Lorensen, H. E. Cline, "Marching cubes", SIGGRAPH 21 (1987), in the plane.
struct MarchingSquares {
  /// A line of the contour in the coordinates of the grid; the first point of a closed one repeats
  /// at the end.
  struct Line: Sendable, Equatable {
    var x: [Double]
    var y: [Double]
  }

  private let grid: ScalarGrid
  private let level: Double
  private let xNodes: [Double]
  private let yNodes: [Double]

  /// The contour lines of a level.
  static func lines(of grid: ScalarGrid, at level: Double) -> [Line] {
    let squares = MarchingSquares(grid: grid, level: level)
    return SegmentChain.chains(of: squares.segments()).map { edges in
      let points = edges.map(squares.crossing)
      return Line(x: points.map { $0.0 }, y: points.map { $0.1 })
    }
  }

  private init(grid: ScalarGrid, level: Double) {
    self.grid = grid
    self.level = level
    xNodes = grid.xNodes
    yNodes = grid.yNodes
  }

  /// Pairs of edges that a segment joins.
  ///
  /// The level edge that leaves node `n` is numbered `2n`, the
  /// upright one `2n + 1`.
  private func segments() -> [(Int, Int)] {
    var segments: [(Int, Int)] = []
    for row in 0..<(grid.rows - 1) {
      for column in 0..<(grid.columns - 1) {
        appendSegments(ofCellAt: row * grid.columns + column, to: &segments)
      }
    }
    return segments
  }

  private func appendSegments(ofCellAt node: Int, to segments: inout [(Int, Int)]) {
    let values = grid.values
    let corners = [node, node + 1, node + grid.columns + 1, node + grid.columns].map { values[$0] }
    guard corners.allSatisfy(\.isFinite) else { return }
    let edges = [2 * node, 2 * (node + 1) + 1, 2 * (node + grid.columns), 2 * node + 1]
    let isHigh = corners.map { $0 >= level }
    // An edge is crossed when its two corners differ.
    let crossed = (0..<4).filter { isHigh[$0] != isHigh[($0 + 1) % 4] }
    if crossed.count == 2 {
      segments.append((edges[crossed[0]], edges[crossed[1]]))
    } else if crossed.count == 4 {
      let centerIsHigh = corners.reduce(0) { $0 + $1 / 4 } >= level
      // Cut off the corners that differ from the centre: corner k lies between edges k - 1 and k.
      for corner in 0..<4 where isHigh[corner] != centerIsHigh {
        segments.append((edges[(corner + 3) % 4], edges[corner]))
      }
    }
  }

  private func crossing(_ edge: Int) -> (Double, Double) {
    let node = edge / 2
    let column = node % grid.columns
    let row = node / grid.columns
    let isLevel = edge % 2 == 0
    let start = grid.values[node]
    let end = grid.values[isLevel ? node + 1 : node + grid.columns]
    let share = (level / 2 - start / 2) / (end / 2 - start / 2)
    guard isLevel else {
      return (xNodes[column], yNodes[row] * (1 - share) + yNodes[row + 1] * share)
    }
    return (xNodes[column] * (1 - share) + xNodes[column + 1] * share, yNodes[row])
  }
}

/// Joins segments that share an end into lines.
private struct SegmentChain {
  private let segments: [(Int, Int)]
  private var meeting: [Int: [Int]] = [:]
  private var isUsed: [Bool]

  /// The lines as lists of ends: open ones first, then closed ones, in the segments' order.
  static func chains(of segments: [(Int, Int)]) -> [[Int]] {
    var chain = SegmentChain(segments)
    var chains: [[Int]] = []
    for (index, segment) in segments.enumerated() {
      for end in [segment.0, segment.1] where chain.meeting[end]?.count == 1 {
        if !chain.isUsed[index] { chains.append(chain.walk(from: end)) }
      }
    }
    for (index, segment) in segments.enumerated() where !chain.isUsed[index] {
      chains.append(chain.walk(from: segment.0))
    }
    return chains
  }

  private init(_ segments: [(Int, Int)]) {
    self.segments = segments
    isUsed = Array(repeating: false, count: segments.count)
    for (index, segment) in segments.enumerated() {
      meeting[segment.0, default: []].append(index)
      meeting[segment.1, default: []].append(index)
    }
  }

  private mutating func walk(from start: Int) -> [Int] {
    var ends = [start]
    var end = start
    while let next = meeting[end]?.first(where: { !isUsed[$0] }) {
      isUsed[next] = true
      end = segments[next].0 == end ? segments[next].1 : segments[next].0
      ends.append(end)
    }
    return ends
  }
}
