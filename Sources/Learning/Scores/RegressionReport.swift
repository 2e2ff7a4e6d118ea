public import DataIO

/// How good predicted numbers are.
public struct RegressionReport: Sendable, Hashable {
  /// The number of rows.
  public let rows: Int
  /// The root of the mean squared error.
  public let rmse: Double
  /// The mean absolute error.
  public let mae: Double
  /// The coefficient of determination, 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; NaN when all targets are equal.
  public let r2: Double
  /// The root mean squared error of always predicting the mean of these rows.
  public let baselineRMSE: Double

  /// The report for some rows.
  ///
  /// - Precondition: there is at least one row, and one prediction for each target.
  public init(targets: [Double], predictions: [Double]) {
    precondition(
      !targets.isEmpty && targets.count == predictions.count,
      "\(predictions.count) predictions for \(targets.count) targets")
    let count = Double(targets.count)
    let errors = zip(targets, predictions).map { $0 - $1 }
    let mean = targets.reduce(0, +) / count
    let residual = errors.reduce(0) { $0 + $1 * $1 }
    let spread = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    rows = targets.count
    rmse = (residual / count).squareRoot()
    mae = errors.reduce(0) { $0 + abs($1) } / count
    r2 = spread > 0 ? 1 - residual / spread : .nan
    baselineRMSE = (spread / count).squareRoot()
  }

  /// The report as JSON.
  public var json: JSONValue {
    [
      "task": "regression", "rows": .integer(rows), "rmse": .number(rmse), "mae": .number(mae),
      "r2": .number(r2), "baseline_rmse": .number(baselineRMSE),
    ]
  }
}
