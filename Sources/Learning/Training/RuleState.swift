public import Tensors

/// What the rule of a training remembers, by name: enough to go on as if nothing had happened.
///
/// Moments of an update rule and its count of steps; position, gradient and curvature of L-BFGS; the
/// penalty of extended successive approximations. Numbers of single precision are kept exactly.
public struct RuleState: Sendable, Equatable {
  /// The numbers.
  public var numbers: [String: Double]
  /// The words.
  public var words: [String: String]
  /// The arrays.
  public var arrays: [String: Tensor<Double>]

  /// A state.
  public init(
    numbers: [String: Double] = [:], words: [String: String] = [:],
    arrays: [String: Tensor<Double>] = [:]
  ) {
    self.numbers = numbers
    self.words = words
    self.arrays = arrays
  }

  /// A number that must be there.
  func number(_ name: String) throws(CheckpointError) -> Double {
    guard let number = numbers[name] else { throw .rule("it has no \(name)") }
    return number
  }

  /// A whole number that must be there.
  func count(_ name: String) throws(CheckpointError) -> Int {
    let number = try number(name)
    guard let count = Int(exactly: number) else { throw .rule("its \(name) is \(number)") }
    return count
  }

  /// An array that must be there.
  func array<Element: Scalar>(_ name: String) throws(CheckpointError) -> Tensor<Element> {
    guard let array = arrays[name] else { throw .rule("it has no \(name)") }
    return array.converted(to: Element.self)
  }
}
