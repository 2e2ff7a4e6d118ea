import Calculus
import Tensors

/// The parameters of stages: a control's nodes, their tangents, and where they are mixed.
final class StageControl<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  /// Which parameters a program was prepared with.
  struct Key: Equatable {
    let version: Int
    let mixture: ControlMixture
  }

  private let shape: ControlShape
  private let span: TimeSpan
  private let parameterCount: Int
  /// Mixtures of two nodes, of two nodes' tangents, and the cotangents of such.
  private let mixed: Buffer
  private var nodes: UnsafePointer<Element>?
  private var tangents: UnsafePointer<Element>?
  private var version = 0
  /// The piece of the horizon that steps are in.
  var piece = 0

  init(_ shape: ControlShape, over span: TimeSpan, parameterCount: Int) {
    self.shape = shape
    self.span = span
    self.parameterCount = parameterCount
    mixed = .allocate(capacity: max(4 * parameterCount, 1))
    mixed.initialize(repeating: 0, count: max(4 * parameterCount, 1))
  }

  deinit { mixed.deallocate() }

  /// The numbers that a control of so many parameters holds.
  static func count(_ parameterCount: Int) -> Int { max(4 * parameterCount, 1) }

  /// Says where the nodes lie; shape `[nodes, parameters]`.
  func setNodes(_ theta: UnsafePointer<Element>) {
    nodes = theta
    version += 1
  }

  /// Says where the nodes' tangents lie; shape `[nodes, parameters]`.
  func setTangents(_ tangents: UnsafePointer<Element>) { self.tangents = tangents }

  /// Whether rows at different times have different parameters.
  var dependsOnRow: Bool {
    if case .piecewiseLinear = shape { return true }
    return false
  }

  /// The control at a time in the present piece.
  func mixture(at t: Double) -> ControlMixture {
    let length = span.end - span.start
    return shape.mixture(at: length == 0 ? 0 : (t - span.start) / length, in: piece)
  }

  func key(_ mixture: ControlMixture) -> Key { Key(version: version, mixture: mixture) }

  /// The parameters of a mixture, or their tangents.
  func parameters(_ mixture: ControlMixture, tangent: Bool) -> UnsafePointer<Element>? {
    guard let base = tangent ? tangents : nodes else {
      preconditionFailure("parameters are needed before they are set")
    }
    let node = base + mixture.node * parameterCount
    guard mixture.weight > 0 else { return node }
    let place = mixed + (tangent ? parameterCount : 0)
    place.update(from: node, count: parameterCount)
    Element.scaleAdd(
      Element(mixture.weight), node + parameterCount, Element(1 - mixture.weight), to: place,
      count: parameterCount)
    return UnsafePointer(place)
  }

  /// Where a mixture's cotangent is to be added.
  func gathering(_ mixture: ControlMixture, into nodesBar: Buffer, copy: Int) -> Buffer {
    guard mixture.weight > 0 else { return nodesBar + mixture.node * parameterCount }
    let place = mixed + (2 + copy) * parameterCount
    Element.fill(place, with: 0, count: parameterCount)
    return place
  }

  /// Shares a mixture's cotangent out to its nodes.
  func share(_ mixture: ControlMixture, into nodesBar: Buffer, copy: Int) {
    guard mixture.weight > 0 else { return }
    let place = mixed + (2 + copy) * parameterCount
    let node = nodesBar + mixture.node * parameterCount
    Element.scaleAdd(Element(1 - mixture.weight), place, 1, to: node, count: parameterCount)
    Element.scaleAdd(
      Element(mixture.weight), place, 1, to: node + parameterCount, count: parameterCount)
  }
}
