import FlowLearn

/// How a training went, epoch by epoch.
struct TrainingCurves {
  let epochs: [Double]
  let trainingLosses: [Double]
  /// The losses on rows held out; none where there are none.
  let validationLosses: [Double]
  /// The scores on rows held out; none where there are none.
  let scores: [Double]
  /// What the scores are: `validation accuracy`, `validation R2`.
  let scoreName: String
  let forwardEvaluations: [Double]
  let backwardEvaluations: [Double]
  let bestEpoch: Int?
}

extension TrainingCurves {
  /// The curves of a training that has just ended.
  init(_ history: [TrainingRecord], task: LearningTask, bestEpoch: Int) {
    epochs = history.map { Double($0.epoch) }
    trainingLosses = history.map(\.trainingLoss)
    let losses = history.compactMap(\.validationLoss)
    validationLosses = losses.count == history.count ? losses : []
    let scores = history.compactMap(\.validationScore)
    self.scores = scores.count == history.count ? scores : []
    scoreName = task == .classification ? "validation accuracy" : "validation R2"
    forwardEvaluations = history.map(\.forwardEvaluations)
    backwardEvaluations = history.map(\.backwardEvaluations)
    self.bestEpoch = bestEpoch
  }

  /// The curves of a run, as far as it has come.
  init(reading run: Path) throws(ToolError) {
    let file = run.appending(RunDirectory.metricsName)
    guard file.kind == .file else {
      throw .unusable(run, "this directory is no run: it holds no \(file.name)")
    }
    let records = try file.records()
    guard !records.isEmpty else {
      throw .unusable(file, "no epoch is done yet: there is nothing to draw")
    }
    func numbers(_ key: String) -> [Double] { records.map { $0[key]?.double ?? .nan } }
    func known(_ key: String) -> [Double] {
      let values = numbers(key)
      return values.contains(where: \.isFinite) ? values : []
    }
    epochs = numbers("epoch")
    trainingLosses = numbers("train_loss")
    validationLosses = known("val_loss")
    let isRegression = records.contains { $0["val_r2"] != nil }
    scores = known(isRegression ? "val_r2" : "val_accuracy")
    scoreName = isRegression ? "validation R2" : "validation accuracy"
    forwardEvaluations = numbers("nfe_forward")
    backwardEvaluations = numbers("nfe_backward")
    // A run that goes on has no summary.
    let summary = run.appending(RunDirectory.summaryName)
    let bytes = summary.kind == .file ? try summary.bytes() : []
    bestEpoch = (try? JSONValue(parsing: bytes, source: summary.description))?["best_epoch"]?.int
  }
}

extension Path {
  /// The JSON values of a file's lines; a last line that is still being written is left out.
  fileprivate func records() throws(ToolError) -> [JSONValue] {
    let lines = try bytes().split(separator: UInt8(ascii: "\n"))
    var records: [JSONValue] = []
    for (index, line) in lines.enumerated() {
      do throws(DataError) {
        records.append(try JSONValue(parsing: Array(line), source: "\(self):\(index + 1)"))
      } catch {
        guard index == lines.count - 1 else { throw .data(error) }
      }
    }
    return records
  }
}
