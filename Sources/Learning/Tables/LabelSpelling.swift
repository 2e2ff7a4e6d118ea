public import DataIO

/// Labels that are spelled otherwise than a model's, each with a point behind it, as in the official
/// test file of the Adult census data.
public struct LabelSpelling: Sendable, Hashable {
  /// The name of the target column.
  public let target: String
  /// One of the labels, as the file spells it.
  public let example: String
  /// The table with the labels spelled as the model does.
  public let table: Table

  /// The other spelling, where that is all that keeps the labels of a table from being known.
  ///
  /// It is only where every label of the column ends with a point, none of them is known as it
  /// stands, and each is known without the point.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - target: the name of the target column.
  ///   - known: the labels of the model.
  public init?(of table: Table, target: String, known: [String]) {
    guard let place = table.names.firstIndex(of: target),
      case .text(let codes, let categories) = table.columns[place].values,
      let example = categories.first
    else { return nil }
    let labels = Set(known)
    for category in categories {
      guard category.hasSuffix("."), !labels.contains(category),
        labels.contains(String(category.dropLast()))
      else { return nil }
    }
    var columns = table.columns
    columns[place] = Table.Column(
      name: target, texts: codes.map { $0 < 0 ? nil : String(categories[Int($0)].dropLast()) })
    self.target = target
    self.example = example
    self.table = table.replacing(columns)
  }
}

extension LabelSpelling: CustomStringConvertible {
  /// One sentence: what was seen and what is made of it.
  public var description: String {
    "\(table.source): column \(target): each label ends with a point that the model's labels do not "
      + "have: \(example) is taken as \(example.dropLast())"
  }
}
