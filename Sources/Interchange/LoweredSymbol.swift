import Calculus
import Tensors

/// A symbol in whose recording only operations stand that ONNX has operators for, in the precision
/// wanted: the others are recorded as expressions of those.
struct LoweredSymbol<Element: Scalar>: TensorAlgebra {
  let symbol: Symbol

  var shape: [Int] { symbol.shape }

  static func apply(_ operation: Operation, to operands: [LoweredSymbol]) -> LoweredSymbol {
    LoweredSymbol(symbol: lowered(operation, operands.map(\.symbol)))
  }

  /// Runtimes have no kernels in double precision for softplus, erf and convolutions.
  private static var isDouble: Bool { Element.self == Double.self }

  private static func lowered(_ operation: Operation, _ x: [Symbol]) -> Symbol {
    switch operation {
    case .unary(.step): .isLess(.constant(0), x[0])
    case .unary(.silu): x[0] * x[0].sigmoid()
    case .unary(.gelu): x[0] * (0.5 + 0.5 * errorFunction(x[0] * 0.5.squareRoot()))
    case .unary(.erf): errorFunction(x[0])
    case .unary(.softplus) where isDouble:
      x[0].relu() + (1 + (-x[0].absolute()).exp()).log()
    case .ternary(.multiplyAdd): x[0] * x[1] + x[2]
    case .ternary(.subtractProduct): x[2] - x[0] * x[1]
    case .detach: x[0]
    case .convolution(let form) where isDouble || form.role != .output: form.expression(x[0], x[1])
    default: .apply(operation, to: x)
    }
  }

  private static func errorFunction(_ x: Symbol) -> Symbol {
    isDouble ? x.rationalErrorFunction() : x.erf()
  }
}

extension Graph {
  /// The same function in operations that ONNX has operators for.
  func lowered(for precision: ONNXPrecision) -> Graph {
    switch precision {
    case .single: lowered(for: Float.self)
    case .double: lowered(for: Double.self)
    }
  }

  private func lowered<Element: Scalar>(for element: Element.Type) -> Graph {
    Graph(inputs: inputShapes) { symbols in
      self(symbols.map(LoweredSymbol<Element>.init)).map(\.symbol)
    }
  }
}
