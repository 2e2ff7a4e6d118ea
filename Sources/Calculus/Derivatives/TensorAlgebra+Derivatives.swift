extension TensorAlgebra {
  /// The gradient ∇ₓV of a number, or of one number a row, inside a field, a layer or a loss.
  ///
  /// The function is traced and differentiated, and the result is recorded, or computed, like every
  /// other value: it can be differentiated again. What the function uses beside x is passed through
  /// `given`; derivatives reach it, too.
  ///
  /// ```swift
  /// /// A flow that dissipates V, and keeps it on the way round: dx/dt = -(M + J) ∇V(x).
  /// struct Dissipation: ControlledField {
  ///   let dimension = 2
  ///   let parameters = ParameterLayout(["hidden": [2, 16], "out": [16, 1], "flow": [2, 2]])
  ///
  ///   func potential<A: TensorAlgebra>(_ x: A, _ theta: [A]) -> A {
  ///     (x • theta[0]).tanh() • theta[1] + 0.1 * x.squared().sum(over: -1).reshaped(to: [-1, 1])
  ///   }
  ///
  ///   func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
  ///     let slope = A.gradient(at: x, given: theta.values) { x, theta in potential(x, theta) }
  ///     return -(slope • theta[2])
  ///   }
  /// }
  /// ```
  ///
  /// > Source: the use in fields, Yu, Tian, E & Li, Physical Review Fluids 6 (2021), 114402.
  ///
  /// - Parameters:
  ///   - x: where the gradient is taken; rows of a batch are differentiated each by itself.
  ///   - given: other values that the function uses.
  ///   - function: from x and the other values to the number; shape `[]`, `[rows]` or `[rows, 1]`.
  /// - Returns: the gradient; the shape of x.
  public static func gradient(
    at x: Self, given: [Self] = [], of function: (_ x: Symbol, _ given: [Symbol]) -> Symbol
  ) -> Self {
    let inputs = [x] + given
    let graph = Graph(inputs: inputs.map(\.shape)) { [function($0[0], Array($0.dropFirst()))] }
    return graph.gradient(wrt: [0])(inputs)[0]
  }

  /// The derivative of a function at x along v, J v, inside a field, a layer or a loss.
  ///
  /// - Parameters:
  ///   - x: where the derivative is taken.
  ///   - v: the direction; the shape of x.
  ///   - given: other values that the function uses.
  ///   - function: from x and the other values to the result.
  /// - Returns: the derivative; the shape of the function's result.
  public static func derivative(
    at x: Self, along v: Self, given: [Self] = [],
    of function: (_ x: Symbol, _ given: [Symbol]) -> Symbol
  ) -> Self {
    precondition(
      v.shape == x.shape,
      "a direction \(Extents.describe(v.shape)) at \(Extents.describe(x.shape))")
    let inputs = [x] + given
    let graph = Graph(inputs: inputs.map(\.shape)) { [function($0[0], Array($0.dropFirst()))] }
    return graph.pushforward(wrt: [0])(inputs + [v])[0]
  }
}
