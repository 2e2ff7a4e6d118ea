public import Tensors

/// What one iteration takes, counted from the formulas of the problem.
public struct CaseWork: Sendable, Equatable {
  /// The additions and multiplications of matrix products.
  public var productFlops = 0.0
  /// The values of each function of one number.
  public var functions: [UnaryOperation: Double] = [:]
  /// The other operations on single numbers.
  public var otherOperations = 0.0
  /// The bytes that are written for later and read again: tapes, parameters, moments.
  public var bytes = 0.0
  /// Rows times evaluations of the field, each forwards and, where there is a gradient, back.
  public var rowEvaluations = 0.0
  /// The operations of graphs that were traced and compiled.
  public var tracedOperations = 0

  /// No work.
  public init() {}

  /// All operations: those of products, those of functions as one each, and the others.
  public var operations: Double {
    productFlops + functions.values.reduce(0, +) + otherOperations
  }
}

/// What one evaluation of a field takes for one row.
public struct FieldWork: Sendable, Equatable {
  /// The multiplications of matrix products, each with its addition.
  public var multiplyAdds = 0
  /// The values of each function.
  public var functions: [UnaryOperation: Int] = [:]
  /// The other operations on single numbers.
  public var others = 0

  /// A field without operations.
  public init() {}

  /// A perceptron of the given widths, inputs first, with a function between the maps.
  public init(widths: [Int], function: UnaryOperation) {
    multiplyAdds = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    functions = [function: widths.dropFirst().dropLast().reduce(0, +)]
  }

  /// The work of so many row evaluations, with the pullback or without.
  ///
  /// The pullback has two products for each of the field's (by the state and by the weights) and, for
  /// each value of a function, its derivative and a product with it.
  public func work(rowEvaluations: Double, withPullback: Bool) -> CaseWork {
    var work = CaseWork()
    work.rowEvaluations = rowEvaluations
    work.productFlops = rowEvaluations * Double(2 * multiplyAdds * (withPullback ? 3 : 1))
    work.functions = functions.mapValues { Double($0) * rowEvaluations }
    let derivatives = withPullback ? 2 * functions.values.reduce(0, +) : 0
    work.otherOperations = rowEvaluations * Double(others * (withPullback ? 3 : 1) + derivatives)
    return work
  }
}
