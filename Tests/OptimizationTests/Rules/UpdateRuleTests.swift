import Optimization
import Tensors
import Testing

/// Trajectories on `f(x) = 1/2 sum a_i (x_i - c_i)^2`, against a table made by optax 0.2.8 under
/// jax 0.10.2 in double precision: `optax.sgd(0.05)`, `sgd(0.05, momentum=0.9)`, the same with
/// `nesterov=True`, `adagrad(0.5, 0.1, 0.0)`, `adam(0.1)`, `adamw(0.1, weight_decay=0.05)` and
/// `chain(clip_by_global_norm(1), adam(0.1))`, whose iterates are printed to the last digit.
@Suite struct UpdateRuleTests {
  static let rules: [String: UpdateRule] = [
    "gradientDescent": .gradientDescent(learningRate: 0.05),
    "momentum": .momentum(learningRate: 0.05),
    "nesterov": .nesterov(learningRate: 0.05),
    "adam": .adam(learningRate: 0.1),
    "adamW": .adamW(learningRate: 0.1, weightDecay: 0.05),
    "adagrad": .adagrad(learningRate: 0.5),
    "clippedAdam": .adam(learningRate: 0.1).preceded(by: ClipByGlobalNorm(1)),
  ]

  static let table: [(rule: String, step: Int, position: [Double])] = [
    ("gradientDescent", 1, [0.15000000000000002, 0.925, -0.125]),
    ("gradientDescent", 2, [0.2775, 0.851875, 0.0625]),
    ("gradientDescent", 3, [0.385875, 0.780578125, 0.15625]),
    ("gradientDescent", 10, [0.8031255956592775, 0.32898886256931337, 0.249267578125]),
    ("gradientDescent", 100, [0.9999999125232637, -1.7614481304145042, 0.25]),
    ("momentum", 1, [0.15000000000000002, 0.925, -0.125]),
    ("momentum", 2, [0.41250000000000003, 0.784375, 0.4]),
    ("momentum", 3, [0.7368750000000002, 0.588203125, 0.7975000000000001]),
    ("momentum", 10, [1.3707919729614255, -1.4829683930364255, 0.18420642400000006]),
    ("momentum", 100, [1.002343146183898, -2.0132608627319373, 0.2478324619126443]),
    ("nesterov", 1, [0.28500000000000003, 0.8574999999999999, 0.21250000000000002]),
    ("nesterov", 2, [0.6102750000000001, 0.6610187499999999, 0.5518750000000001]),
    ("nesterov", 3, [0.9175691250000002, 0.42208098437499986, 0.5536562500000001]),
    ("nesterov", 10, [1.1302766377568685, -1.5952917398809723, 0.26222384448444824]),
    ("nesterov", 100, [1.0000006689960266, -2.0027328719769257, 0.25]),
    ("adam", 1, [0.09999999966666667, 0.9000000006666666, -0.40000000013333337]),
    ("adam", 2, [0.19958777164838887, 0.8001027084220775, -0.3006255818643143]),
    ("adam", 3, [0.2984137275734312, 0.7003815249719783, -0.20245665681351277]),
    ("adam", 10, [0.9237508460640353, 0.014188414847426153, 0.3665137043717927]),
    ("adam", 100, [0.9970633240929606, -1.9806554372882208, 0.25345865460087635]),
    ("adamW", 1, [0.09999999966666667, 0.8950000006666666, -0.39750000013333336]),
    ("adamW", 2, [0.19908777165005553, 0.7906337015720664, -0.29616176393675187]),
    ("adamW", 3, [0.29692254206652696, 0.6869750590848706, -0.1965794619634446]),
    ("adamW", 10, [0.9042578670378009, -0.012007411459571155, 0.3667567889514507]),
    ("adamW", 100, [0.9872543329718604, -1.895292021304392, 0.25090093576629363]),
    ("adagrad", 1, [0.49724515809884695, 0.5107539452099183, -0.0004438527284034155]),
    ("adagrad", 2, [0.7208465254428876, 0.19396457550116764, 0.15779611194297977]),
    ("adagrad", 3, [0.8413415501994596, -0.04821572471803559, 0.21566256839790143]),
    ("adagrad", 10, [0.9967486543285828, -0.9915635386184574, 0.2499654630238929]),
    ("adagrad", 100, [0.9999999999999999, -1.9992250347072893, 0.25]),
    ("clippedAdam", 1, [0.0999999972613873, 0.9000000054772253, -0.4000000010954451]),
    ("clippedAdam", 2, [0.2000641768381054, 0.7998644556321993, -0.3000250672539231]),
    ("clippedAdam", 3, [0.30025368666179275, 0.6995050751158949, -0.20010749941153338]),
    ("clippedAdam", 10, [1.0052296995942585, -0.004601853756157653, 0.4132544914578372]),
    ("clippedAdam", 100, [1.0018736612462582, -2.016211633879626, 0.25137414287105514]),
  ]

  @Test(arguments: table)
  func `trajectories are optax's`(rule: String, step: Int, position: [Double]) throws {
    let rule = try #require(Self.rules[rule])
    let reached = descend(Quadratic(), rule, steps: step)
    for (x, expected) in zip(reached.elements, position) {
      #expect(abs(x - expected) <= 8e-15 * max(1, abs(expected)))
    }
  }

  @Test(arguments: table.filter { $0.step == 10 })
  func `single precision follows double`(rule: String, step: Int, position: [Double]) throws {
    let rule = try #require(Self.rules[rule])
    var parameters = Tensor<Float>([0, 1, -0.5])
    var optimizer = Optimizer<Float>(rule, count: 3)
    for _ in 0..<step {
      optimizer.step(&parameters, gradient: Quadratic().gradient(at: parameters))
    }
    for (x, expected) in zip(parameters.elements, position) {
      #expect(abs(Double(x) - expected) <= 4e-7)
    }
  }

  @Test func `decay leaves out what its ranges leave out`() {
    let rule = UpdateRule.adamW(learningRate: 0.1, weightDecay: 0.05, in: [0..<1, 2..<3])
    let all = descend(Quadratic(), .adamW(learningRate: 0.1, weightDecay: 0.05), steps: 30)
    let none = descend(Quadratic(), .adam(learningRate: 0.1), steps: 30)
    let some = descend(Quadratic(), rule, steps: 30)
    // The quadratic is separable, so that each parameter goes its own way.
    #expect(some.elements == [all.elements[0], none.elements[1], all.elements[2]])
  }
}

/// The separable quadratic of the table, from `[0, 1, -0.5]`.
struct Quadratic {
  func gradient<Element: Scalar>(at x: Tensor<Element>) -> Tensor<Element> {
    let a: [Element] = [3, 0.5, 10]
    let c: [Element] = [1, -2, 0.25]
    return Tensor(x.elements.indices.map { a[$0] * (x.elements[$0] - c[$0]) })
  }
}

/// Where a rule stands after some steps on the quadratic.
func descend(_ quadratic: Quadratic, _ rule: UpdateRule, steps: Int) -> Tensor<Double> {
  var parameters = Tensor<Double>([0, 1, -0.5])
  var optimizer = Optimizer<Double>(rule, count: 3)
  for _ in 0..<steps {
    optimizer.step(&parameters, gradient: quadratic.gradient(at: parameters))
  }
  return parameters
}
