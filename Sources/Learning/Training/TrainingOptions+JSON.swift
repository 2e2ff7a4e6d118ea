import DataIO

extension TrainingOptions {
  /// The options that decide every step, as JSON; how long a training lasts and what it may take of
  /// memory are not among them.
  var json: JSONValue {
    [
      "method": .string(method.rawValue), "learning_rate": .number(learningRate),
      "schedule": .string(schedule.rawValue), "batch_size": .integer(batchSize),
      "schedule_epochs": scheduleEpochs.map(JSONValue.integer) ?? .null,
      "weight_decay": .number(weightDecay), "clip_norm": clipNorm.map(JSONValue.number) ?? .null,
      "kinetic_weight": .number(kineticWeight), "label_smoothing": .number(labelSmoothing),
      "class_weights": .string(classWeights.rawValue),
      "validation_fraction": .number(validationFraction),
      "minimum_improvement": .number(minimumImprovement), "shuffles": .bool(shuffles),
      "seed": .string(String(seed)),
    ]
  }
}

extension ReadOutCost.Loss {
  /// The loss in one word, for files.
  var word: String {
    switch self {
    case .logistic: "logistic"
    case .crossEntropy: "cross_entropy"
    case .squaredError: "squared_error"
    }
  }
}

extension JSONValue {
  /// The first place where another value differs from this one, as a path of keys, with both values.
  func firstDifference(
    from other: JSONValue, path: String = ""
  ) -> (path: String, own: String, other: String)? {
    // A whole number may have been written without its point.
    guard self != other, double == nil || double != other.double else { return nil }
    guard let mine = object, let theirs = other.object else { return (path, text(), other.text()) }
    for key in (mine.members + theirs.members).map(\.key) {
      let place = path.isEmpty ? key : "\(path).\(key)"
      let (own, known) = (mine[key] ?? .null, theirs[key] ?? .null)
      if let difference = own.firstDifference(from: known, path: place) { return difference }
    }
    return nil
  }
}
