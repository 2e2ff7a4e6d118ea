import DataIO
import Learning
import Testing

@Suite struct RegressionReportTests {
  /// As scikit-learn 1.9.1 prints `root_mean_squared_error`, `mean_absolute_error` and `r2_score`,
  /// and NumPy `std`.
  @Test func numbersAreScikitLearns() {
    let report = RegressionReport(
      targets: [3, -0.5, 2, 7, 4.25, -1.5], predictions: [2.5, 0, 2, 8, 4.5, -1])
    #expect(abs(report.rmse - 0.5496210815947049) < 2e-16)
    #expect(abs(report.mae - 0.4583333333333333) < 1e-16)
    #expect(abs(report.r2 - 0.962796664528544) < 2e-16)
    #expect(abs(report.baselineRMSE - 2.849524814186861) < 9e-16)
  }

  @Test func jsonIsWhatTheToolPrints() {
    let report = RegressionReport(targets: [1, 3], predictions: [1, 2])
    #expect(
      report.json.text()
        == #"{"task":"regression","rows":2,"rmse":0.7071067811865476,"mae":0.5,"r2":0.5,"#
        + #""baseline_rmse":1.0}"#)
  }

  @Test func equalTargetsHaveNoCoefficient() {
    let report = RegressionReport(targets: [2, 2], predictions: [1, 2])
    #expect(report.r2.isNaN)
    #expect(report.json["r2"]?.double?.isNaN == true)
    #expect(report.json.text().contains("\"r2\":null"))
  }
}
