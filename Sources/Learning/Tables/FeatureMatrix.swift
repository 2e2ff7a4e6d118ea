import DataIO
import Tensors

/// A matrix of features that is filled column by column.
struct FeatureMatrix {
  private(set) var features: Tensor<Double>
  private(set) var unseen: [EncodedRows.UnseenCategories] = []
  private(set) var filledCells = 0
  private let rows: Int
  private let width: Int
  private var next = 0

  init(rows: Int, columns: Int) {
    self.rows = rows
    width = columns
    features = .zeros([rows, columns])
  }

  /// Fills the features of the next column.
  mutating func append(
    _ cells: Table.Column, as column: FeatureColumn, of table: Table
  ) throws(LearningError) {
    switch column.kind {
    case .numeric(let mean):
      guard case .numeric(let numbers) = cells.values else {
        throw .data(cells.refusal(in: table))
      }
      append(numbers, mean: mean)
    case .categorical(let categories, let mostFrequent):
      try append(cells, categories, mostFrequent: mostFrequent, of: table)
    }
    next += column.featureCount
  }

  private mutating func append(_ numbers: [Double], mean: Double) {
    let (width, next) = (width, next)
    var filled = 0
    features.withUnsafeMutableElements { elements in
      for (row, number) in numbers.enumerated() {
        if number.isNaN { filled += 1 }
        elements[row * width + next] = number.isNaN ? mean : number
      }
    }
    filledCells += filled
  }

  private mutating func append(
    _ cells: Table.Column, _ categories: [String], mostFrequent: Int, of table: Table
  ) throws(LearningError) {
    guard case .text(let codes, let found) = cells.categorized.values else { return }
    let places = Dictionary(zip(categories, 0...)) { first, _ in first }
    let present = Set(codes.lazy.filter { $0 >= 0 })
    let unknown = present.sorted().filter { places[found[Int($0)]] == nil }
    if case .numeric = cells.values, !present.isEmpty, unknown.count == present.count {
      throw .numbersForCategories(
        source: table.source, column: cells.name, found: found[Int(unknown[0])], known: categories)
    }
    let target = found.map { places[$0] }
    let (width, next) = (width, next)
    var (filled, strangers) = (0, 0)
    features.withUnsafeMutableElements { elements in
      for (row, code) in codes.enumerated() {
        if code < 0 { filled += 1 }
        if code < 0 && categories.isEmpty { continue }
        if let place = code < 0 ? mostFrequent : target[Int(code)] {
          elements[row * width + next + place] = 1
        } else {
          strangers += 1
        }
      }
    }
    filledCells += filled
    guard !unknown.isEmpty else { return }
    unseen.append(
      EncodedRows.UnseenCategories(
        column: cells.name, categories: unknown.map { found[Int($0)] }, rowCount: strangers))
  }
}
