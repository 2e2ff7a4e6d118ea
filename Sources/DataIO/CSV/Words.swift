/// The words of a text column, each kept once.
struct Words {
  /// What a cell is.
  struct Word {
    /// The code of the word; -1 for a missing value.
    var code: Int32
    /// What the cell would be in a column of numbers.
    var cell: CellRules.Cell
  }

  private var codes: [Int32] = []
  private var codeOfWord: [String: Int32] = [:]
  /// By hash; empty until a word is remembered, for columns of numbers have none.
  private var recent: [Recent?] = []

  /// A cell that was seen, by the place of its bytes.
  private struct Recent {
    let range: Range<Int>
    let word: Word
  }

  /// Adds the code of the next row's word.
  mutating func append(_ code: Int32) { codes.append(code) }

  /// The code of a word, new or known.
  mutating func code(of word: String) -> Int32 {
    if let code = codeOfWord[word] { return code }
    let code = Int32(clamping: codeOfWord.count)
    codeOfWord[word] = code
    return code
  }

  /// What a cell with these bytes was found to be, if it is still remembered.
  ///
  /// Most text columns hold few words, so comparing with one earlier cell of the same hash saves
  /// making a string and looking it up.
  func recall(_ bytes: [UInt8], _ range: Range<Int>) -> Word? {
    guard !recent.isEmpty, let seen = recent[slot(bytes, range)], seen.range.count == range.count,
      bytes[seen.range].elementsEqual(bytes[range])
    else { return nil }
    return seen.word
  }

  /// Forgets where the bytes of earlier cells lie.
  mutating func endWindow() { recent = [] }

  /// Remembers what a cell with these bytes is.
  mutating func remember(_ bytes: [UInt8], _ range: Range<Int>, as word: Word) {
    if recent.isEmpty { recent = [Recent?](repeating: nil, count: 256) }
    recent[slot(bytes, range)] = Recent(range: range, word: word)
  }

  private func slot(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var hash = UInt32(truncatingIfNeeded: range.count)
    for i in range { hash = (hash ^ UInt32(bytes[i])) &* 0x0100_0193 }
    return Int(hash >> 24)
  }

  /// The column, its categories in the order of their bytes, whatever the order of the rows.
  func column(name: String, missing: [Int]) -> Table.Column {
    let sorted = codeOfWord.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var rank = [Int32](repeating: 0, count: sorted.count)
    for (place, entry) in zip(Int32(0)..., sorted) { rank[Int(entry.value)] = place }
    return Table.Column(
      name: name,
      values: .text(
        codes: codes.map { $0 < 0 ? -1 : rank[Int($0)] }, categories: sorted.map(\.key)),
      missing: missing)
  }
}
