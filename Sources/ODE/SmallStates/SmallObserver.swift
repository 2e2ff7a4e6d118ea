public import Calculus

/// Sees the accepted steps of a small state; known at compile time, so that none costs nothing.
@usableFromInline
protocol SmallObserver<State> {
  associatedtype State: SmallState

  /// Receives a step, which is made only when it is asked for.
  func observe(_ step: @autoclosure () -> SmallStep<State>)
}

/// Nobody looks.
@usableFromInline
struct NoObserver<State: SmallState>: SmallObserver {
  @inlinable
  init() {}

  @inlinable @inline(__always)
  func observe(_ step: @autoclosure () -> SmallStep<State>) {}
}

/// A closure looks.
@usableFromInline
struct ClosureObserver<State: SmallState>: SmallObserver {
  @usableFromInline let body: (SmallStep<State>) -> Void

  @inlinable
  init(_ body: @escaping (SmallStep<State>) -> Void) {
    self.body = body
  }

  @inlinable @inline(__always)
  func observe(_ step: @autoclosure () -> SmallStep<State>) { body(step()) }
}
