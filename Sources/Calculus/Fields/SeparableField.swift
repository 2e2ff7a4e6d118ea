public import Tensors

/// A vector field on states (q, p) of two halves, of which each moves by the other alone.
///
///     dq/dt = g(p),   dp/dt = f(t, q).
///
/// The first half of the components are the positions q, the second half the momenta p. Mechanical
/// systems, whose energy is T(p) + V(q), are of this kind; composition methods follow them. A field
/// that evaluates its halves apart spares these methods half of their work.
public protocol SeparableField<Element>: VectorField {
  /// Makes an evaluator of the halves for at most `rowCapacity` rows a call.
  func makeSeparableEvaluator(rowCapacity: Int) -> any SeparableEvaluator<Element>
}

extension SeparableField {
  public func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Element> {
    makeSeparableEvaluator(rowCapacity: rowCapacity)
  }
}

/// Evaluates the halves of a separable field on one thread, with memory of its own.
public protocol SeparableEvaluator<Element>: FieldEvaluator {
  /// Computes the velocities of one half of the components of each row.
  ///
  /// - Parameters:
  ///   - half: the half whose velocities are wanted.
  ///   - points: the rows, their whole states.
  ///   - dx: receives the velocities in the places of that half, and nothing in the others; shape
  ///     `[dimension, points.count]`.
  func evaluate(
    _ half: StateHalf, _ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>)
}

extension SeparableEvaluator {
  public func evaluate(_ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>) {
    evaluate(.positions, points, into: dx)
    evaluate(.momenta, points, into: dx)
  }
}

/// One of the two halves of a state.
public enum StateHalf: Sendable, Hashable {
  /// The first half of the components.
  case positions
  /// The second half.
  case momenta

  /// The components of a state of so many.
  public func components(of dimension: Int) -> Range<Int> {
    self == .positions ? 0..<dimension / 2 : dimension / 2..<dimension
  }
}

/// A separable field given by closures over one row.
///
/// ```swift
/// let pendulum = ClosureSeparableField<Double>(dimension: 2) { p, dq in
///   dq[0] = p[0]
/// } force: { _, q, dp in
///   dp[0] = -sin(q[0])
/// }
/// ```
public struct ClosureSeparableField<Element: Scalar>: SeparableField {
  /// The velocity of positions `[dimension / 2]` for momenta of the same number.
  public typealias Velocity =
    @Sendable (_ p: Span<Element>, _ dq: inout MutableSpan<Element>) -> Void
  /// The velocity of momenta `[dimension / 2]` for a time and positions of the same number.
  public typealias Force =
    @Sendable (_ t: Element, _ q: Span<Element>, _ dp: inout MutableSpan<Element>) -> Void

  public let dimension: Int
  let velocity: Velocity
  let force: Force

  /// A field of so many components, half of them positions.
  ///
  /// - Parameters:
  ///   - dimension: the number of components, an even one.
  ///   - velocity: sets every component of dq/dt.
  ///   - force: sets every component of dp/dt.
  /// - Precondition: `dimension` is even, and at least 2.
  public init(dimension: Int, velocity: @escaping Velocity, force: @escaping Force) {
    precondition(
      dimension >= 2 && dimension.isMultiple(of: 2),
      "a separable field has an even number of components, not \(dimension)")
    self.dimension = dimension
    self.velocity = velocity
    self.force = force
  }

  public func makeSeparableEvaluator(rowCapacity: Int) -> any SeparableEvaluator<Element> {
    Evaluator(field: self)
  }

  private final class Evaluator: SeparableEvaluator {
    let field: ClosureSeparableField
    /// The half that is read and the half that is set, of one row.
    let read: UnsafeMutablePointer<Element>
    let set: UnsafeMutablePointer<Element>

    init(field: ClosureSeparableField) {
      self.field = field
      read = .allocate(capacity: field.dimension)
      read.initialize(repeating: 0, count: field.dimension)
      set = read + field.dimension / 2
    }

    deinit { read.deallocate() }

    func evaluate(
      _ half: StateHalf, _ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>
    ) {
      let size = field.dimension / 2
      let (from, to) = half == .positions ? (size, 0) : (0, size)
      let other = Span(_unsafeStart: UnsafePointer(read), count: size)
      for row in 0..<points.count {
        for c in 0..<size { read[c] = points.x[(from + c) * points.count + row] }
        var target = MutableSpan(_unsafeStart: set, count: size)
        switch half {
        case .positions: field.velocity(other, &target)
        case .momenta: field.force(points.t[row], other, &target)
        }
        for c in 0..<size { dx[(to + c) * points.count + row] = set[c] }
      }
    }
  }
}
