import Calculus
import DataIO
import Tensors

extension ONNXEmission {
  /// A function of every element.
  mutating func unary(_ function: UnaryOperation) -> String {
    switch function {
    case .square: builder.add("Mul", [operands[0], operands[0]])
    case .step: number(builder.add("Less", [constant(0), operands[0]]))
    case .gelu, .silu:
      preconditionFailure("\(function) is lowered before it is written")
    default: builder.add(function.onnxName, operands)
    }
  }

  /// A function of pairs of elements.
  mutating func binary(_ function: BinaryOperation) -> String {
    switch function {
    case .add: builder.add("Add", operands)
    case .subtract: builder.add("Sub", operands)
    case .multiply: builder.add("Mul", operands)
    case .divide: builder.add("Div", operands)
    case .maximum: builder.add("Max", operands)
    case .minimum: builder.add("Min", operands)
    case .power: builder.add("Pow", operands)
    case .less: number(builder.add("Less", operands))
    case .lessOrEqual: number(builder.add("LessOrEqual", operands))
    case .equal: number(builder.add("Equal", operands))
    }
  }

  /// `a` where a condition is not 0, `b` where it is.
  mutating func select() -> String {
    let condition = builder.add(
      "Cast", [operands[0]], [ONNXAttribute("to", .integer(ONNXType.bool.rawValue))])
    return builder.add("Where", [condition, operands[1], operands[2]])
  }

  /// A number of the graph's precision.
  mutating func constant(_ value: Double) -> String {
    builder.constant(precision.elements([value]), shape: [])
  }

  /// Truth values as 1 and 0.
  mutating func number(_ name: String) -> String {
    builder.add("Cast", [name], [ONNXAttribute("to", .integer(precision.type.rawValue))])
  }
}

extension UnaryOperation {
  /// The operator of the same meaning.
  fileprivate var onnxName: String {
    switch self {
    case .negate: "Neg"
    case .absolute: "Abs"
    case .sign: "Sign"
    case .reciprocal: "Reciprocal"
    case .squareRoot: "Sqrt"
    case .exp: "Exp"
    case .log: "Log"
    case .sin: "Sin"
    case .cos: "Cos"
    case .tanh: "Tanh"
    case .sigmoid: "Sigmoid"
    case .softplus: "Softplus"
    case .relu: "Relu"
    case .erf: "Erf"
    case .square, .step, .gelu, .silu: "Identity"
    }
  }
}
