/// Curves that follow a sampled vector field, spread evenly over its rectangle.
///
/// Curves are traced in the unit square at unit speed by the midpoint rule. A coarse mask of cells
/// keeps them apart: a curve ends where it meets a cell that a curve has passed, its own included,
/// so a closed orbit is drawn once. Seeds run from the rim inwards; short curves are dropped.
///
/// > Source: the mask after B. Jobard, W. Lefer, "Creating evenly-spaced streamlines of arbitrary
/// > density" (1997), with cells in place of distances.
struct StreamlineTracer {
  private let field: VectorGrid
  private let cells: Int
  private var isTaken: [Bool]

  /// How far one step goes in the unit square.
  private static let step = 0.004
  /// The shortest curve that is kept, in the unit square.
  private static let shortest = 0.08

  /// The streamlines of a field.
  ///
  /// - Parameters:
  ///   - field: the samples.
  ///   - density: 1 gives about 20 curves across the rectangle.
  /// - Returns: the lines, in the coordinates of the grid.
  static func lines(of field: VectorGrid, density: Double) -> [MarchingSquares.Line] {
    let cells = density.isFinite ? Int(min(max(20 * density, 1), 200).rounded()) : 20
    var tracer = StreamlineTracer(field: field, cells: cells)
    return tracer.seeds().compactMap { tracer.line(through: $0) }
  }

  private init(field: VectorGrid, cells: Int) {
    self.field = field
    self.cells = cells
    isTaken = Array(repeating: false, count: cells * cells)
  }

  /// The centres of the cells, ring by ring from the rim.
  private func seeds() -> [SIMD2<Double>] {
    let all = (0..<(cells * cells)).map { index in (index % cells, index / cells) }
    func ring(_ cell: (Int, Int)) -> Int {
      min(min(cell.0, cells - 1 - cell.0), min(cell.1, cells - 1 - cell.1))
    }
    var rings: [[(Int, Int)]] = Array(repeating: [], count: (cells + 1) / 2)
    for cell in all { rings[ring(cell)].append(cell) }
    return rings.flatMap { $0 }.map { cell in
      (SIMD2(Double(cell.0), Double(cell.1)) + 0.5) / Double(cells)
    }
  }

  private mutating func line(through seed: SIMD2<Double>) -> MarchingSquares.Line? {
    guard !isTaken[cell(of: seed)] else { return nil }
    var visited = [cell(of: seed)]
    isTaken[visited[0]] = true
    let back = trace(from: seed, sign: -1, visited: &visited)
    let forth = trace(from: seed, sign: 1, visited: &visited)
    let points = back.reversed() + [seed] + forth
    guard Double(points.count - 1) * Self.step >= Self.shortest else {
      for cell in visited { isTaken[cell] = false }
      return nil
    }
    let x = field.u.x
    let y = field.u.y
    return MarchingSquares.Line(
      x: points.map { x.lowerBound + $0.x * (x.upperBound - x.lowerBound) },
      y: points.map { y.lowerBound + $0.y * (y.upperBound - y.lowerBound) })
  }

  private mutating func trace(
    from seed: SIMD2<Double>, sign: Double, visited: inout [Int]
  ) -> [SIMD2<Double>] {
    var points: [SIMD2<Double>] = []
    var place = seed
    var current = cell(of: seed)
    // No curve without a crossing of its own cells can be longer than passing every cell slantwise.
    for _ in 0..<(cells * Int(2 / Self.step)) {
      guard let first = direction(at: place),
        let middle = direction(at: place + sign * Self.step / 2 * first)
      else { break }
      let next = place + sign * Self.step * middle
      guard direction(at: next) != nil else { break }
      // At an equilibrium the direction turns about within a step.
      guard (first * middle).sum() > 0.5 else { break }
      let cell = cell(of: next)
      if cell != current {
        guard !isTaken[cell] else { break }
        isTaken[cell] = true
        visited.append(cell)
        current = cell
      }
      points.append(next)
      place = next
    }
    return points
  }

  /// The unit direction of the field in the unit square; nothing outside or where it vanishes.
  private func direction(at place: SIMD2<Double>) -> SIMD2<Double>? {
    let column = place.x * Double(field.u.columns - 1)
    let row = place.y * Double(field.u.rows - 1)
    guard let u = field.u.value(column: column, row: row),
      let v = field.v.value(column: column, row: row)
    else { return nil }
    let velocity = SIMD2(
      u / (field.u.x.upperBound - field.u.x.lowerBound),
      v / (field.u.y.upperBound - field.u.y.lowerBound))
    let speed = (velocity * velocity).sum().squareRoot()
    guard speed.isFinite, speed > 1e-150 else { return nil }
    return velocity / speed
  }

  private func cell(of place: SIMD2<Double>) -> Int {
    func index(_ share: Double) -> Int { min(max(Int(share * Double(cells)), 0), cells - 1) }
    return index(place.y) * cells + index(place.x)
  }
}
