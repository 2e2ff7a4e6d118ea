import CKernels
import Tensors
import Testing

struct StepKernelTests {
  private static let shapes = [
    (0, 3), (1, 1), (5, 2), (64, 2), (3, 7), (40, 33), (2, 1000), (300, 1),
  ]

  @Test(arguments: InstructionSet.available)
  func combinationsEqualTheDefinition(set: InstructionSet) {
    set.run {
      checkCombinations(Float.self)
      checkCombinations(Double.self)
    }
  }

  private func checkCombinations<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 11)
    for (rows, columns) in Self.shapes {
      for (stages, perRow, hasX) in [
        (0, false, true), (1, true, true), (7, true, false), (3, false, true),
      ] {
        let x: [S] = generator.uniform(rows * columns)
        let h: [S] = generator.uniform(max(rows, 1))
        let weights: [S] = generator.uniform(stages)
        let k: [[S]] = (0..<stages).map { _ in generator.uniform(rows * columns) }
        let y = combined(rows, columns, hasX ? x : nil, h, perRow, weights, k)
        var worst = 0.0
        for i in y.indices {
          let slope = (0..<stages).reduce(Wide(0)) { $0 + Wide(weights[$1]) * Wide(k[$1][i]) }
          let expected = (hasX ? Wide(x[i]) : 0) + Wide(h[perRow ? i / columns : 0]) * slope
          worst = max(worst, Double(abs(Wide(y[i]) - expected) / Wide(S.ulpOfOne)))
        }
        #expect(worst <= Double(1 + stages), "\(rows) x \(columns), \(stages) stages, \(S.self)")
      }
    }
  }

  private func combined<S: Scalar>(
    _ rows: Int, _ columns: Int, _ x: [S]?, _ h: [S], _ perRow: Bool, _ weights: [S], _ k: [[S]]
  ) -> [S] {
    var y = [S](repeating: .nan, count: rows * columns)
    let slopes = k.flatMap { $0 }
    slopes.withUnsafeBufferPointer { slopes in
      let pointers = k.indices.map { i in slopes.baseAddress.map { $0 + i * rows * columns } }
      weights.withUnsafeBufferPointer { weights in
        S.combine(
          rows: rows, columns: columns, x, h: h, stepPerRow: perRow, weights: weights, pointers,
          to: &y)
      }
    }
    return y
  }

  @Test(arguments: InstructionSet.available)
  func errorNormsEqualTheDefinition(set: InstructionSet) {
    set.run {
      checkNorms(Float.self)
      checkNorms(Double.self)
    }
  }

  private func checkNorms<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 12)
    for (rows, columns) in Self.shapes {
      let e: [S] = generator.uniform(rows * columns)
      let x: [S] = generator.uniform(rows * columns)
      let y: [S] = generator.uniform(rows * columns)
      let norms = errorNorms(rows, columns, e, x, y)
      for row in 0..<rows {
        var sum: Wide = 0
        for i in (row * columns)..<((row + 1) * columns) {
          let bound = Wide(0.125) + Wide(0.5) * max(abs(Wide(x[i])), abs(Wide(y[i])))
          let ratio = Wide(e[i]) / bound
          sum += ratio * ratio
        }
        let expected = (sum / Wide(columns)).squareRoot()
        let error = abs(Wide(norms[row]) / expected - 1) / Wide(S.ulpOfOne)
        #expect(error <= 6, "row \(row) of \(rows) x \(columns), \(S.self)")
      }
    }
  }

  private func errorNorms<S: Scalar>(
    _ rows: Int, _ columns: Int, _ e: [S], _ x: [S], _ y: [S]
  ) -> [S] {
    var norms = [S](repeating: 0, count: rows)
    S.errorNorm(
      rows: rows, columns: columns, e, x, y, absolute: 0.125, relative: 0.5, to: &norms)
    return norms
  }

  @Test(arguments: InstructionSet.available, [Double.nan, .infinity])
  func failureShowsInItsOwnRow(set: InstructionSet, bad: Double) {
    for columns in [2, 700] {
      var e = [Double](repeating: 1, count: 3 * columns)
      e[columns + 1] = bad
      let zeros = [Double](repeating: 0, count: 3 * columns)
      let norms = set.run { errorNorms(3, columns, e, zeros, zeros) }
      #expect(norms[0] == 8 && norms[2] == 8 && !norms[1].isFinite)
      e[columns + 1] = 1
      var x = zeros
      x[columns] = .nan
      #expect(set.run { errorNorms(3, columns, e, x, zeros) }[1].isNaN)
    }
  }
}
