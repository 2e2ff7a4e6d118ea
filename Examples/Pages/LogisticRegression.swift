import FlowLearn

/// Logistic regression: the best linear classifier, against which flows are measured.
///
/// The logit of a point x is x · w + b, its probability of class 1 the sigmoid of that, and w and b
/// minimise the mean over all points of
///
///     log(1 + e^logit) − y logit,    y = 0 or 1.
///
/// The loss is written once, over symbols. Tracing it gives a graph; the graph's gradient is a graph
/// as well; both are compiled into one program, which L-BFGS calls.
struct LogisticRegression: Sendable {
  /// The weights w; shape `[dimension, 1]`.
  let weights: Tensor<Double>
  /// The bias b; shape `[1]`.
  let bias: Tensor<Double>

  /// The best classifier of the points given.
  ///
  /// - Parameters:
  ///   - x: the points; shape `[rows, dimension]`.
  ///   - classes: each point's class, 0 or 1.
  ///   - ridge: the factor on |w|² in the loss: were it 0, the weights of classes that a line
  ///     separates would grow without bound.
  init(_ x: Tensor<Double>, classes: [Int], ridge: Double = 1e-7) {
    let (rows, n) = (x.shape[0], x.shape[1])
    let loss = Graph(inputs: [[Extents.rows, n], [Extents.rows, 1], [n, 1], [1]]) { v in
      let (x, y, weights, bias) = (v[0], v[1], v[2], v[3])
      let logit = x • weights + bias
      return [(logit.softplus() - y * logit).mean() + ridge * weights.squared().sum()]
    }
    let valueAndGradient = Program<Double>(
      Graph(inputs: loss.inputShapes) { loss($0) + loss.gradient(wrt: [2, 3])($0) })

    let y = Tensor(classes.map(Double.init), shape: [rows, 1])
    let minimum = Minimizer(iterationLimit: 500).minimum(from: .zeros([n + 1])) { theta in
      let parts = valueAndGradient(
        [x, y, theta.rows(0..<n).reshaped(to: [n, 1]), theta.rows(n..<n + 1)], rows: rows)
      return (parts[0].elements[0], Tensor(parts[1].elements + parts[2].elements))
    }
    weights = minimum.position.rows(0..<n).reshaped(to: [n, 1])
    bias = minimum.position.rows(n..<n + 1)
  }

  /// The logit of each point; shape `[rows]`.
  func logits(_ x: Tensor<Double>) -> [Double] { (x • weights + bias).elements }

  /// The part of the points whose class is on the right side of the line.
  func accuracy(_ x: Tensor<Double>, classes: [Int]) -> Double {
    let hits = zip(logits(x), classes).count { ($0 > 0) == ($1 == 1) }
    return Double(hits) / Double(classes.count)
  }
}
