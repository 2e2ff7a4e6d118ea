public import Tensors

/// Rows divided into those that train and those that are held out.
public struct HoldOut: Sendable, Hashable {
  /// The rows to train on.
  public let training: [Int]
  /// The rows held out.
  public let validation: [Int]

  /// Holds out a part of the rows of every class: with a fraction f, f times the rows of a class,
  /// rounded, but never all of them.
  ///
  /// - Parameters:
  ///   - classes: each row's class; all 0 for a regression.
  ///   - fraction: the part to hold out, at least 0 and below 1.
  ///   - stream: random numbers for the choice of rows.
  public init(classes: [Int], fraction: Double, using stream: inout RandomStream) {
    precondition(fraction >= 0 && fraction < 1, "a part of \(fraction) cannot be held out")
    var training: [Int] = []
    var validation: [Int] = []
    for (_, rows) in HoldOut.rowsByClass(classes) {
      let order = stream.permutation(of: rows.count)
      let held = min(Int((fraction * Double(rows.count)).rounded()), rows.count - 1)
      validation += order[..<held].map { rows[$0] }
      training += order[held...].map { rows[$0] }
    }
    self.training = training.sorted()
    self.validation = validation.sorted()
  }

  /// The division that a training with these options makes, its stream being new.
  init(classes: [Int], options: TrainingOptions, stream: inout RandomStream) {
    var splits = stream.split()
    self.init(classes: classes, fraction: options.validationFraction, using: &splits)
  }

  /// Cuts rows into folds of equal size, each class spread evenly: the k-th answer holds out fold k.
  public static func folds(
    _ count: Int, classes: [Int], using stream: inout RandomStream
  ) -> [HoldOut] {
    precondition(count >= 2, "cross-validation takes at least 2 folds, not \(count)")
    var fold = [Int](repeating: 0, count: classes.count)
    var next = 0
    for (_, rows) in HoldOut.rowsByClass(classes) {
      for place in stream.permutation(of: rows.count) {
        fold[rows[place]] = next % count
        next += 1
      }
    }
    return (0..<count).map { k in
      HoldOut(
        training: fold.indices.filter { fold[$0] != k },
        validation: fold.indices.filter { fold[$0] == k })
    }
  }

  /// The rows of each class, ascending, classes in order.
  private static func rowsByClass(_ classes: [Int]) -> [(key: Int, value: [Int])] {
    Dictionary(grouping: classes.indices) { classes[$0] }.sorted { $0.key < $1.key }
  }

  private init(training: [Int], validation: [Int]) {
    self.training = training
    self.validation = validation
  }
}
