/// A property that stands for a whole group of options, declared once and used by several commands.
///
///     struct ReadingOptions: ArgumentGroup {
///       @Option("The character between columns.") var delimiter: String?
///     }
///
///     struct Inspect: Command {
///       @OptionGroup("Reading options") var reading: ReadingOptions
///     }
@propertyWrapper
public struct OptionGroup<Group: ArgumentGroup>: Sendable {
  let title: String?

  /// The group, with its properties filled.
  public var wrappedValue: Group

  /// A group of options; with a title, they form a section of the help under it.
  public init(_ title: String? = nil) {
    self.title = title
    wrappedValue = Group()
  }
}

extension OptionGroup: DeclaredGroup {
  var declarations: any ArgumentGroup { wrappedValue }

  /// Takes the group that the parser filled; fails under any other decoder.
  public init(from decoder: any Decoder) throws {
    title = nil
    wrappedValue = try Group(from: decoder)
  }
}
