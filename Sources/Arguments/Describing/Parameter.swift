/// One argument, option or flag of a command as help, man pages and completions show it.
public struct Parameter: Equatable, Sendable {
  /// How the user gives it.
  public enum Kind: Equatable, Sendable {
    /// By position.
    case argument
    /// By name, with a value.
    case option
    /// By name alone; on or off by default.
    case flag(isOn: Bool)
  }

  /// How the user gives it.
  public let kind: Kind
  /// Its long name without dashes, or its name between angle brackets.
  public let name: String
  /// The letter of its short form.
  public let short: Character?
  /// What stands for the value.
  public let placeholder: String
  /// What it does.
  public let help: String
  /// The words that are accepted; empty when any may be.
  public internal(set) var values: [String]
  /// The default in writing; nil when there is none.
  public internal(set) var defaultText: String?
  /// Whether the user must give it.
  public let isRequired: Bool
  /// Whether it may be given more than once.
  public let isRepeating: Bool
  /// The title of the section of the help where it stands; nil for the common one.
  public internal(set) var section: String?

  let expectation: String

  init(
    kind: Kind, name: String, short: Character? = nil, placeholder: String = "", help: String,
    values: [String] = [], defaultText: String? = nil, isRequired: Bool = false,
    isRepeating: Bool = false, expectation: String = ""
  ) {
    self.kind = kind
    self.name = name
    self.short = short
    self.placeholder = placeholder
    self.help = help
    self.values = values
    self.defaultText = defaultText
    self.isRequired = isRequired
    self.isRepeating = isRepeating
    self.expectation = expectation
  }
}

extension Parameter {
  /// Every spelling of its name with dashes, the short one first; empty for an argument.
  public var spellings: [String] {
    guard kind != .argument else { return [] }
    let long = kind == .flag(isOn: true) ? ["--\(name)", "--no-\(name)"] : ["--\(name)"]
    return (short.map { ["-\($0)"] } ?? []) + long
  }

  /// What the help shows on the left: `-e, --epochs <epochs>`.
  public var label: String {
    let letter = short.map { "-\($0), " } ?? ""
    switch kind {
    case .argument: return "<\(name)>"
    case .option: return "\(letter)--\(name) <\(placeholder)>"
    case .flag(let isOn): return "\(letter)--\(name)\(isOn ? "/--no-\(name)" : "")"
    }
  }

  /// How a sentence names it: `--epochs <epochs>`.
  var mention: String {
    switch kind {
    case .argument: "<\(name)>"
    case .option: "--\(name) <\(placeholder)>"
    case .flag: "--\(name)"
    }
  }

  /// Its part of a usage line: `[--epochs <epochs>]`.
  var synopsis: String {
    if case .flag(true) = kind { return "[--\(name)] [--no-\(name)]" }
    let dots = isRepeating ? " ..." : ""
    return isRequired ? mention + dots : "[\(mention)\(dots)]"
  }

  /// What the help shows on the right: the text, the accepted values, the default.
  var explanation: String {
    var remarks: [String] = []
    if !values.isEmpty { remarks.append("values: " + values.joined(separator: ", ")) }
    if let defaultText { remarks.append("default: \(defaultText)") }
    guard !remarks.isEmpty else { return help }
    return (help.isEmpty ? "" : help + " ") + "(\(remarks.joined(separator: "; ")))"
  }
}
