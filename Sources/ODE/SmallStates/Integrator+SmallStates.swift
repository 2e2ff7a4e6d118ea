public import Calculus

extension Integrator {
  /// Follows the flow of one small state to its end.
  ///
  /// Where the field's type is known the whole of it, loop, stages, error and velocity, is compiled
  /// for that field, and it allocates nothing.
  ///
  /// ```swift
  /// let end = Integrator(method: .dormandPrince, control: .adaptive(relative: 1e-8))
  ///   .end(of: Pendulum(), from: SIMD2(2, 0), over: TimeSpan(to: 20))
  /// ```
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the state at the beginning.
  ///   - span: the times between which the flow is followed.
  /// - Returns: where the flow ended.
  /// - Precondition: the method has at most 7 stages, the velocity at the end of the step included.
  /// - Complexity: for a method of s stages, s - 1 evaluations a step if the last is the next step's
  ///   first, else s.
  @inlinable
  public func end<Field: SmallField>(
    of field: Field, from x0: Field.State, over span: TimeSpan
  ) -> SmallEnd<Field.State> {
    follow(field, from: x0, over: span, NoObserver())
  }

  /// Follows the flow of one small state to its end, and shows every accepted step to a closure.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the state at the beginning.
  ///   - span: the times between which the flow is followed.
  ///   - observe: receives the steps, first to last.
  /// - Returns: where the flow ended.
  /// - Precondition: the method has at most 7 stages, the velocity at the end of the step included.
  @inlinable
  public func end<Field: SmallField>(
    of field: Field, from x0: Field.State, over span: TimeSpan,
    observing observe: (_ step: SmallStep<Field.State>) -> Void
  ) -> SmallEnd<Field.State> {
    withoutActuallyEscaping(observe) { observe in
      follow(field, from: x0, over: span, ClosureObserver(observe))
    }
  }

  @inlinable @inline(__always)
  func follow<Field: SmallField>(
    _ field: Field, from x0: Field.State, over span: TimeSpan,
    _ observer: some SmallObserver<Field.State>
  ) -> SmallEnd<Field.State> {
    withUnsafeTemporaryAllocation(
      of: Field.State.self, capacity: SmallStepper<Field>.placeCount
    ) { places in
      // The memory is not empty, and so has an address.
      let base = places.baseAddress.unsafelyUnwrapped
      var integration = SmallIntegration(self, field, from: x0, over: span, in: base)
      return integration.run(observer)
    }
  }
}
