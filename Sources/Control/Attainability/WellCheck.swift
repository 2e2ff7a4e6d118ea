public import Tensors

/// Whether a function looks like a well: Lipschitz, and zero just on the closure of a bounded open
/// convex set.
///
/// The closed convex hull of a family of velocities must hold such a function for flows of the family
/// to approximate every continuous map (in more than one dimension, in L^p). The check evaluates the
/// function at points drawn from a cube and outside of it; it refutes, and what it does not refute is
/// likely, not proven.
///
/// > Source: Li, Lin & Shen, arXiv:1912.10382, the definition of a well function and the main theorem.
public struct WellCheck: Sendable, Hashable {
  /// The part of the cube's points where the function is 0: nothing of an interior when 0.
  public let zeroShare: Double
  /// The part of the points outside the cube, up to eight times as far, where the function is 0: the
  /// zeros are not bounded by the cube unless it is 0.
  public let zeroShareOutside: Double
  /// The part of points between two zeros where the function is not 0: not convex unless it is 0.
  public let gapShare: Double
  /// The steepest slope between two points of the cube, or a border of the zeros and a point beyond,
  /// that are a thousandth of the cube apart.
  public let coarseSlope: Double
  /// The same, a millionth apart.
  public let fineSlope: Double

  /// Whether nothing speaks against a well: zeros with an interior, bounded, convex, and slopes that do
  /// not grow by more than half as points draw near.
  public var isWell: Bool {
    zeroShare > 0 && zeroShareOutside == 0 && gapShare == 0
      && fineSlope <= 1.5 * coarseSlope
  }

  /// Checks a function; of a vector valued one, check each component.
  ///
  /// - Parameters:
  ///   - dimension: the dimension of points.
  ///   - radius: half the side of the cube around 0.
  ///   - samples: how many points are drawn for each question.
  ///   - tolerance: the magnitude up to which a value counts as 0.
  ///   - stream: the source of points.
  ///   - function: from points `[rows, dimension]` to values `[rows]`.
  public init(
    dimension: Int, radius: Double, samples: Int = 10_000, tolerance: Double = 0,
    using stream: inout RandomStream, of function: (Tensor<Double>) -> Tensor<Double>
  ) {
    func zeros(_ points: Tensor<Double>) -> [Int] {
      function(points).elements.enumerated().filter { abs($0.element) <= tolerance }.map(\.offset)
    }
    let cube =
      radius
      * Tensor<Double>.uniform(
        shape: [samples, dimension], in: -1..<1, using: &stream)
    let inside = zeros(cube)
    zeroShare = Double(inside.count) / Double(samples)
    zeroShareOutside =
      Double(zeros(WellCheck.outside(cube, radius, &stream)).count) / Double(samples)
    gapShare = WellCheck.gapShare(cube.rows(at: inside), zeros, &stream)
    func steepest(_ part: Double) -> Double {
      let shift: Tensor<Double> = .uniform(shape: cube.shape, in: -1..<1, using: &stream)
      let near = cube + part * radius * shift
      let lengths = (near - cube).squared().sum(over: 1).squareRoot()
      return ((function(near) - function(cube)).absolute() / lengths).maximum()
    }
    let border = WellCheck.border(cube, inside, zeros)
    func rise(_ part: Double) -> Double {
      guard border.points.count > 0 else { return 0 }
      let length = part * radius
      return (function(border.points + length * border.directions).absolute() / length).maximum()
    }
    coarseSlope = max(steepest(1e-3), rise(1e-3))
    fineSlope = max(steepest(1e-6), rise(1e-6))
  }

  /// Points of the cube thrown out of it along their own directions, to one to eight times the radius
  /// in their largest component.
  private static func outside(
    _ cube: Tensor<Double>, _ radius: Double, _ stream: inout RandomStream
  ) -> Tensor<Double> {
    let factors: Tensor<Double> = .uniform(shape: [cube.shape[0], 1], in: 1..<8, using: &stream)
    let reach = cube.absolute().maximum(over: 1).reshaped(to: [cube.shape[0], 1])
    return radius * factors * cube / reach
  }

  /// Where the zeros end on the ways from zeros to other points, by bisection, and these ways' directions.
  private static func border(
    _ cube: Tensor<Double>, _ inside: [Int], _ find: (Tensor<Double>) -> [Int]
  ) -> (points: Tensor<Double>, directions: Tensor<Double>) {
    let isZero = Set(inside)
    let others = (0..<cube.shape[0]).filter { !isZero.contains($0) }
    let count = min(inside.count, others.count)
    var low = cube.rows(at: Array(inside.prefix(count)))
    let high = cube.rows(at: Array(others.prefix(count)))
    let directions =
      (high - low)
      / (high - low).squared().sum(over: 1).squareRoot()
      .reshaped(to: [count, 1])
    var width = high - low
    for _ in 0..<50 {
      width = width / 2
      let middle = low + width
      let zeros = Set(find(middle))
      low = low.replacing(
        with: middle,
        where: Tensor((0..<count).map { zeros.contains($0) ? 1 : 0 }, shape: [count, 1]))
    }
    return (low, directions)
  }

  /// The part of random mixtures of two zeros that are none.
  private static func gapShare(
    _ zeros: Tensor<Double>, _ find: (Tensor<Double>) -> [Int], _ stream: inout RandomStream
  ) -> Double {
    let count = zeros.shape[0]
    guard count > 1 else { return 0 }
    let partners = zeros.rows(at: stream.permutation(of: count))
    let shares: Tensor<Double> = .uniform(shape: [count, 1], in: 0..<1, using: &stream)
    let between = shares * zeros + (1 - shares) * partners
    return 1 - Double(find(between).count) / Double(count)
  }
}
