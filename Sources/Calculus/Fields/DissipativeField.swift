public import Tensors

/// A vector field along which a potential V does not rise.
///
///     dx/dt = −(M(x) + W(x)) ∇V(x),   M symmetric and without negative eigenvalues, W antisymmetric,
///
/// as gradient systems (W = 0), Hamiltonian systems (M = 0) and all between: dV/dt = −∇Vᵀ M ∇V ≤ 0. The
/// method `discrete-gradient` keeps that for its steps, however long.
public protocol DissipativeField<Element>: VectorField {
  /// Makes an evaluator of the field's parts for at most `rowCapacity` rows a call.
  func makeDissipativeEvaluator(rowCapacity: Int) -> any DissipativeEvaluator<Element>
}

extension DissipativeField {
  public func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Element> {
    makeDissipativeEvaluator(rowCapacity: rowCapacity)
  }
}

/// Evaluates the parts of a dissipative field on one thread, with memory of its own.
public protocol DissipativeEvaluator<Element>: FieldEvaluator {
  /// Computes V of each row; shape `[points.count]`.
  func potential(_ points: RowPoints<Element>, into v: UnsafeMutablePointer<Element>)

  /// Computes ∇V of each row; shape `[dimension, points.count]`.
  func gradient(_ points: RowPoints<Element>, into slope: UnsafeMutablePointer<Element>)

  /// Computes −(M + W) g of each row; shape `[dimension, points.count]`.
  ///
  /// - Parameters:
  ///   - slope: g; shape `[dimension, points.count]`.
  ///   - points: the rows, at whose states the matrices are taken.
  ///   - dx: receives the velocities; overlaps nothing.
  func descend(
    along slope: UnsafePointer<Element>, _ points: RowPoints<Element>,
    into dx: UnsafeMutablePointer<Element>)
}

/// A dissipative field given by closures over one row.
///
/// ```swift
/// let oscillator = ClosureDissipativeField<Double>(dimension: 2) { x in
///   x[1] * x[1] / 2 - cos(x[0])
/// } gradient: { x, g in
///   g[0] = sin(x[0])
///   g[1] = x[1]
/// } descent: { _, g, dx in
///   dx[0] = g[1]
///   dx[1] = -g[0] - 0.1 * g[1]
/// }
/// ```
public struct ClosureDissipativeField<Element: Scalar>: DissipativeField {
  /// V of a state `[dimension]`.
  public typealias Potential = @Sendable (_ x: Span<Element>) -> Element
  /// ∇V of a state `[dimension]`.
  public typealias Gradient =
    @Sendable (_ x: Span<Element>, _ slope: inout MutableSpan<Element>) -> Void
  /// −(M + W) g for a state and g `[dimension]`.
  public typealias Descent =
    @Sendable (
      _ x: Span<Element>, _ slope: Span<Element>, _ dx: inout MutableSpan<Element>
    ) -> Void

  public let dimension: Int
  let potential: Potential
  let gradient: Gradient
  let descent: Descent

  /// A field of so many components.
  ///
  /// - Parameters:
  ///   - dimension: the number of components.
  ///   - potential: V.
  ///   - gradient: sets every component of ∇V.
  ///   - descent: sets every component of −(M + W) g.
  /// - Precondition: `dimension` is at least 1.
  public init(
    dimension: Int, potential: @escaping Potential, gradient: @escaping Gradient,
    descent: @escaping Descent
  ) {
    precondition(dimension >= 1, "a field has at least one component, not \(dimension)")
    self.dimension = dimension
    self.potential = potential
    self.gradient = gradient
    self.descent = descent
  }

  public func makeDissipativeEvaluator(rowCapacity: Int) -> any DissipativeEvaluator<Element> {
    Evaluator(field: self, rows: rowCapacity)
  }

  private final class Evaluator: DissipativeEvaluator {
    let field: ClosureDissipativeField
    /// A state, a gradient and a velocity of one row.
    let x: UnsafeMutablePointer<Element>
    /// Gradients of all rows.
    let slopes: UnsafeMutablePointer<Element>
    let n: Int

    init(field: ClosureDissipativeField, rows: Int) {
      self.field = field
      n = field.dimension
      x = .allocate(capacity: 3 * n)
      x.initialize(repeating: 0, count: 3 * n)
      slopes = .allocate(capacity: max(rows * n, 1))
    }

    deinit {
      x.deallocate()
      slopes.deallocate()
    }

    private func read(
      _ row: Int, of count: Int, _ y: UnsafePointer<Element>,
      to place: UnsafeMutablePointer<Element>
    ) {
      for c in 0..<n { place[c] = y[c * count + row] }
    }

    private func write(_ row: Int, of count: Int, to y: UnsafeMutablePointer<Element>) {
      for c in 0..<n { y[c * count + row] = x[2 * n + c] }
    }

    func potential(_ points: RowPoints<Element>, into v: UnsafeMutablePointer<Element>) {
      for row in 0..<points.count {
        read(row, of: points.count, points.x, to: x)
        v[row] = field.potential(Span(_unsafeStart: UnsafePointer(x), count: n))
      }
    }

    func gradient(_ points: RowPoints<Element>, into slope: UnsafeMutablePointer<Element>) {
      for row in 0..<points.count {
        read(row, of: points.count, points.x, to: x)
        var target = MutableSpan(_unsafeStart: x + 2 * n, count: n)
        field.gradient(Span(_unsafeStart: UnsafePointer(x), count: n), &target)
        write(row, of: points.count, to: slope)
      }
    }

    func descend(
      along slope: UnsafePointer<Element>, _ points: RowPoints<Element>,
      into dx: UnsafeMutablePointer<Element>
    ) {
      for row in 0..<points.count {
        read(row, of: points.count, points.x, to: x)
        read(row, of: points.count, slope, to: x + n)
        var target = MutableSpan(_unsafeStart: x + 2 * n, count: n)
        field.descent(
          Span(_unsafeStart: UnsafePointer(x), count: n),
          Span(_unsafeStart: UnsafePointer(x + n), count: n), &target)
        write(row, of: points.count, to: dx)
      }
    }

    func evaluate(_ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>) {
      gradient(points, into: slopes)
      descend(along: slopes, points, into: dx)
    }
  }
}
