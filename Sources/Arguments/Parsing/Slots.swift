/// The declared properties of a command, flattened over its groups, while the parser fills them.
struct Slots: Sendable {
  struct Slot: Sendable {
    /// The names of the properties that lead to this one.
    let path: [String]
    let parameter: Parameter
    var declared: any Declared
    var source = OptionSource.declaration
    /// The words of the command line so far.
    var words: [String] = []
  }

  var slots: [Slot] = []

  /// The properties of a command as declared.
  ///
  /// - Precondition: every stored property is declared with one of this module's wrappers, and
  ///   names and letters differ.
  init(of command: any ArgumentGroup) {
    collect(command, path: [], section: nil)
    let spellings = parameters.flatMap(\.spellings) + Parameter.help.spellings
    precondition(
      Set(spellings).count == spellings.count, "two options share a name: \(spellings.sorted())")
  }

  var parameters: [Parameter] { slots.map(\.parameter) }

  private mutating func collect(_ group: any ArgumentGroup, path: [String], section: String?) {
    for child in Mirror(reflecting: group).children {
      // A wrapped property `x` is stored as `_x`.
      let property = String((child.label ?? "").drop { $0 == "_" })
      switch child.value {
      case let declared as any Declared:
        var parameter = declared.parameter(of: property)
        parameter.section = parameter.kind == .argument ? nil : section
        slots.append(Slot(path: path + [property], parameter: parameter, declared: declared))
      case let nested as any DeclaredGroup:
        collect(nested.declarations, path: path + [property], section: nested.title ?? section)
      default:
        preconditionFailure(
          "\(type(of: group)).\(property) must be an @Argument, @Option, @Flag or @OptionGroup")
      }
    }
  }
}

extension Slots {
  func index(ofLong name: String) -> Int? {
    slots.firstIndex { $0.parameter.kind != .argument && $0.parameter.name == name }
  }

  func index(ofShort letter: Character) -> Int? {
    slots.firstIndex { $0.parameter.short == letter }
  }

  /// Gives a word of the command line to a property.
  mutating func give(_ word: String, to index: Int) throws(UsageError) {
    slots[index].source = .commandLine
    slots[index].words.append(word)
    do {
      try slots[index].declared.take(slots[index].words)
    } catch {
      throw .invalidValue(slots[index].parameter, value: error.word)
    }
  }

  /// Gives a configuration's values to the properties that the command line left alone.
  mutating func apply(_ configuration: Configuration) throws(UsageError) {
    for (key, value) in configuration.values.sorted(by: { $0.key < $1.key }) {
      guard let index = slots.firstIndex(where: { $0.parameter.name == key }) else {
        throw .unknownKey(
          key, source: configuration.source,
          suggestion: key.closest(among: parameters.map(\.name)))
      }
      guard value != .null else { continue }
      try configure(index, value, source: configuration.source)
    }
  }

  private mutating func configure(
    _ index: Int, _ value: OptionValue, source: String
  ) throws(UsageError) {
    let parameter = slots[index].parameter
    guard let words = value.words, parameter.isRepeating || words.count == 1 else {
      throw .invalidConfiguration(parameter, value: "a list", source: source)
    }
    // A wrong value is refused even where the command line overrules it.
    var declared = slots[index].declared
    do {
      try declared.take(words)
    } catch {
      throw .invalidConfiguration(parameter, value: error.word, source: source)
    }
    guard slots[index].source != .commandLine else { return }
    slots[index].declared = declared
    slots[index].source = .configuration
  }

  func requireAll() throws(UsageError) {
    for slot in slots where slot.parameter.isRequired && slot.source == .declaration {
      throw .missingArgument(slot.parameter)
    }
  }

  func resolved(command: [String]) -> ResolvedOptions {
    ResolvedOptions(
      command: command,
      entries: slots.map {
        .init(
          name: $0.parameter.name, value: $0.declared.optionValue ?? .null, source: $0.source)
      })
  }
}
