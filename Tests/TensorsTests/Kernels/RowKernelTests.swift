import CKernels
import Foundation
import Tensors
import Testing

/// The kernels of many rows' steps, rows last, against their definitions.
struct RowKernelTests {
  private static let shapes = [(1, 1), (5, 2), (16, 3), (64, 2), (37, 5), (300, 1)]

  /// Numbers for a method's stages, and the pointers that kernels take.
  private struct Stages<S: Scalar> {
    let weights: [S]
    let k: [[S]]

    init(_ stages: Int, _ count: Int, _ generator: inout TestGenerator) {
      weights = generator.uniform(stages)
      var k: [[S]] = []
      for _ in 0..<stages { k.append(generator.uniform(count)) }
      self.k = k
    }

    func slope(_ i: Int) -> Wide {
      weights.indices.reduce(Wide(0)) { $0 + Wide(weights[$1]) * Wide(k[$1][i]) }
    }

    func withPointers(
      offset: Int = 0,
      _ body: (UnsafeBufferPointer<S>, UnsafePointer<UnsafePointer<S>?>) -> Void
    ) {
      let flat = k.flatMap { $0 }
      let count = k.first?.count ?? 0
      flat.withUnsafeBufferPointer { flat in
        let table = k.indices.map { i in flat.baseAddress.map { $0 + i * count + offset } } + [nil]
        weights.withUnsafeBufferPointer { body($0, table) }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func combinationsEqualTheDefinition(set: InstructionSet) {
    set.run {
      checkCombinations(Float.self)
      checkCombinations(Double.self)
    }
  }

  private func checkCombinations<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 21)
    for (rows, columns) in Self.shapes {
      for (count, hasX) in [(0, true), (1, false), (2, true), (6, true), (7, false), (9, true)] {
        let x: [S] = generator.uniform(rows * columns)
        let h: [S] = generator.uniform(rows)
        let stages = Stages<S>(count, rows * columns, &generator)
        var y = [S](repeating: .nan, count: rows * columns)
        var one = [S](repeating: .nan, count: columns)
        x.withUnsafeBufferPointer { x in
          stages.withPointers { weights, k in
            S.combine(
              rowsLast: rows, columns: columns, hasX ? x.baseAddress : nil, h: h,
              weights: weights, k, to: &y)
          }
          stages.withPointers(offset: rows - 1) { weights, k in
            guard let x = x.baseAddress else { return }
            S.combine(
              rowOf: rows, columns: columns, x + rows - 1, h: h[rows - 1], weights: weights, k,
              to: &one)
          }
        }
        for i in y.indices {
          let change = Wide(h[i % rows]) * stages.slope(i)
          let expected = (hasX ? Wide(x[i]) : 0) + change
          let error = Double(abs(Wide(y[i]) - expected) / Wide(S.ulpOfOne))
          #expect(error <= Double(1 + count), "\(rows) x \(columns), \(count) stages, \(S.self)")
          guard i % rows == rows - 1 else { continue }
          let lone = Double(abs(Wide(one[i / rows]) - Wide(x[i]) - change) / Wide(S.ulpOfOne))
          #expect(lone <= Double(2 + 2 * count), "\(rows) x \(columns), \(count) stages, \(S.self)")
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func squaredErrorsEqualTheDefinition(set: InstructionSet) {
    set.run {
      checkErrors(Float.self)
      checkErrors(Double.self)
    }
  }

  private func checkErrors<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 22)
    for (rows, columns) in Self.shapes {
      let x: [S] = generator.uniform(rows * columns)
      var y: [S] = generator.uniform(rows * columns)
      let h: [S] = generator.uniform(rows)
      let stages = Stages<S>(4, rows * columns, &generator)
      func squares() -> [S] {
        var squares = [S](repeating: .nan, count: rows)
        stages.withPointers { weights, k in
          S.squaredErrors(
            rowsLast: rows, columns: columns, x, y, h: h, weights: weights, k,
            tolerances: (0.125, 0.5), to: &squares)
        }
        return squares
      }
      let found = squares()
      for row in 0..<rows {
        var sum: Wide = 0
        var scale: Wide = 0
        for i in stride(from: row, to: rows * columns, by: rows) {
          let bound = Wide(0.125) + Wide(0.5) * max(abs(Wide(x[i])), abs(Wide(y[i])))
          let ratio = Wide(h[row]) * stages.slope(i) / bound
          let size = stages.weights.indices.reduce(Wide(0)) {
            $0 + abs(Wide(stages.weights[$1]) * Wide(stages.k[$1][i]))
          }
          sum += ratio * ratio
          // A slope's error is relative to the sum of its terms' sizes.
          scale += abs(ratio) * abs(Wide(h[row])) * size / bound
        }
        let error = abs(Wide(found[row]) - sum / Wide(columns)) * Wide(columns)
        #expect(error <= 12 * Wide(S.ulpOfOne) * scale, "row \(row) of \(rows) x \(columns)")
      }
      y[rows * columns - 1] = .infinity
      let bad = squares()
      #expect(bad[rows - 1].isNaN && Array(bad.dropLast()) == Array(found.dropLast()))
    }
  }

  @Test(arguments: InstructionSet.available)
  func chosenRowsAreCopied(set: InstructionSet) {
    set.run {
      var generator = TestGenerator(state: 23)
      for (rows, columns) in Self.shapes {
        let x: [Double] = generator.uniform(rows * columns)
        let old: [Double] = generator.uniform(rows * columns)
        let chosen = (0..<rows).map { Double($0 * 5 % 3) }
        var y = old
        Double.copy(rowsLast: rows, columns: columns, where: chosen, x, to: &y)
        #expect(y.indices.allSatisfy { y[$0] == (chosen[$0 % rows] != 0 ? x[$0] : old[$0]) })
      }
    }
  }

  /// The controller's factors are those of the formula in the C library's powers.
  @Test(arguments: InstructionSet.available)
  func factorsEqualTheFormula(set: InstructionSet) {
    let count = 37
    let stride = 48
    var knobs = fl_step_knobs()
    knobs.log_safety = log(0.9)
    knobs.half_alpha = 0.085
    knobs.half_beta = 0.02
    knobs.half_shrink = 0.085
    knobs.log_least_error = 2 * log(1e-4)
    knobs.smallest_factor = 0.2
    knobs.largest_factor = 10
    var rows = [Double](repeating: 0, count: stride * Int(FL_ROW_FIELDS.rawValue))
    func place(_ field: fl_row_field, _ row: Int) -> Int { Int(field.rawValue) * stride + row }
    let errors = (0..<count).map { pow(10, Double($0) / 4 - 5) }
    for row in 0..<count {
      rows[place(FL_ROW_H, row)] = -0.5
      rows[place(FL_ROW_SQUARED_ERROR, row)] = errors[row] * errors[row]
      rows[place(FL_ROW_LOG_ERROR, row)] = 2 * log(0.25)
    }
    let accepted = set.run { fl_judge_steps_f64(&knobs, count, stride, &rows) }
    #expect(accepted == errors.count { $0 <= 1 })
    for row in 0..<count {
      let isAccepted = errors[row] <= 1
      let wanted = 0.9 * pow(errors[row], -0.17) * (isAccepted ? pow(0.25, 0.04) : 1)
      let factor = min(max(wanted, 0.2), 10)
      #expect(abs(rows[place(FL_ROW_H_NEXT, row)] / (-0.5 * factor) - 1) < 2e-15)
      #expect(rows[place(FL_ROW_VERDICT, row)] == (isAccepted ? 1 : 0))
    }
  }
}
