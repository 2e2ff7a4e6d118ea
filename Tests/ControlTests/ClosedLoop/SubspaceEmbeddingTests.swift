import Calculus
import Control
import Tensors
import Testing

/// Embeddings fitted to states.
@Suite struct SubspaceEmbeddingTests {
  /// States with known singular values 4, 2, 1 around a point.
  private func states() throws -> (states: Tensor<Double>, axes: Tensor<Double>) {
    var stream = RandomStream(seed: 3)
    let rows = 40
    // Columns orthogonal to one another and to the constant one, which is the pivot.
    var start = Tensor<Double>.normal(shape: [rows, 4], using: &stream)
    for row in 0..<rows { start[row, 0] = 100 }
    let left = try QRFactorization(start).q.columns(1..<4)
    let axes = try QRFactorization<Double>(.normal(shape: [5, 5], using: &stream)).q.columns(0..<3)
    let sizes = Tensor<Double>([4, 2, 1])
    return ((left * sizes) • axes.transposed() + Tensor([1, 2, 3, 4, 5]), axes)
  }

  @Test(
    arguments: [
      (0.5, ComponentMeasure.spectrum, 1), (0.58, .spectrum, 2),
      (0.85, .spectrum, 2), (0.87, .spectrum, 3), (0.75, .variance, 1), (0.8, .variance, 2),
      (0.96, .variance, 3),
    ])
  func ranksFollowTheMeasure(
    fraction: Double, measure: ComponentMeasure, rank: Int
  ) throws {
    let embedding = try SubspaceEmbedding(
      fitting: states().states, keeping: fraction, of: measure)
    #expect(embedding.rank == rank)
  }

  /// What is kept are the axes with the greatest values, through the mean.
  @Test func projectionsAreOntoTheAxes() throws {
    let (states, axes) = try states()
    let embedding = try SubspaceEmbedding(fitting: states, keeping: 0.85)
    #expect((embedding.mean - Tensor([1, 2, 3, 4, 5])).absolute().maximum() < 1e-13)
    let two = axes.columns(0..<2)
    let x = Tensor<Double>([0.3, -1, 2, 0, 1], shape: [1, 5])
    let expected = embedding.mean + (x - embedding.mean) • two • two.transposed()
    let found = embedding.projection(x, Parameters(embedding.parameters))
    #expect((found - expected).absolute().maximum() < 1e-13)
  }

  /// An auto-encoder begins as the principal components, and learns a curve that they miss.
  @Test func curvesAreLearned() throws {
    var stream = RandomStream(seed: 4)
    let s = Tensor<Double>.uniform(shape: [300, 1], in: -1..<1, using: &stream)
    let states = Tensor(concatenating: [2 * s, s.squared(), 0.5 * s], along: 1)
    let line = try AutoEncoderEmbedding(
      fitting: states, rank: 1, training: .init(epochs: 0), pool: ForkJoinPool(threads: 1))
    let principal = try SubspaceEmbedding(fitting: states, keeping: 0.9, of: .variance)
    #expect(principal.rank == 1)
    let x = states.rows(0..<5)
    let projections = line.projection(x, Parameters(line.parameters))
    let expected = principal.projection(x, Parameters(principal.parameters))
    #expect((projections - expected).absolute().maximum() < 1e-13)
    let curve = try AutoEncoderEmbedding(
      fitting: states, rank: 1, training: .init(hidden: 12, epochs: 150, learningRate: 0.01),
      pool: ForkJoinPool(threads: 1))
    #expect(curve.losses.before == line.losses.after)
    #expect(curve.losses.after < 0.02 * curve.losses.before, "\(curve.losses)")
  }
}
