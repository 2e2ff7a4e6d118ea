import Tensors

/// The minimum of a quadratic model of all pieces under their linearised continuity.
///
///     min over dx, du of Σ_k [ q_k · (dx_k, du_k) + ½ (dx_k, du_k) · H_k (dx_k, du_k) ] + the end's,
///     dx_{k+1} = A_k dx_k + B_k du_k + c_k,   dx_0 = 0,
///
/// by the recursion of Riccati: with V_{k+1}(dx) = p · dx + ½ dx · P dx the least cost from k + 1 on, the
/// least over du_k has a Cholesky factorization of the size of one piece's control.
///
/// > Source: Bock & Plitt, IFAC Proceedings 17(2) (1984), for the method; the recursion: Rao, Wright &
/// > Rawlings, J. Optim. Theory Appl. 99 (1998).
struct ShootingStep: Sendable {
  /// The moves of the states at all nodes; the first is zero.
  let dx: [Tensor<Double>]
  /// The moves of the pieces' controls.
  let du: [Tensor<Double>]
  /// The multipliers of the continuity at the nodes behind the first, under the model.
  let lambda: [Tensor<Double>]
  /// The derivative of the cost along the step.
  let slope: Double

  /// The step.
  ///
  /// - Parameters:
  ///   - stages: the pieces.
  ///   - defects: c_k.
  ///   - gradient: the gradient of the terminal cost.
  ///   - hessian: its second derivative.
  ///   - damping: what is added to the diagonal of the controls' second derivatives.
  /// - Throws: when the model has no minimum.
  init(
    _ stages: [ShootingStage], defects: [Tensor<Double>], gradient: Tensor<Double>,
    hessian: Tensor<Double>, damping: Double
  ) throws(LinearAlgebraError) {
    var value = (p: gradient, matrix: hessian)
    var values = [value]
    var gains: [(constant: Tensor<Double>, linear: Tensor<Double>)] = []
    for (stage, c) in zip(stages, defects).reversed() {
      let next = value.p + times(value.matrix, c)
      let pa = value.matrix.product(stage.a)
      let pb = value.matrix.product(stage.b)
      let m = stage.huu.shape[0]
      let quu =
        stage.huu + stage.b.product(pb, transposing: .left) + damping * Tensor.identity(m)
      let qux = stage.hux + stage.b.product(pa, transposing: .left)
      let qu = stage.qu + times(stage.b.transposed(), next)
      let factor = try CholeskyFactorization(0.5 * (quu + quu.transposed()))
      let (constant, linear) = (-factor.solve(qu), -factor.solve(qux))
      let matrix =
        stage.hxx + stage.a.product(pa, transposing: .left)
        + qux.product(linear, transposing: .left)
      value = (
        stage.qx + times(stage.a.transposed(), next) + times(qux.transposed(), constant),
        0.5 * (matrix + matrix.transposed())
      )
      values.append(value)
      gains.append((constant, linear))
    }
    values.reverse()
    gains.reverse()
    var states = [Tensor<Double>.zeros(gradient.shape)]
    var controls: [Tensor<Double>] = []
    var multipliers: [Tensor<Double>] = []
    var sum = 0.0
    for (k, stage) in stages.enumerated() {
      let move = gains[k].constant + times(gains[k].linear, states[k])
      sum += stage.qx.dot(states[k]) + stage.qu.dot(move)
      controls.append(move)
      states.append(times(stage.a, states[k]) + times(stage.b, move) + defects[k])
      multipliers.append(values[k + 1].p + times(values[k + 1].matrix, states[k + 1]))
    }
    dx = states
    du = controls
    lambda = multipliers
    slope = sum + gradient.dot(states[stages.count])
  }
}

/// M v.
private func times(_ m: Tensor<Double>, _ v: Tensor<Double>) -> Tensor<Double> {
  m.product(v.reshaped(to: [v.count, 1])).reshaped(to: [m.shape[0]])
}
