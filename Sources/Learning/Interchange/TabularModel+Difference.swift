import Tensors

extension TabularModel {
  /// The largest difference of two models' predictions over random rows: features of the standard
  /// normal law after they are standardised, as those of the rows that were trained on nearly are.
  ///
  /// - Parameters:
  ///   - other: a model of the same columns.
  ///   - rows: how many rows.
  ///   - seed: of the rows.
  /// - Returns: the difference, and of what: probabilities, or predictions in standard deviations of
  ///   the target.
  public func largestDifference(
    from other: TabularModel, rows: Int, seed: UInt64 = 0
  ) -> (value: Double, what: String) {
    var stream = RandomStream(seed: seed)
    let standard = Tensor<Double>(
      (0..<rows * encoder.featureCount).map { _ in stream.normal() },
      shape: [rows, encoder.featureCount])
    let values = [self, other].map { $0.values(standard) }
    let value = (values[0] - values[1]).absolute().elements.max() ?? 0
    return (value, task == .classification ? "probabilities" : "standardised predictions")
  }

  /// What the network makes of standardised features.
  private func values(_ standard: Tensor<Double>) -> Tensor<Double> {
    switch flow {
    case .single(let model): model.values(standard)
    case .double(let model): model.values(standard)
    }
  }
}

extension FlowModel {
  fileprivate func values(_ standard: Tensor<Double>) -> Tensor<Double> {
    network.predictions(
      standard.converted(to: Element.self), theta: parameters, on: ForkJoinPool(threads: 1)
    ).values.converted(to: Double.self)
  }
}
