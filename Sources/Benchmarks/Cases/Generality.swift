import Calculus
import Models
import ODE
import Tensors

/// Fields that differ from W1's in one thing each: what one operation costs must not depend on it.
///
/// The first is W1 itself, to compare with; the column of picoseconds an operation tells.
enum Generality {
  static var cases: [any BenchmarkCase] {
    [
      perceptron("w1"), perceptron("hidden48", hidden: [48]),
      perceptron("three_layers", hidden: [64, 64, 64]),
      perceptron("softplus", activation: .softplus),
      perceptron("d3_augmented", dimension: 3), perceptron("d5_augmented", dimension: 5),
      perceptron("piecewise_theta", control: .piecewiseConstant(pieces: 4)), driven,
    ]
  }

  private static let batch = 256

  private static func perceptron(
    _ name: String, dimension: Int = 2, hidden: [Int] = [64], activation: Activation = .tanh,
    control: ControlShape = .constant
  ) -> ClassifierCase<Float, NeuralField<Perceptron>> {
    let function: UnaryOperation = activation == .softplus ? .softplus : .tanh
    return ClassifierCase(
      identity: identity(name),
      summary: "a training step: 256 rows, a perceptron of \(hidden.count) hidden layers in "
        + "\(dimension) dimensions",
      field: NeuralField(dimension: dimension, hidden: hidden, activation: activation),
      fieldWork: FieldWork(widths: [dimension] + hidden + [dimension], function: function),
      solver: .fixed(FlowScheme(method: .rungeKutta4, steps: 20, control: control)), features: 2,
      batch: batch)
  }

  private static var driven: ClassifierCase<Float, DrivenField> {
    let field = DrivenField(dimension: 2, hidden: 64)
    return ClassifierCase(
      identity: identity("driven"),
      summary: "a training step: 256 rows, a perceptron with sin(t) times a product of states",
      field: field, fieldWork: field.work,
      solver: .fixed(FlowScheme(method: .rungeKutta4, steps: 20)), features: 2, batch: batch)
  }

  private static func identity(_ name: String) -> CaseIdentity {
    CaseIdentity(workload: "generality", name: name, precision: Float.precisionName)
  }
}
