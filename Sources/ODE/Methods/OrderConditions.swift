/// The conditions under which a Runge-Kutta method has an order: one for each rooted tree.
///
/// A tree of ρ nodes has an elementary weight φ_i at each stage and a density γ, and the weights b
/// satisfy its condition when Σ_i b_i φ_i = 1/γ. A method has order p when the conditions of all
/// trees of at most p nodes are satisfied.
///
/// > Source: Butcher, J. Austral. Math. Soc. 3 (1963); Hairer, Norsett & Wanner, Solving Ordinary
/// > Differential Equations I (1993), II.2.
struct OrderConditions {
  /// The trees listed here have at most so many nodes.
  static let highestOrder = 5

  private struct Tree {
    let nodes: Int
    let density: Double
    let weights: [Double]
  }

  private let trees: [Tree]

  init(a: [[Double]], c: [Double]) {
    func times(_ x: [Double]) -> [Double] {
      a.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    func product(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { $0 * $1 } }
    let c2 = product(c, c)
    let c3 = product(c, c2)
    let ac = times(c)
    let ac2 = times(c2)
    let aac = times(ac)
    let list: [(Int, Double, [Double])] = [
      (1, 1, c.map { _ in 1 }),
      (2, 2, c),
      (3, 3, c2), (3, 6, ac),
      (4, 4, c3), (4, 8, product(c, ac)), (4, 12, ac2), (4, 24, aac),
      (5, 5, product(c2, c2)), (5, 10, product(c2, ac)), (5, 15, product(c, ac2)),
      (5, 30, product(c, aac)), (5, 20, product(ac, ac)), (5, 20, times(c3)),
      (5, 40, times(product(c, ac))), (5, 60, times(ac2)), (5, 120, times(aac)),
    ]
    trees = list.map { Tree(nodes: $0.0, density: $0.1, weights: $0.2) }
  }

  /// The largest residual of the weights in the conditions up to an order.
  func residual(of b: [Double], order: Int) -> Double {
    residual(ofPolynomials: b.map { [$0] }, order: order) { _, _ in true }
  }

  /// The largest residual, coefficient by coefficient, of weights that are polynomials of θ without
  /// constant term: they must give θ^ρ/γ.
  func residual(ofPolynomials b: [[Double]], order: Int) -> Double {
    residual(ofPolynomials: b, order: order) { power, nodes in power == nodes }
  }

  private func residual(
    ofPolynomials b: [[Double]], order: Int, isPresent: (_ power: Int, _ nodes: Int) -> Bool
  ) -> Double {
    var worst = 0.0
    for tree in trees where tree.nodes <= order {
      for column in 0..<(b.first?.count ?? 0) {
        let sum = zip(b, tree.weights).reduce(0) { $0 + $1.0[column] * $1.1 }
        let wanted = isPresent(column + 1, tree.nodes) ? 1 / tree.density : 0
        worst = max(worst, abs(sum - wanted))
      }
    }
    return worst
  }
}
