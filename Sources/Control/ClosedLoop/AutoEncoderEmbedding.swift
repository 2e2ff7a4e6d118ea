public import Calculus
import Optimization
public import Tensors

/// How an auto-encoder is trained: by Adam on the squared distance of states from their projections.
public struct AutoEncoderTraining: Sendable, Hashable {
  /// The units of each of the two hidden layers.
  public var hidden: Int
  /// The passes over the states.
  public var epochs: Int
  /// The states of a step.
  public var batchSize: Int
  /// Adam's rate, which falls to nothing along half a cosine.
  public var learningRate: Double
  /// The seed of first weights and of the order of states.
  public var seed: UInt64

  /// How it is trained.
  public init(
    hidden: Int = 64, epochs: Int = 20, batchSize: Int = 64, learningRate: Double = 1e-3,
    seed: UInt64 = 0
  ) {
    precondition(
      hidden >= 1 && epochs >= 0 && batchSize >= 1 && learningRate > 0,
      "\(hidden) units, \(epochs) epochs of batches of \(batchSize), rate \(learningRate)")
    self.hidden = hidden
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.seed = seed
  }
}

/// A curved set of fewer dimensions: a small auto-encoder that begins as principal components.
///
/// With y = (z - μ)/σ, its code is k = y V + tanh(y A + a) B and its projection
///
///     E(z) = μ + σ (k U + tanh(k C + c) D).
///
/// V and U begin as the principal directions and B and D at zero, so that before any training it is a
/// ``SubspaceEmbedding``, and what training gains is gained by curvature.
public struct AutoEncoderEmbedding<Element: Scalar>: StateEmbedding {
  /// μ, shape `[dimension]`, σ, shape `[1]`, then V, A, a, B, U, C, c, D.
  public let parameters: [Tensor<Element>]
  /// The mean over the states it was fitted to of ½ ‖(z - E(z))/σ‖², before training and after.
  public let losses: (before: Double, after: Double)

  public var dimension: Int { parameters[0].count }
  public var rank: Int { parameters[2].shape[1] }

  /// Fits an auto-encoder to states.
  ///
  /// - Parameters:
  ///   - states: clean states; shape `[rows, dimension]`.
  ///   - rank: the number of components of a code.
  ///   - training: how it is trained.
  ///   - pool: the threads to run on; no bit depends on their number.
  /// - Throws: `LinearAlgebraError` when states are not finite.
  /// - Precondition: there are states, and the rank is from 1 to their dimension.
  public init(
    fitting states: Tensor<Element>, rank: Int,
    training: AutoEncoderTraining = AutoEncoderTraining(), pool: ForkJoinPool
  ) throws(LinearAlgebraError) {
    let n = states.shape[1]
    precondition(rank >= 1 && rank <= n, "a code of \(rank) components for states of \(n)")
    let whole = try SubspaceEmbedding(fitting: states, keeping: 1, of: .variance)
    let missing = rank - min(rank, whole.rank)
    // The last columns belong to the greatest eigenvalues; directions without variance are zero.
    let main = whole.basis.columns(max(whole.rank - rank, 0)..<whole.rank)
    let basis =
      missing == 0
      ? main : Tensor(concatenating: [main, .zeros([n, missing])], along: 1)
    let centred = states - whole.mean
    let sigma = max(centred.squared().mean().squareRoot(), .leastNormalMagnitude)
    var stream = RandomStream(seed: training.seed)
    func weights(_ inputs: Int, _ outputs: Int) -> Tensor<Element> {
      let bound = Element((6 / Double(inputs + outputs)).squareRoot())
      return .uniform(shape: [inputs, outputs], in: -bound..<bound, using: &stream)
    }
    let h = training.hidden
    let first = [
      basis, weights(n, h), .zeros([h]), .zeros([h, rank]), basis.transposed(),
      weights(rank, h), .zeros([h]), .zeros([h, n]),
    ]
    let (trained, losses) = AutoEncoderEmbedding.train(
      first, on: centred / sigma, training, &stream, pool)
    parameters = [whole.mean, Tensor([sigma])] + trained
    self.losses = losses
  }

  public func projection<A: TensorAlgebra>(_ z: A, _ theta: Parameters<A>) -> A {
    let weights = Parameters(Array(theta.values.dropFirst(2)))
    return theta[0] + theta[1] * Reconstruction.of((z - theta[0]) / theta[1], weights)
  }

  private static func train(
    _ first: [Tensor<Element>], on y: Tensor<Element>, _ training: AutoEncoderTraining,
    _ stream: inout RandomStream, _ pool: ForkJoinPool
  ) -> (parameters: [Tensor<Element>], losses: (before: Double, after: Double)) {
    let loss = Reconstruction(shapes: first.map(\.shape), dimension: y.shape[1])
    let objective = RowObjective(RowLossProgram<Element>(loss), pool: pool)
    var theta = Tensor(first.flatMap(\.elements))
    var gradient = theta
    let rows = y.shape[0]
    let batches = (rows + training.batchSize - 1) / training.batchSize
    let rule = UpdateRule.adam(
      learningRate: .cosine(from: training.learningRate, over: max(training.epochs * batches, 1)))
    var optimizer = Optimizer<Element>(rule, count: theta.count)
    let all = RowEnsemble([y])
    let before = objective.value(theta, over: all)
    for _ in 0..<training.epochs {
      let order = stream.permutation(of: rows)
      for batch in 0..<batches {
        let chosen = order[
          batch * training.batchSize..<min((batch + 1) * training.batchSize, rows)]
        _ = objective.value(
          theta, over: RowEnsemble([y.rows(at: Array(chosen))]), gradient: &gradient)
        optimizer.step(&theta, gradient: gradient)
      }
    }
    let after = objective.value(theta, over: all)
    let parts = loss.parameters.segments.map {
      theta.rows($0.range).reshaped(to: $0.shape)
    }
    return (parts, (before, after))
  }
}

/// ½ ‖y - (k U + tanh(k C + c) D)‖² with k = y V + tanh(y A + a) B.
private struct Reconstruction: RowLoss {
  let inputs: [[Int]]
  let parameters: ParameterLayout

  init(shapes: [[Int]], dimension: Int) {
    inputs = [[dimension]]
    var layout = ParameterLayout()
    for (name, shape) in zip(["V", "A", "a", "B", "U", "C", "c", "D"], shapes) {
      layout.append(name, shape: shape)
    }
    parameters = layout
  }

  func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
    0.5 * (rows[0] - Reconstruction.of(rows[0], theta)).squared().sum(over: -1)
  }

  static func of<A: TensorAlgebra>(_ y: A, _ theta: Parameters<A>) -> A {
    let code = y • theta[0] + (y • theta[1] + theta[2]).tanh() • theta[3]
    return code • theta[4] + (code • theta[5] + theta[6]).tanh() • theta[7]
  }
}
