import Calculus
import Tensors

/// A random function of tensors: many operations, shared subexpressions, operands that repeat along
/// rows, columns and both.
struct RandomGraph {
  static let states = [Extents.rows, 3]
  /// The last is a matrix of weights; all others broadcast to a batch of states.
  static let shapes = [states, states, [Extents.rows, 1], [3], [], [1, 3], [3, 3]]

  let graph: Graph

  /// A random graph; row-wise, row r of a result depends on row r of the inputs alone.
  init(seed: UInt64, operations: Int, isRowWise: Bool) {
    graph = Graph(inputs: RandomGraph.shapes) { inputs in
      var recorder = Recorder(
        generator: SplitMix(state: seed), values: inputs.dropLast(), isRowWise: isRowWise,
        weight: inputs[6])
      for _ in 0..<operations { recorder.values.append(recorder.next()) }
      return recorder.results(inputs[0])
    }
  }

  static func inputs<E: Scalar>(rows: Int, seed: UInt64, as: E.Type) -> [Tensor<E>] {
    OperationCase.directions(
      shapes.map { Extents.resolve($0, rows: rows) }, seed: seed, as: E.self)
  }

  private struct Recorder {
    var generator: SplitMix
    var values: [Symbol]
    let isRowWise: Bool
    let weight: Symbol

    mutating func below(_ n: Int) -> Int { Int(generator.uniform() * Double(n)) }

    /// A value, late ones more often than early ones.
    mutating func pick() -> Symbol {
      values[max(below(values.count), below(values.count))]
    }

    /// A value of the shape of states.
    mutating func wide() -> Symbol {
      let value = pick()
      return value.shape == RandomGraph.states ? value : value * 0.5 + values[0]
    }

    /// A bounded value, so that long chains stay finite.
    mutating func next() -> Symbol {
      switch below(isRowWise ? 13 : 16) {
      case 0: return (pick() + pick()) * 0.5
      case 1: return pick() - pick().tanh()
      case 2: return (pick() * pick()).sin()
      case 3: return pick() / (1.5 + pick().squared())
      case 4: return .maximum(pick(), pick())
      case 5: return .select(.isLess(pick(), pick()), pick().cos(), pick())
      case 6: return (pick() * pick() + pick()).tanh()
      case 7: return (wide() • weight + values[3]).tanh()
      case 8: return (wide() • weight).sigmoid()
      case 9: return wide().mean(over: -1).reshaped(to: [Extents.rows, 1])
      case 10:
        return .concatenate([wide().sliced(1..<3, along: -1), wide().component(0)], along: -1)
      case 11: return wide().sliced(0..<2, along: 1).padded(before: 1, after: 0, along: 1)
      case 12: return wide().maximum(over: -1).reshaped(to: [Extents.rows, 1]) + pick().sin()
      case 13:
        return Symbol.product(wide(), wide(), transposingLeft: true).mean(over: 0).tanh()
      case 14: return (wide().sum(over: 0) * 0.1).sin()
      default: return (wide() • weight.transposed()).logSumExp(over: -1).tanh().mean()
      }
    }

    /// Computed values, one of them twice, an input and a constant.
    mutating func results(_ input: Symbol) -> [Symbol] {
      let last = pick() + wide()
      return [last, wide(), last, input, .constant(2), pick().tanh() + input]
    }
  }
}
