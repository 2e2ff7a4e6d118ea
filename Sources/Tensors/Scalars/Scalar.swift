public import CKernels

/// A real number type that tensors hold and kernels compute with: `Float` or `Double`.
///
/// Its static requirements are whole-buffer kernels, so that generic code above this floor does no
/// work per element and needs no specialisation: one call, about 25 ns, for a buffer of any length.
/// Pointers need no alignment. What each kernel computes is said where it is declared.
public protocol Scalar: BinaryFloatingPoint, LosslessStringConvertible, Sendable,
  ElementwiseKernels, ProductKernels, StepKernels, ReductionKernels, UpdateKernels, MatrixKernels,
  Factorizable, RandomFill
{
  /// The name of the type in files and options: `float32` or `float64`.
  static var precisionName: String { get }
}

/// Operations on every element of a buffer.
public protocol ElementwiseKernels {
  /// Computes `y[i] = operation(x[i])`; `y` may be `x`.
  static func apply(
    _ operation: UnaryOperation, _ x: UnsafePointer<Self>, to y: UnsafeMutablePointer<Self>,
    count: Int)

  /// Computes `y[i] = operation(a[i], b[i])`; `y` may be `a` or `b`.
  static func apply(
    _ operation: BinaryOperation, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    to y: UnsafeMutablePointer<Self>, count: Int)

  /// Computes `y[i] = operation(a[i], b[i], c[i])`; `y` may be one of the operands.
  static func apply(
    _ operation: TernaryOperation, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    _ c: UnsafePointer<Self>, to y: UnsafeMutablePointer<Self>, count: Int)

  /// Executes a fused run over `[rows, columns]` with `slots` as its buffers.
  static func execute(
    _ run: UnsafePointer<fl_run>, slots: UnsafePointer<UnsafeMutablePointer<Self>?>, rows: Int,
    columns: Int, scratch: UnsafeMutablePointer<Self>)

  /// Performs the steps of a program over `rows` rows with `slots` as its buffers.
  static func execute(
    _ steps: UnsafePointer<fl_step>, count: Int, slots: UnsafePointer<UnsafeMutablePointer<Self>?>,
    rows: Int, scratch: UnsafeMutablePointer<Self>)

  /// The elements of scratch memory that a fused run needs.
  static func scratchCount(of run: UnsafePointer<fl_run>) -> Int

  /// Copies a box between strided places, or adds it there; strides in elements, 0 to repeat.
  static func copy(
    extents: UnsafeBufferPointer<Int>, _ x: UnsafePointer<Self>,
    strides xStrides: UnsafePointer<Int>,
    to y: UnsafeMutablePointer<Self>, strides yStrides: UnsafePointer<Int>, accumulating: Bool)

  /// Sets `count` elements to a value.
  static func fill(_ y: UnsafeMutablePointer<Self>, with value: Self, count: Int)

  /// Computes `y[i] = alpha * x[i] + beta * y[i]`.
  static func scaleAdd(
    _ alpha: Self, _ x: UnsafePointer<Self>, _ beta: Self, to y: UnsafeMutablePointer<Self>,
    count: Int)
}

/// Matrix products.
public protocol ProductKernels {
  /// Computes `C = A B + bias`, or adds it to C: A is `[m, k]` with strides, B `[k, n]` and C
  /// `[m, n]` have contiguous rows; the bias is one number for each row of C. A column of C depends
  /// on its own column of B alone, bit for bit.
  static func product(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<Self>, rowStride: Int, columnStride: Int,
    _ b: UnsafePointer<Self>, rowStride bRow: Int, to c: UnsafeMutablePointer<Self>,
    rowStride cRow: Int, bias: UnsafePointer<Self>?, accumulating: Bool)

  /// Computes `C = A Bᵀ`, or adds it to C: A `[m, k]` and B `[n, k]` have contiguous rows, C `[m, n]`
  /// has strides. Where it gathers partial sums, C holds a vector of ``partialStride`` numbers for
  /// each element, to be joined by ``joinPartial(_:to:count:)``.
  static func contract(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<Self>, rowStride aRow: Int, _ b: UnsafePointer<Self>,
    rowStride bRow: Int, to c: UnsafeMutablePointer<Self>, rowStride cRow: Int,
    columnStride cColumn: Int, accumulating: Bool, partially: Bool)

  /// Adds to `y[i]` the sum of the i-th vector of partial sums.
  static func joinPartial(
    _ partial: UnsafePointer<Self>, to y: UnsafeMutablePointer<Self>, count: Int)
}

extension ProductKernels {
  /// The numbers from one vector of partial sums to the next.
  public static var partialStride: Int { Int(FL_PARTIAL_BYTES) / MemoryLayout<Self>.stride }
}

/// The fused forms of Runge-Kutta steps.
public protocol StepKernels {
  /// Computes `y = x + h * sum(weights[i] * k[i])` over `[rows, columns]`; `h` is one step size
  /// (`stepPerRow` false) or one a row; `x` may be nil for zero.
  static func combine(
    rows: Int, columns: Int, _ x: UnsafePointer<Self>?, h: UnsafePointer<Self>, stepPerRow: Bool,
    weights: UnsafeBufferPointer<Self>, _ k: UnsafePointer<UnsafePointer<Self>?>,
    to y: UnsafeMutablePointer<Self>)

  /// Computes `y[c, r] = x[c, r] + h[r] * sum(weights[i] * k[i][c, r])` with the rows last: element
  /// (c, r) is at `c * rows + r`; `x` may be nil for zero.
  static func combine(
    rowsLast rows: Int, columns: Int, _ x: UnsafePointer<Self>?, h: UnsafePointer<Self>,
    weights: UnsafeBufferPointer<Self>, _ k: UnsafePointer<UnsafePointer<Self>?>,
    to y: UnsafeMutablePointer<Self>)

  /// Computes one row of that sum: the pointers are to its first component, `rows` numbers before the
  /// next one; `y` is contiguous.
  static func combine(
    rowOf rows: Int, columns: Int, _ x: UnsafePointer<Self>, h: Self,
    weights: UnsafeBufferPointer<Self>, _ k: UnsafePointer<UnsafePointer<Self>?>,
    to y: UnsafeMutablePointer<Self>)

  /// Computes each row's mean over the columns of `(h * e / (absolute + relative * max(|x|, |y|)))^2`,
  /// `e = sum(weights[i] * k[i])`, with the rows last; NaN where `y` is not finite.
  static func squaredErrors(
    rowsLast rows: Int, columns: Int, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>,
    h: UnsafePointer<Self>, weights: UnsafeBufferPointer<Self>,
    _ k: UnsafePointer<UnsafePointer<Self>?>, tolerances: (absolute: Self, relative: Self),
    to squares: UnsafeMutablePointer<Self>)

  /// Copies the rows whose `chosen` is not 0, with the rows last.
  static func copy(
    rowsLast rows: Int, columns: Int, where chosen: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
    to y: UnsafeMutablePointer<Self>)

  /// Computes each row's error norm: the root mean square over the columns of
  /// `e / (absolute + relative * max(|x|, |y|))`.
  static func errorNorm(
    rows: Int, columns: Int, _ e: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
    _ y: UnsafePointer<Self>, absolute: Self, relative: Self,
    to norms: UnsafeMutablePointer<Self>)
}

/// Sums and their kin, in an order that depends on the extents only.
public protocol ReductionKernels {
  /// Computes `y[o, i] = sum over r of x[o, r, i]`, or adds it to `y`.
  static func sum(
    outer: Int, count: Int, inner: Int, _ x: UnsafePointer<Self>,
    to y: UnsafeMutablePointer<Self>, accumulating: Bool)

  /// Computes `y[o, i] = max over r of x[o, r, i]`.
  static func maximum(
    outer: Int, count: Int, inner: Int, _ x: UnsafePointer<Self>,
    to y: UnsafeMutablePointer<Self>)

  /// The index of the first NaN, or else of the first greatest element; `count` is at least 1.
  static func indexOfMaximum(_ x: UnsafePointer<Self>, count: Int) -> Int

  /// The sum of the products of two buffers' elements.
  static func dot(_ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, count: Int) -> Self

  /// Whether the elements of two buffers are equal pair by pair.
  static func areEqual(_ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, count: Int) -> Bool

  /// Whether all elements are finite.
  static func allFinite(_ x: UnsafePointer<Self>, count: Int) -> Bool
}
