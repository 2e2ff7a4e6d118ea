extension Table {
  /// The columns of a matrix that NumPy saved, called by their index from 0; a vector is one column.
  ///
  /// NaN stands for a missing number, an empty text for a missing text.
  ///
  /// - Parameters:
  ///   - array: shape `[rows, columns]` or `[rows]`.
  ///   - source: the name of the file, for sentences.
  /// - Throws: an NPY fault for another rank, for an infinity, and for whole numbers that are no
  ///   doubles.
  public init(_ array: NPYArray, source: String) throws(DataError) {
    guard (1...2).contains(array.shape.count) else {
      throw DataError(source: source, fault: .npy(.notAMatrix(array.shape)))
    }
    let columns = try array.columns(source: source) { String($0) }
    guard !columns.isEmpty, array.shape[0] > 0 else {
      throw DataError(source: source, fault: .npy(.noRows(array.shape)))
    }
    self.init(source: source, columns: columns)
  }

  /// The columns of all arrays that NumPy saved together, those of an array `y` or `Y` last.
  ///
  /// The first axis of every array counts the rows. An array of rank 1 is a column of its own name;
  /// one of higher rank, `x` say, is the columns `x0`, `x1`, ..., its other axes taken together.
  ///
  /// - Parameter archive: the arrays.
  /// - Throws: an NPY fault when the arrays have not equally many rows, and as for one array.
  public init(_ archive: NPZArchive) throws(DataError) {
    func isTarget(_ member: NPZArchive.Member) -> Bool { ["y", "Y"].contains(member.name) }
    let members =
      archive.members.filter { !isTarget($0) } + archive.members.filter { isTarget($0) }
    var columns: [Column] = []
    for member in members {
      let source = "\(archive.source): array \(quotedIfNeeded(member.name))"
      guard let rows = member.array.shape.first, let expected = members[0].array.shape.first else {
        throw DataError(source: source, fault: .npy(.notAMatrix(member.array.shape)))
      }
      guard rows == expected else {
        throw DataError(
          source: source,
          fault: .npy(.rowsDiffer(found: rows, expected: expected, other: members[0].name)))
      }
      let isVector = member.array.shape.count == 1
      columns += try member.array.columns(source: source) {
        isVector ? member.name : "\(member.name)\($0)"
      }
    }
    guard let first = columns.first, first.values.count > 0 else {
      throw DataError(
        source: archive.source, fault: .npy(.noRows(members.first?.array.shape ?? [])))
    }
    let names = UniqueNames(columns.map(\.name)).names
    for index in columns.indices { columns[index].name = names[index] }
    self.init(source: archive.source, columns: columns)
  }
}

extension NPYArray {
  /// The columns of the array as a matrix whose first axis counts the rows.
  fileprivate func columns(
    source: String, name: (Int) -> String
  ) throws(DataError) -> [Table.Column] {
    let rows = shape.first ?? 0
    guard rows > 0 else { return [] }
    let width = count / rows
    if let texts {
      return (0..<width).map { column in
        let cells = stride(from: column, to: texts.count, by: width).map { texts[$0] }
        return Table.Column(name: name(column), texts: cells.map { $0.isEmpty ? nil : $0 })
      }
    }
    guard let numbers = doubles else {
      throw DataError(source: source, fault: .npy(.beyondDoubles))
    }
    if let place = numbers.firstIndex(where: \.isInfinite) {
      let fault = DataError.NPYFault.infinite(row: place / width, column: place % width)
      throw DataError(source: source, fault: .npy(fault))
    }
    return (0..<width).map { column in
      let cells = [Double](unsafeUninitializedCapacity: rows) { buffer, count in
        for row in 0..<rows { buffer[row] = numbers[row * width + column] }
        count = rows
      }
      return Table.Column(name: name(column), numbers: cells)
    }
  }
}
