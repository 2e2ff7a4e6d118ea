public import Calculus
public import Tensors

/// How far states are from the exact solution, as a second solve shows it.
extension Integrator {
  /// Follows a flow through given times, and estimates the error of each state there.
  ///
  /// A second solve is made with tolerances a hundred times smaller, or with twice as many equal steps. Its
  /// own error being so much less, the difference of the two is the error of the first: of adaptive steps
  /// as it is, of equal ones, of order p, as Richardson's extrapolation has it, times 2^p / (2^p − 1).
  /// Tolerances bound the error of each step alone; this is what errors have become on the way, and it
  /// grows where the flow expands. Where the tolerances of the second solve are below rounding, they stay
  /// a little above it.
  ///
  /// The second solve of adaptive steps of order p takes about 100^(1/p) times as many evaluations as the
  /// first: 2.5 times for order 5.
  ///
  /// > Source: Shampine, SIAM Review 47 (2005), "Error estimation and control for ODEs", on tolerance
  /// > proportionality.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`, or `[dimension]` for one row.
  ///   - span: the times between which the flow is followed.
  ///   - times: the times at which states are wanted, within the span and in its direction; only its end
  ///     when nil.
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: the trajectory of this integrator, and its errors: the sizes of the components'
  ///   differences, NaN where either solve has failed before; shape `[times, rows, dimension]`.
  /// - Precondition: the states have the field's dimension.
  public func trajectoryWithErrors<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    at times: [Double]? = nil, on pool: ForkJoinPool? = nil
  ) -> (trajectory: Trajectory<Element>, errors: Tensor<Element>) {
    let coarse = trajectory(of: field, from: x0, over: span, at: times, on: pool)
    let fine = finer(Element.self).trajectory(of: field, from: x0, over: span, at: times, on: pool)
    let factor: Element
    if case .fixed = control {
      let power = Element(
        (0..<order(ofOutput: times, span)).reduce(1) { product, _ in product * 2 })
      factor = power / (power - 1)
    } else {
      factor = 1
    }
    let errors = zip(coarse.states.elements, fine.states.elements).map { abs($0 - $1) * factor }
    return (coarse, Tensor(errors, shape: coarse.states.shape))
  }

  /// The order of what is wanted: that of steps at their ends, of the dense output elsewhere.
  private func order(ofOutput times: [Double]?, _ span: TimeSpan) -> Int {
    times.map { $0 == [span.end] } ?? true
      ? method.order : min(method.order, method.denseOutput.order + 1)
  }

  /// The same integrator, with less of an error.
  private func finer<Element: Scalar>(_ precision: Element.Type) -> Integrator {
    switch control {
    case .fixed(let steps): return Integrator(method: method, control: .fixed(steps: 2 * steps))
    case .adaptive(var knobs):
      let least = 8 * Double(Element.ulpOfOne)
      func finer(_ relative: Double) -> Double { min(max(relative / 100, least), relative) }
      knobs.relative = finer(knobs.relative)
      knobs.absolute /= 100
      knobs.componentTolerances = knobs.componentTolerances.map {
        ComponentTolerances(
          relative: $0.relative.map(finer), absolute: $0.absolute.map { $0 / 100 })
      }
      knobs.maximumSteps = knobs.maximumSteps.saturated(times: 10)
      return Integrator(method: method, control: .adaptive(knobs))
    }
  }
}
