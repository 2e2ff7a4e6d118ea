import FlowLearn

/// Whether a classifier's flow is one: it can be followed back, and it keeps orientation.
struct FlowMapStudy: Sendable {
  /// The greatest distance of a point from its start after the way forwards and backwards.
  let returnDistance: Double
  /// The part of the points at which the Jacobian of the flow map has a positive determinant.
  let positiveShare: Double
  /// The least determinant.
  let leastDeterminant: Double
  /// The greatest determinant.
  let greatestDeterminant: Double
  /// The greatest distance between the end of the network's few steps and that of the flow.
  let stepError: Double

  /// Studies the flow at points; shape `[rows, features]`.
  init(_ model: FlowClassifier<Double>, at points: Tensor<Double>, _ pool: ForkJoinPool) {
    let integrator = Integrator(control: .adaptive(relative: 1e-10, absolute: 1e-12))
    let span = model.network.architecture.solver.span
    func carried(_ x: Tensor<Double>, _ span: TimeSpan) -> Tensor<Double> {
      integrator.trajectory(of: model.flow, from: x, over: span, on: pool).states(at: 0)
    }
    let start = model.states(points)
    let end = carried(start, span)
    returnDistance = (carried(end, span.reversed) - start).absolute().maximum()

    let steps = model.network.problem.finalStates(from: start, theta: model.parameters, on: pool)
    stepError = (steps.states - end).absolute().maximum()

    // Column j of Dφ by central differences along coordinate j, for all points at once.
    let n = start.shape[1]
    let h = 1e-4
    let columns = (0..<n).map { j in
      let shift = h * Tensor<Double>.identity(n).row(j)
      return (carried(start + shift, span) - carried(start - shift, span)) / (2 * h)
    }
    let jacobians = Tensor(stacking: columns, along: 2)
    let determinants = (0..<start.shape[0]).map { row in
      // What cannot be factored is singular: its determinant is 0, and does not count as positive.
      (try? LUFactorization(jacobians.row(row)))?.determinant ?? 0
    }
    positiveShare = Double(determinants.count { $0 > 0 }) / Double(determinants.count)
    leastDeterminant = determinants.min() ?? .nan
    greatestDeterminant = determinants.max() ?? .nan
  }
}
