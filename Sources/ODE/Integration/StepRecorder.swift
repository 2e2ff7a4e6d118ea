import Tensors

/// Records the steps of a block's rows with the state at which each began.
final class HistoryRecorder<Element: Scalar>: StepObserver {
  let log: StepLog<Element>
  private let firstRow: Int

  init(dimension: Int, block: Range<Int>) {
    log = StepLog(stride: dimension, isRowsLast: true)
    firstRow = block.lowerBound
  }

  var needsDenseOutput: Bool { false }

  func observe(_ steps: AcceptedSteps<Element>) {
    steps.copyStartStates(to: log.append(steps, firstRow: firstRow))
  }
}

/// Records the steps of a block's rows with the polynomial that is the solution inside of each.
final class DenseRecorder<Element: Scalar>: StepObserver {
  let log: StepLog<Element>
  private let firstRow: Int

  init(dimension: Int, degree: Int, block: Range<Int>) {
    log = StepLog(stride: (degree + 1) * dimension)
    firstRow = block.lowerBound
  }

  var needsDenseOutput: Bool { true }

  func observe(_ steps: AcceptedSteps<Element>) {
    steps.polynomials(into: log.append(steps, firstRow: firstRow))
  }
}
