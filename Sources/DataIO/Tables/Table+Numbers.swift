public import Tensors

extension Table {
  /// The numbers of a column.
  ///
  /// - Throws: `textColumn` for a column of text, `missingValue` with the line of the first gap.
  public func numbers(of reference: String) throws(DataError) -> [Double] {
    let column = try column(reference)
    switch column.values {
    case .text(_, let categories):
      throw error(.textColumn(example: categories.first ?? ""), column: column.name)
    case .numeric(let numbers):
      if let row = column.missing.first {
        throw error(.missingValue, row: row, column: column.name)
      }
      return numbers
    }
  }

  /// The numbers of some columns as a matrix of shape `[rows, columns]`.
  ///
  /// - Throws: `textColumn` for a column of text, `missingValue` with the line of the first gap.
  public func matrix(of references: [String]) throws(DataError) -> Tensor<Double> {
    var columns: [[Double]] = []
    for reference in references { columns.append(try numbers(of: reference)) }
    return Tensor(shape: [rowCount, columns.count]) { elements in
      guard let base = elements.baseAddress else { return }
      for (j, numbers) in columns.enumerated() {
        for i in numbers.indices { (base + i * columns.count + j).initialize(to: numbers[i]) }
      }
    }
  }
}
