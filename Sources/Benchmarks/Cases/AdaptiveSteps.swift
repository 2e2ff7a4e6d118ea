import Calculus
import Models
import ODE
import Tensors

/// W4: the training step of W1 with Dormand-Prince's adaptive steps to 1e-5, each row its own, and
/// the exact transpose of the steps; the field's matrices as they are, and four times as large.
enum AdaptiveSteps {
  static var cases: [any BenchmarkCase] { [1, 4].map { step(weights: $0) } }

  private static func step(weights: Int) -> ClassifierCase<Double, NeuralField<Perceptron>> {
    ClassifierCase(
      identity: CaseIdentity(
        workload: "W4", name: "d2_h64_b256_tol1e-05_scale\(weights)",
        precision: Double.precisionName),
      summary: "a training step: 256 rows, each with its own Dormand-Prince steps, weights x "
        + "\(weights)",
      field: NeuralField(dimension: 2, hidden: [64]),
      fieldWork: FieldWork(widths: [2, 64, 2], function: .tanh),
      solver: .adaptive(
        AdaptiveScheme(
          method: .dormandPrince, steps: AdaptiveControl(relative: 1e-5, absolute: 1e-5))),
      features: 2, batch: 256, weightScale: Double(weights))
  }
}
