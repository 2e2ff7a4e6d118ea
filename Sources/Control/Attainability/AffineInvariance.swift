public import Calculus
public import Tensors

/// A change of a velocity that families of flows are asked to allow: f becomes D f(A x + b).
public struct AffineChange: Sendable {
  /// The diagonal of D: entries -1, 0 and 1; shape `[dimension]`.
  public let signs: Tensor<Double>
  /// The diagonal of A: entries of magnitude at most 1; shape `[dimension]`.
  public let scales: Tensor<Double>
  /// The shift b; shape `[dimension]`.
  public let shift: Tensor<Double>

  /// A change drawn at random, its shift from [-2, 2).
  public init(dimension: Int, using stream: inout RandomStream) {
    signs = Tensor((0..<dimension).map { _ in Double(stream.integer(below: 3) - 1) })
    scales = .uniform(shape: [dimension], in: -1..<1, using: &stream)
    shift = .uniform(shape: [dimension], in: -2..<2, using: &stream)
  }
}

/// Whether a family of velocities is restricted affine invariant: with f it holds D f(A · + b) for
/// every shift b, every diagonal D of -1, 0, 1 and every diagonal A of numbers up to 1.
///
/// It is one of the two conditions under which flows of a family approximate every continuous map; a
/// well in the closed convex hull (see ``WellCheck``) is the other. A family is a field with its
/// admissible set. The claim is a formula for the parameters of the changed velocity; the check draws
/// parameters, changes and points, and compares.
///
/// > Source: Li, Lin & Shen, arXiv:1912.10382, the definition of restricted affine invariance.
public struct AffineInvarianceCheck: Sendable, Hashable {
  /// The greatest difference between the family's velocity and the changed one.
  public let greatestDifference: Double
  /// The part of draws whose changed parameters leave the admissible set.
  public let shareOutside: Double

  /// Whether the formula holds, up to rounding, and stays within the set.
  public var holds: Bool { greatestDifference < 1e-12 && shareOutside == 0 }

  /// Checks a formula.
  ///
  /// - Parameters:
  ///   - field: the velocities; at time 0.
  ///   - admissible: the set of their parameters.
  ///   - draws: how many parameters, changes and batches of points are drawn.
  ///   - stream: the source of all.
  ///   - changed: the parameters, shape `[parameters]`, of D f(A x + b), from those of f.
  public init(
    of field: some ControlledField, in admissible: AdmissibleSet, draws: Int = 100,
    using stream: inout RandomStream,
    changed: (_ theta: Tensor<Double>, _ change: AffineChange) -> Tensor<Double>
  ) {
    let program = HamiltonianProgram<Double>(Hamiltonian(field: field))
    var greatest = 0.0
    var outside = 0
    for _ in 0..<draws {
      let theta = admissible.projection(
        of: Tensor<Double>.uniform(
          shape: [program.parameters.count], in: -2..<2, using: &stream))
      let change = AffineChange(dimension: field.dimension, using: &stream)
      let x: Tensor<Double> = .uniform(
        shape: [16, field.dimension], in: -3..<3, using: &stream)
      let other = changed(theta, change)
      if !admissible.contains(other) { outside += 1 }
      let wanted =
        change.signs
        * FlowField(program, theta: theta).velocities(at: 0, change.scales * x + change.shift)
      let found = FlowField(program, theta: other).velocities(at: 0, x)
      let difference = (wanted - found).absolute().maximum()
      // A difference that is not a number is the greatest there is.
      greatest = difference.isNaN ? .infinity : max(greatest, difference)
    }
    greatestDifference = greatest
    shareOutside = Double(outside) / Double(max(draws, 1))
  }
}
