/// What is wrong with a text as XML; nothing when it is well formed.
///
/// Checks what figures use: one root, tags that match, attributes in double quotes named once each,
/// entities, and the characters that XML forbids.
func xmlFault(_ text: String) -> String? {
  if let bad = text.unicodeScalars.first(where: { $0.value < 32 && $0 != "\n" && $0 != "\t" }) {
    return "forbidden character \(bad.value)"
  }
  var open: [Substring] = []
  var roots = 0
  var rest = text[...]
  while let start = rest.firstIndex(of: "<") {
    if let fault = entityFault(rest[..<start]) { return fault }
    if open.isEmpty, rest[..<start].contains(where: { !$0.isWhitespace }) {
      return "text outside the root"
    }
    guard let end = rest[start...].firstIndex(of: ">") else { return "a tag without an end" }
    let tag = rest[rest.index(after: start)..<end]
    rest = rest[rest.index(after: end)...]
    if tag.hasPrefix("/") {
      guard open.popLast() == tag.dropFirst() else { return "</\(tag.dropFirst())> closes nothing" }
    } else {
      if open.isEmpty { roots += 1 }
      let isEmpty = tag.hasSuffix("/")
      let body = isEmpty ? tag.dropLast() : tag
      let name = body.prefix { $0 != " " }
      if let fault = attributeFault(body.dropFirst(name.count)) { return "<\(name)>: \(fault)" }
      if !isEmpty { open.append(name) }
    }
  }
  guard open.isEmpty else { return "<\(open.joined(separator: "><"))> stays open" }
  return roots == 1 ? nil : "\(roots) roots"
}

private func attributeFault(_ text: Substring) -> String? {
  var names: Set<Substring> = []
  var rest = text
  while true {
    rest = rest.drop { $0 == " " }
    guard !rest.isEmpty else { return nil }
    guard let equals = rest.firstIndex(of: "=") else { return "\(rest) has no value" }
    let name = rest[..<equals]
    guard names.insert(name).inserted else { return "\(name) occurs twice" }
    rest = rest[equals...].dropFirst()
    guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else {
      return "\(name) is not quoted"
    }
    if let fault = entityFault(rest[..<end]) { return fault }
    rest = rest[end...].dropFirst()
    guard rest.isEmpty || rest.first == " " else { return "no space after \(name)" }
  }
}

private func entityFault(_ text: Substring) -> String? {
  for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
    let known = ["amp;", "lt;", "gt;", "quot;", "#39;"]
    guard known.contains(where: part.hasPrefix) else { return "bare & before \(part.prefix(8))" }
  }
  return nil
}
