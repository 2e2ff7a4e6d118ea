import Tensors

/// The steps of all rows, in one log a block.
struct BlockLogs<Element: Scalar>: Sendable {
  private let logs: [StepLog<Element>]
  private let blockRows: Int

  /// The logs of blocks, all but the last of which have the same number of rows.
  init(_ logs: [StepLog<Element>], _ blocks: [Range<Int>]) {
    for (log, block) in zip(logs, blocks) { log.finish(rowCount: block.count) }
    self.logs = logs
    blockRows = blocks.first?.count ?? 1
  }

  /// Shows all rounds of all logs, which have their rows last, each log's last round first.
  func forEachRoundBackwards(_ body: (StepRound<Element>) -> Void) {
    for (index, log) in logs.enumerated() {
      log.forEachRoundBackwards(firstRow: index * blockRows, body)
    }
  }

  /// The log that holds a row, and the row's number in it.
  func locate(_ row: Int) -> (log: StepLog<Element>, row: Int) {
    (logs[row / blockRows], row % blockRows)
  }
}
