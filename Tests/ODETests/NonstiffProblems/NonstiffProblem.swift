import Calculus
import Foundation

/// A problem of DETEST, on [0, 20].
///
/// > Source: Hull, Enright, Fellen & Sedgwick, SIAM J. Numer. Anal. 9 (1972); Enright & Pryce, ACM TOMS
/// > 13 (1987).
struct NonstiffProblem: Sendable {
  let name: String
  let start: [Double]
  let velocity: ClosureField<Double>.Velocity

  var field: ClosureField<Double> { ClosureField(dimension: start.count, velocity: velocity) }

  init(_ name: String, _ start: [Double], _ velocity: @escaping ClosureField<Double>.Velocity) {
    (self.name, self.start, self.velocity) = (name, start, velocity)
  }

  /// All 25, by class: single equations, small systems, moderate systems, orbits, higher order.
  static let all = single + small + moderate + orbits + higherOrder

  static let single = [
    NonstiffProblem("A1", [1]) { _, y, d in d[0] = -y[0] },
    NonstiffProblem("A2", [1]) { _, y, d in d[0] = -y[0] * y[0] * y[0] / 2 },
    NonstiffProblem("A3", [1]) { t, y, d in d[0] = y[0] * cos(t) },
    NonstiffProblem("A4", [1]) { _, y, d in d[0] = y[0] / 4 * (1 - y[0] / 20) },
    NonstiffProblem("A5", [4]) { t, y, d in d[0] = (y[0] - t) / (y[0] + t) },
  ]

  static let small = [
    NonstiffProblem("B1", [1, 3]) { _, y, d in
      d[0] = 2 * (y[0] - y[0] * y[1])
      d[1] = -(y[1] - y[0] * y[1])
    },
    NonstiffProblem("B2", [2, 0, 1]) { _, y, d in
      d[0] = y[1] - y[0]
      d[1] = y[0] - 2 * y[1] + y[2]
      d[2] = y[1] - y[2]
    },
    NonstiffProblem("B3", [1, 0, 0]) { _, y, d in
      d[0] = -y[0]
      d[1] = y[0] - y[1] * y[1]
      d[2] = y[1] * y[1]
    },
    NonstiffProblem("B4", [3, 0, 0]) { _, y, d in
      let r = (y[0] * y[0] + y[1] * y[1]).squareRoot()
      d[0] = -y[1] - y[0] * y[2] / r
      d[1] = y[0] - y[1] * y[2] / r
      d[2] = y[0] / r
    },
    NonstiffProblem("B5", [0, 1, 1]) { _, y, d in
      d[0] = y[1] * y[2]
      d[1] = -y[0] * y[2]
      d[2] = -0.51 * y[0] * y[1]
    },
  ]

  private static func unit(_ count: Int) -> [Double] {
    [1] + [Double](repeating: 0, count: count - 1)
  }

  static let moderate = [
    NonstiffProblem("C1", unit(10)) { _, y, d in
      d[0] = -y[0]
      for i in 1..<9 { d[i] = y[i - 1] - y[i] }
      d[9] = y[8]
    },
    NonstiffProblem("C2", unit(10)) { _, y, d in
      d[0] = -y[0]
      for i in 1..<9 { d[i] = Double(i) * y[i - 1] - Double(i + 1) * y[i] }
      d[9] = 9 * y[8]
    },
    NonstiffProblem("C3", unit(10)) { _, y, d in diffuse(y, &d) },
    NonstiffProblem("C4", unit(51)) { _, y, d in diffuse(y, &d) },
    NonstiffProblem("C5", planetStart) { _, y, d in planets(y, &d) },
  ]

  private static func diffuse(_ y: Span<Double>, _ d: inout MutableSpan<Double>) {
    for i in 0..<y.count {
      d[i] = -2 * y[i] + (i > 0 ? y[i - 1] : 0) + (i + 1 < y.count ? y[i + 1] : 0)
    }
  }

  static let orbits = [0.1, 0.3, 0.5, 0.7, 0.9].enumerated().map { index, e in
    NonstiffProblem("D\(index + 1)", [1 - e, 0, 0, ((1 + e) / (1 - e)).squareRoot()]) { _, y, d in
      let square = y[0] * y[0] + y[1] * y[1]
      let factor = 1 / (square * square.squareRoot())
      (d[0], d[1]) = (y[2], y[3])
      (d[2], d[3]) = (-factor * y[0], -factor * y[1])
    }
  }

  static let higherOrder = [
    NonstiffProblem("E1", [0.6713967071418030, 0.09540051444747446]) { t, y, d in
      d[0] = y[1]
      d[1] = -(y[1] / (t + 1) + (1 - 0.25 / ((t + 1) * (t + 1))) * y[0])
    },
    NonstiffProblem("E2", [2, 0]) { _, y, d in
      d[0] = y[1]
      d[1] = (1 - y[0] * y[0]) * y[1] - y[0]
    },
    NonstiffProblem("E3", [0, 0]) { t, y, d in
      d[0] = y[1]
      d[1] = y[0] * y[0] * y[0] / 6 - y[0] + 2 * sin(2.78535 * t)
    },
    NonstiffProblem("E4", [30, 0]) { _, y, d in
      d[0] = y[1]
      d[1] = 0.032 - 0.4 * y[1] * y[1]
    },
    NonstiffProblem("E5", [0, 0]) { t, y, d in
      d[0] = y[1]
      d[1] = (1 + y[1] * y[1]).squareRoot() / (25 - t)
    },
  ]
}

// MARK: - Five outer planets

extension NonstiffProblem {
  private static let masses = [
    0.000954786104043, 0.000285583733151, 0.0000437273164546, 0.0000517759138449,
    0.00000277777777778,
  ]

  /// Positions, then velocities.
  private static let planetStart = [
    3.42947415189, 3.35386959711, 1.35494901715, 6.64145542550, 5.97156957878, 2.18231499728,
    11.2630437207, 14.6952576794, 6.27960525067, -30.1552268759, 1.65699966404, 1.43785752721,
    -21.1238353380, 28.4465098142, 15.3882659679, -0.557160570446, 0.505696783289, 0.230578543901,
    -0.415570776342, 0.365682722812, 0.169143213293, -0.325325669158, 0.189706021964,
    0.0877265322780, -0.0240476254170, -0.287659532608, -0.117219543175, -0.176860753121,
    -0.216393453025, -0.0148647893090,
  ]

  private static func planets(_ y: Span<Double>, _ d: inout MutableSpan<Double>) {
    func cube(_ i: Int, _ j: Int?) -> Double {
      let square = (0..<3).reduce(0.0) { sum, c in
        let x = y[3 * i + c] - (j.map { y[3 * $0 + c] } ?? 0)
        return sum + x * x
      }
      return square * square.squareRoot()
    }
    for i in 0..<5 {
      let own = cube(i, nil)
      for c in 0..<3 {
        var pull = -(1.00000597682 + masses[i]) * y[3 * i + c] / own
        for j in 0..<5 where j != i {
          let (x, other) = (y[3 * j + c] - y[3 * i + c], y[3 * j + c])
          pull += masses[j] * (x / cube(i, j) - other / cube(j, nil))
        }
        d[3 * i + c] = y[15 + 3 * i + c]
        d[15 + 3 * i + c] = 2.95912208286 * pull
      }
    }
  }
}
