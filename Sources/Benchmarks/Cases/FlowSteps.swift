import Calculus
import Models
import ODE
import Tensors

/// W1 and W2: a training step of the flow of a perceptron with one hidden layer, classical
/// Runge-Kutta with equal steps on [0, 1].
enum FlowSteps {
  /// W1, in the plane: small states, where every call costs.
  static var small: [any BenchmarkCase] {
    [1, 2].flatMap { threads -> [any BenchmarkCase] in
      let sizes = [16, 64].flatMap { hidden in [64, 256, 1024].map { (hidden, $0) } }
      let single = sizes.map { flow("W1", 2, $0, batch: $1, steps: 20, threads, Float.self) }
      return single + [flow("W1", 2, 64, batch: 256, steps: 20, threads, Double.self)]
    }
  }

  /// W2, in 64 and 784 dimensions: matrix products.
  static var large: [any BenchmarkCase] {
    [1, 2].flatMap { threads -> [any BenchmarkCase] in
      [
        flow("W2", 64, 256, batch: 512, steps: 10, threads, Float.self),
        flow("W2", 64, 256, batch: 512, steps: 10, threads, Double.self),
        flow("W2", 784, 512, batch: 128, steps: 10, threads, Float.self),
        flow("W2", 784, 512, batch: 128, steps: 10, threads, Double.self),
      ]
    }
  }

  static func flow<Element: Scalar>(
    _ workload: String, _ dimension: Int, _ hidden: Int, batch: Int, steps: Int, _ threads: Int,
    _: Element.Type
  ) -> ClassifierCase<Element, NeuralField<Perceptron>> {
    ClassifierCase(
      identity: CaseIdentity(
        workload: workload, name: "d\(dimension)_h\(hidden)_b\(batch)_n\(steps)",
        precision: Element.precisionName, threads: threads),
      summary: "a training step: \(batch) rows, \(steps) Runge-Kutta steps in \(dimension) "
        + "dimensions, \(hidden) hidden units",
      field: NeuralField(dimension: dimension, hidden: [hidden]),
      fieldWork: FieldWork(widths: [dimension, hidden, dimension], function: .tanh),
      solver: .fixed(FlowScheme(method: .rungeKutta4, steps: steps)), features: dimension,
      batch: batch, learningRate: workload == "W1" ? 1e-2 : 1e-3)
  }
}
