import Arguments
import FlowLearn

/// Writes data that are made, not measured.
struct Generate: ToolCommand {
  private static let names =
    ToyData.allCases.map(\.rawValue) + DynamicalSystem<Double>.names

  static let configuration = CommandConfiguration(
    name: "generate", abstract: "Make data to try things on, as CSV.",
    discussion: """
      Points of the plane in classes: \(ToyData.allCases.map(\.rawValue).joined(separator: ", ")). Time series of systems: \(DynamicalSystem<Double>.names.joined(separator: ", ")).

        flowlearn generate moons --rows 500 > moons.csv
        flowlearn generate lorenz63 --rows 2000 --noise 0.01 -o lorenz.csv
      """)

  @Argument("What to make.", values: names) var name: String
  @Option("The number of rows.", value: "count") var rows = 400
  @Option(
    "The standard deviation of the noise; for series relative to each component's own.",
    value: "deviation")
  var noise: Double?
  @Option("The seed of everything random.") var seed = 0
  @Option("The file to write; standard output when not given.", short: "o", value: "file")
  var output: String?
  @Flag("Overwrite the output.") var force = false
  @OptionGroup var talk: TalkOptions

  func validate() throws(ValidationError) {
    guard (1...100_000_000).contains(rows) else {
      throw ValidationError("'--rows' must be from 1 to 100000000")
    }
    guard seed >= 0 else { throw ValidationError("'--seed' must not be negative") }
    if let noise, noise < 0 { throw ValidationError("'--noise' must not be negative") }
  }

  func run(_ options: ResolvedOptions) throws(ToolError) {
    var stream = RandomStream(seed: UInt64(seed))
    let table = table(using: &stream)
    let bytes = talk.json ? table.json : table.csv()
    try talk.console.deliver(bytes, to: output, overwrites: force)
  }

  private func table(using stream: inout RandomStream) -> Table {
    if let toy = ToyData(rawValue: name) {
      return toy.table(rows, noise: noise ?? toy.usualNoise, using: &stream)
    }
    // The parser accepts names of the two lists only.
    let system = DynamicalSystem<Double>.named(name) ?? .lorenz63
    return series(of: system, using: &stream)
  }

  private func series(
    of system: DynamicalSystem<Double>, using stream: inout RandomStream
  ) -> Table {
    let times = rows > 1 ? system.span.times(rows) : [system.span.start]
    let trajectory = Integrator(control: .adaptive(relative: 1e-10, absolute: 1e-12)).trajectory(
      of: system.field, from: system.start, over: system.span, at: times)
    let columns = system.components.indices.map { component in
      let values = times.indices.map { trajectory.states(at: $0).elements[component] }
      let scale = (noise ?? 0) * deviation(values)
      return Table.Column(
        name: system.components[component],
        numbers: scale > 0 ? values.map { $0 + scale * stream.normal() } : values)
    }
    return Table(
      source: system.name, columns: [Table.Column(name: "t", numbers: times)] + columns)
  }

  private func deviation(_ values: [Double]) -> Double {
    let x = Tensor(values)
    return (x - x.mean()).squared().mean().squareRoot()
  }
}

extension Table {
  /// The rows as a JSON array of objects.
  fileprivate var json: [UInt8] {
    let value = JSONValue.array(
      (0..<rowCount).map { row in
        var object = JSONObject()
        for column in columns { object[column.name] = column.cell(row).json }
        return .object(object)
      })
    return Array((value.text() + "\n").utf8)
  }
}

extension Console {
  /// Writes a result to a file, or to standard output when there is none.
  func deliver(_ bytes: [UInt8], to output: String?, overwrites: Bool) throws(ToolError) {
    guard let output else { return try result(bytes) }
    let path = Path(output)
    guard overwrites || !path.isPlainFile else { throw .outputExists(path) }
    try path.replace(with: bytes)
    note("written to \(path)")
  }
}
