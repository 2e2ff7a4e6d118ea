extension [Drawing.Point] {
  /// The polyline without the vertices that lie within a distance of the line through the others.
  ///
  /// > Source: D. H. Douglas, T. K. Peucker, Cartographica 10 (1973).
  func simplified(within tolerance: Double) -> [Drawing.Point] {
    guard count > 2 else { return self }
    var isKept = [Bool](repeating: false, count: count)
    isKept[0] = true
    isKept[count - 1] = true
    var pending = [(0, count - 1)]
    while let (first, last) = pending.popLast() {
      let (index, distance) = farthestVertex(between: first, last)
      guard distance > tolerance else { continue }
      isKept[index] = true
      pending.append((first, index))
      pending.append((index, last))
    }
    return indices.filter { isKept[$0] }.map { self[$0] }
  }

  /// The vertex between two others that is farthest from the segment that joins them.
  private func farthestVertex(between first: Int, _ last: Int) -> (index: Int, distance: Double) {
    var farthest = (index: first, distance: 0.0)
    for index in (first + 1)..<Swift.max(last, first + 1) {
      let distance = self[index].distance(toSegmentFrom: self[first], to: self[last])
      if distance > farthest.distance { farthest = (index, distance) }
    }
    return farthest
  }
}

extension Drawing.Point {
  func distance(toSegmentFrom a: Drawing.Point, to b: Drawing.Point) -> Double {
    let dx = b.x - a.x
    let dy = b.y - a.y
    let square = dx * dx + dy * dy
    guard square > 0 else { return distance(to: a) }
    let share = min(max(((x - a.x) * dx + (y - a.y) * dy) / square, 0), 1)
    return distance(to: Drawing.Point(a.x + share * dx, a.y + share * dy))
  }
}
