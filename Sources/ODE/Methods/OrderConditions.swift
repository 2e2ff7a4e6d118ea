/// The conditions under which a Runge-Kutta method has an order: one for each rooted tree.
///
/// A tree of ρ nodes has an elementary weight φ_i at each stage and a density γ, and the weights b
/// satisfy its condition when Σ_i b_i φ_i = 1/γ. A method has order p when the conditions of all
/// trees of at most p nodes are satisfied. A tree is a root with smaller trees upon it: its weight is
/// the product of theirs, each multiplied by the matrix a, and its density ρ times the product of
/// theirs.
///
/// > Source: Butcher, J. Austral. Math. Soc. 3 (1963); Hairer, Norsett & Wanner, Solving Ordinary
/// > Differential Equations I (1993), II.2.
struct OrderConditions {
  /// Orders are known up to here; there are 200 trees of at most so many nodes.
  static let highestOrder = 8

  private struct Tree {
    let nodes: Int
    let density: Double
    let weights: [Double]
    /// The weights multiplied by the matrix: the tree as a branch.
    let branch: [Double]
  }

  private var trees: [Tree] = []
  private let a: [[Double]]

  /// The conditions of methods with the weights `a` up to an order.
  init(a: [[Double]], upTo order: Int) {
    self.a = a
    for nodes in 1...max(order, 1) {
      let smaller = trees
      grow(nodes - 1, from: smaller, first: 0, weights: a.map { _ in 1 }, density: Double(nodes))
    }
  }

  /// Adds the trees whose root carries so many more nodes, on branches from the `first` on.
  private mutating func grow(
    _ left: Int, from smaller: [Tree], first: Int, weights: [Double], density: Double
  ) {
    if left == 0 {
      let branch = a.map { row in zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 } }
      let nodes = smaller.last.map { $0.nodes + 1 } ?? 1
      return trees.append(
        Tree(nodes: nodes, density: density, weights: weights, branch: branch))
    }
    for index in smaller.indices.dropFirst(first) where smaller[index].nodes <= left {
      let child = smaller[index]
      grow(
        left - child.nodes, from: smaller, first: index,
        weights: zip(weights, child.branch).map { $0 * $1 }, density: density * child.density)
    }
  }

  /// The number of conditions.
  var count: Int { trees.count }

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
