import CKernels

/// One instruction of a program: plain numbers, so that running it touches no reference count.
///
/// Buffers are named by their place in the workspace's table of pointers. An extent of `-m` is m
/// times the number of rows of the run.
enum Step {
  case run(UnsafePointer<fl_run>, rows: Int)
  case product(ProductStep)
  case reduce(ReduceStep)
  case copy(UnsafePointer<CopyStep>)
  case gather(GatherStep)
  case extent(to: Int, extent: Int)
}

/// A matrix product, or as many as a stack is high.
struct ProductStep {
  var a: Int
  var b: Int
  var c: Int
  /// The bias that is added to every row; -1 for none.
  var bias: Int = -1
  var m: Int
  var n: Int
  var k: Int
  /// The strides of the left matrix, extents like the others.
  var aRow: Int
  var aColumn: Int
  var stack: Int = 1
  var accumulates = false
}

/// A sum or a maximum over the middle of three axes.
struct ReduceStep {
  var x: Int
  var y: Int
  var outer: Int
  var count: Int
  var inner: Int
  var isMaximum: Bool
  var accumulates = false
}

/// A strided copy: up to eight axes.
struct CopyStep {
  typealias Axes = (Int, Int, Int, Int, Int, Int, Int, Int)

  var x: Int
  var y: Int
  var rank: Int
  var extents: Axes = (1, 1, 1, 1, 1, 1, 1, 1)
  var xStrides: Axes = (0, 0, 0, 0, 0, 0, 0, 0)
  var yStrides: Axes = (0, 0, 0, 0, 0, 0, 0, 0)
  /// Where in the destination the box begins.
  var yOffset = 0
  /// Where in the source the box begins.
  var xOffset = 0
  /// The elements of the destination to set to zero first; 0 for none.
  var cleared = 0
  var accumulates = false
}

/// Rows taken from a table by number, or added to it.
struct GatherStep {
  var table: Int
  var indices: Int
  var values: Int
  /// The rows of the table, the indices, and the numbers in a row.
  var tableRows: Int
  var count: Int
  var width: Int
  /// Whether rows are added to the table instead of taken from it.
  var scatters: Bool
}
