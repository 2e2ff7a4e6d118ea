#if !DEBUG
import DataIO
import Foundation
import Learning
import Tensors
import Testing

/// Five-fold cross-validation with default options on real tables, against scikit-learn's perceptron
/// with two hidden layers of 64 on the same protocol: at most two standard deviations below it.
@Suite(.serialized) struct TabularAccuracyTests {
  struct Yardstick: Sendable, CustomTestStringConvertible {
    let file: String
    var task: LearningTask = .classification
    var header: CSVOptions.Header = .detected
    /// The perceptron's mean score and standard deviation over the folds.
    let mean: Double
    let deviation: Double

    var testDescription: String { file }
  }

  static let yardsticks = [
    Yardstick(file: "iris.csv", mean: 0.953, deviation: 0.027),
    Yardstick(file: "wine-noheader.csv", header: .absent, mean: 0.978, deviation: 0.021),
    Yardstick(file: "wdbc.csv", mean: 0.977, deviation: 0.011),
    Yardstick(file: "sonar.csv", mean: 0.861, deviation: 0.040),
    Yardstick(file: "spambase.csv", mean: 0.933, deviation: 0.004),
    Yardstick(file: "optdigits.csv", mean: 0.977, deviation: 0.003),
    Yardstick(file: "waveform-5000.csv", mean: 0.853, deviation: 0.012),
    Yardstick(file: "abalone.csv", task: .regression, mean: 0.568, deviation: 0.023),
  ]

  @Test(
    .enabled(if: RealData.isPresent, RealData.absence),
    arguments: yardsticks)
  func scoreIsAPerceptrons(_ item: Yardstick) throws {
    let table = try RealData.table(item.file, header: item.header)
    let target = try #require(table.names.last)
    let encoder = try TableEncoder(fitting: table, target: target, task: item.task)
    let rows = try encoder.encode(table)
    let pool = ForkJoinPool(threads: 2)
    var scores: [Double] = []
    var slowest = 0.0
    for fold in try folds(of: table, encoder, rows.rows) {
      let start = Date()
      scores.append(try score(fold, table, encoder, rows.features, pool))
      slowest = max(slowest, Date().timeIntervalSince(start))
    }
    let mean = scores.reduce(0, +) / Double(scores.count)
    let variance = scores.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(scores.count)
    print(
      "\(item.file): \(round(mean)) ± \(round(variance.squareRoot())), perceptron "
        + "\(item.mean) ± \(item.deviation), slowest fold \(round(slowest)) s")
    #expect(mean >= item.mean - 2 * item.deviation)
    #expect(slowest < 60)
  }

  private func folds(
    of table: Table, _ encoder: TableEncoder, _ rows: [Int]
  ) throws -> [HoldOut] {
    var stream = RandomStream(seed: 0)
    guard encoder.task == .classification else {
      return HoldOut.folds(5, classes: rows.map { _ in 0 }, using: &stream)
    }
    let labels = try encoder.labels(of: table, rows: rows)
    let codes = Dictionary(
      uniqueKeysWithValues: Set(labels).sorted().enumerated().map { ($1, $0) })
    return HoldOut.folds(5, classes: labels.map { codes[$0] ?? 0 }, using: &stream)
  }

  private func score(
    _ fold: HoldOut, _ table: Table, _ encoder: TableEncoder, _ x: Tensor<Double>,
    _ pool: ForkJoinPool
  ) throws -> Double {
    let (training, held) = (x.rows(at: fold.training), x.rows(at: fold.validation))
    guard encoder.task == .classification else {
      let y = try encoder.numbers(of: table, rows: Array(0..<x.shape[0]))
      let fit = try FlowRegressor<Float>.fit(
        training, targets: y.rows(at: fold.training), pool: pool)
      return fit.model.score(held, targets: y.rows(at: fold.validation), pool: pool)
    }
    let labels = try encoder.labels(of: table, rows: Array(0..<x.shape[0]))
    let fit = try FlowClassifier<Float>.fit(
      training, labels: fold.training.map { labels[$0] }, pool: pool)
    return fit.model.score(held, labels: fold.validation.map { labels[$0] }, pool: pool)
  }

  private func round(_ x: Double) -> Double { (x * 1000).rounded() / 1000 }
}
#endif
