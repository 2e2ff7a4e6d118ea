public import DataIO
import Tensors

/// What the rule of a training remembers, by name: enough to go on as if nothing had happened.
///
/// Moments of an update rule and its count of steps; position, gradient and curvature of L-BFGS; the
/// penalty of extended successive approximations.
public struct RuleState: Sendable, Equatable {
  /// The numbers.
  public var numbers: [String: Double]
  /// The words.
  public var words: [String: String]
  /// The arrays, in the training's precision.
  public var arrays: [String: StoredTensor]

  /// A state.
  public init(
    numbers: [String: Double] = [:], words: [String: String] = [:],
    arrays: [String: StoredTensor] = [:]
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
    guard let tensor = array.tensor(as: Element.self) else {
      throw .rule("its \(name) is of type \(array.type.rawValue)")
    }
    return tensor
  }
}

extension RuleState {
  /// Adds an array.
  mutating func add<Element: Scalar>(_ name: String, _ tensor: Tensor<Element>) {
    arrays[name] = StoredTensor(named: name, tensor)
  }
}

extension StoredTensor {
  /// A tensor of either precision under a name.
  init<Element: Scalar>(named name: String, _ tensor: Tensor<Element>) {
    if let tensor = tensor as? Tensor<Float> {
      self.init(name: name, tensor)
    } else {
      self.init(name: name, tensor.converted(to: Double.self))
    }
  }

  /// The tensor; nil when its elements are of another type.
  func tensor<Element: Scalar>(as type: Element.Type) -> Tensor<Element>? {
    if type is Float.Type {
      return elements(as: Float.self).map { Tensor($0, shape: shape) } as? Tensor<Element>
    }
    return elements(as: Double.self).map { Tensor($0, shape: shape) } as? Tensor<Element>
  }
}
