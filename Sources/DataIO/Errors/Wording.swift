/// A text in quotes, its control characters escaped, cut to 40 characters.
func quoted(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars.prefix(40) {
    switch scalar {
    case "\"": shown += "\\\""
    case "\n": shown += "\\n"
    case "\r": shown += "\\r"
    case "\t": shown += "\\t"
    case _ where scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value):
      shown += "\\u{\(String(scalar.value, radix: 16))}"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return "\"" + shown + (text.unicodeScalars.count > 40 ? "..." : "") + "\""
}

/// A name as it stands when it is one plain word, otherwise in quotes.
func quotedIfNeeded(_ name: String) -> String {
  let isPlain = name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || isWordByte($0) }
  return isPlain && !name.isEmpty ? name : quoted(name)
}

/// A name as one word of a shell's command line.
func shellWord(_ name: String) -> String {
  let isPlain = name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || isWordByte($0) }
  guard !isPlain || name.isEmpty else { return name }
  return "'"
    + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    + "'"
}

/// A number with its noun, in the plural where it is not 1.
func count(_ number: Int, _ noun: String) -> String {
  number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
}

/// The candidate that is most like a word, if one is near enough to be meant.
///
/// Near enough is an edit distance of at most a third of the word's length, or of 1, and never as
/// much as replacing the whole word.
func nearest(to word: String, in candidates: [String]) -> String? {
  let letters = Array(word.lowercased().unicodeScalars)
  let limit = max(1, letters.count / 3)
  let distances = candidates.map { editDistance(letters, Array($0.lowercased().unicodeScalars)) }
  guard let least = distances.min(), least <= limit, least < letters.count,
    let index = distances.firstIndex(of: least)
  else { return nil }
  return candidates[index]
}

/// The least number of insertions, deletions and replacements that turn one word into another.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}

private func isWordByte(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "0"..."9", "_", "-", ".", "%", "+", "/", ":", "@": true
  default: false
  }
}
