import Calculus
import DataIO
import Learning
import Models
import ODE
import Tensors

/// Three well separated clouds of points in the plane, labelled `a`, `b`, `c` in turn.
func clouds(_ count: Int = 60, classes: Int = 3) -> (features: Tensor<Double>, labels: [String]) {
  var stream = RandomStream(seed: 3)
  let centres = [(-3.0, 0.0), (3.0, 1.0), (0.0, 4.0)]
  var numbers: [Double] = []
  var labels: [String] = []
  for row in 0..<count {
    let centre = centres[row % classes]
    numbers += [centre.0 + 0.3 * stream.normal(), centre.1 + 0.3 * stream.normal()]
    labels.append(["a", "b", "c"][row % classes])
  }
  return (Tensor(numbers, shape: [count, 2]), labels)
}

/// Points of a smooth function of two variables, y = x1 + x1 x2.
func surface(_ count: Int = 120) -> (features: Tensor<Double>, targets: Tensor<Double>) {
  var stream = RandomStream(seed: 4)
  let features = Tensor<Double>.uniform(shape: [count, 2], in: -1..<1, using: &stream)
  let targets = (0..<count).map { row in
    features[row, 0] + features[row, 0] * features[row, 1]
  }
  return (features, Tensor(targets))
}

/// A small network, quick to train.
func smallArchitecture(
  control: ControlShape = .constant, augmentation: Int = 0, time: Bool = false
) -> FlowArchitecture {
  FlowArchitecture(
    hidden: [8], activation: .tanh, augmentation: augmentation, dependsOnTime: time,
    solver: .fixed(FlowScheme(method: .rungeKutta4, steps: 2, control: control)))
}

/// The table that a text holds, under the name `t.csv`.
func table(_ text: String, categorical: [String] = []) throws -> Table {
  var options = CSVOptions()
  options.categorical = categorical
  return try CSVReader(options: options).read(Array(text.utf8), source: "t.csv").table
}

/// The sentence of the error that a closure throws; nil when it throws none.
func sentence<Result>(_ body: () throws -> Result) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return "\(error)"
  }
}
