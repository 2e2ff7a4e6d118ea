import Calculus
import Control
import Learning
import Tensors
import Testing

/// Changes of features that are meant to make a model err.
@Suite struct AttackTests {
  private static let pool = ForkJoinPool(threads: 1)
  private static let weights = Tensor<Double>([2, -1, 0.5], shape: [3, 1])

  /// Of a linear model's rows, exactly those stay right whose margin is above ε ‖w‖₁.
  @Test(arguments: [Attack.Method.fastGradientSign, .projectedGradient()])
  func linearModelsFailByTheirMargin(method: Attack.Method) {
    var stream = RandomStream(seed: 2)
    let x = Tensor<Double>.normal(shape: [400, 3], using: &stream)
    let margins = (x • Self.weights).elements
    let sides = Tensor(margins.map { $0 > 0 ? 1.0 : -1 }, shape: [400, 1])
    let attack = Attack(method, size: 0.4)
    let changed = attack.changed(x, using: &stream) { _ in
      // Of the loss -side (w · x).
      -(sides • Self.weights.transposed())
    }
    let right = zip((changed • Self.weights).elements, sides.elements).map { $0 * $1 > 0 }
    #expect(right == margins.map { abs($0) > 0.4 * 3.5 })
    #expect(right.count { $0 } > 100 && right.count { $0 } < 300)
  }

  @Test func stepsStayInTheBoxAndTheBounds() {
    var stream = RandomStream(seed: 3)
    let x = Tensor<Double>.uniform(shape: [50, 3], in: 0..<1, using: &stream)
    let units = Tensor<Double>([1, 0, 2])
    for method in [
      Attack.Method.randomSign, .fastGradientSign,
      .projectedGradient(iterations: 7, step: 0.4, randomStart: true),
    ] {
      let changed = Attack(method, size: 0.1).changed(
        x, units: units, bounds: 0...1, using: &stream
      ) { $0 - 0.5 }
      let change = (changed - x).absolute()
      #expect((change - 0.1 * units).maximum() < 1e-15)
      #expect(change.column(1).maximum() == 0)
      #expect(change.column(2).maximum() > 0.15)
      #expect(changed.minimum() >= 0 && changed.maximum() <= 1)
    }
  }

  @Test func aSeedRepeats() {
    let x = Tensor<Double>.zeros([9, 4])
    func changed(_ seed: UInt64) -> Tensor<Double> {
      var stream = RandomStream(seed: seed)
      return Attack(.randomSign, size: 1).changed(x, using: &stream) { $0 }
    }
    #expect(changed(1) == changed(1))
    #expect(changed(1) != changed(2))
    #expect(changed(1).absolute() == .ones([9, 4]))
  }

  /// Clean rows on a line, and a classifier that they are far from in its own units but not in the
  /// plane's: all right when clean, all wrong when attacked, all right again when held near the line.
  ///
  /// > Source: Chen, Li & Zhang, JMLR 23(319) (2022), figure 3.
  @Test func linesAreDefended() throws {
    let clean = Tensor<Double>((0..<40).flatMap { [$0 % 2 == 0 ? 1.0 : -1, 0] }, shape: [40, 2])
    let codes = (0..<40).map { $0 % 2 == 0 }
    let targets = Tensor(codes.map { $0 ? 1.0 : 0 }, shape: [40, 1])
    let readOut = TracedMap<Double>(
      inputs: 2, parameters: [Tensor([1, 20], shape: [2, 1])]
    ) { x, theta in x • theta[0] }
    let system = LayeredSystem([readOut])
    let loss = LossProgram<Double>(dimension: 1, targetDimension: 1) { z, y in
      (z.softplus() - y * z).sum(over: -1)
    }
    let line = try SubspaceEmbedding(fitting: clean, keeping: 0.99)
    #expect(line.rank == 1)
    let defence = ClosedLoopDefence([EmbeddingProgram(line)])
    let plain = LayeredEvaluator(system, pool: Self.pool)
    let held = LayeredEvaluator(system, defence: defence, pool: Self.pool)
    func right(_ evaluator: LayeredEvaluator<Double>, _ x: Tensor<Double>) -> Int {
      zip(evaluator.outputs(x).elements, codes).count { ($0 > 0) == $1 }
    }
    func attacked(_ evaluator: LayeredEvaluator<Double>, _ size: Double) -> Tensor<Double> {
      var stream = RandomStream(seed: 0)
      return Attack(.projectedGradient(), size: size).changed(clean, using: &stream) {
        evaluator.gradient(of: loss, at: $0, targets: targets)
      }
    }
    #expect(right(plain, clean) == 40)
    #expect(right(plain, attacked(plain, 0.2)) == 0)
    #expect(right(held, attacked(plain, 0.2)) == 40)
    // One that knows the defence moves along the line, and needs to go as far as the classes are.
    #expect(right(held, attacked(held, 0.2)) == 40)
    #expect(right(held, attacked(held, 1.1)) == 0)
  }
}
