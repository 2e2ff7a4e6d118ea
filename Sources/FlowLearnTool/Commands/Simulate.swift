import Arguments
import FlowLearn

/// Follows a known system or a learned flow.
struct Simulate: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "simulate", abstract: "Follow a dynamical system or a learned flow, as CSV.",
    discussion: """
      One line a time: the time and the components of the state. A model's flow begins at features (--start), which are standardised first; what is written are the states of the flow.

      Systems: \(DynamicalSystem<Double>.names.joined(separator: ", ")).

        flowlearn simulate lorenz63 --to 20 --every 0.01 > lorenz.csv
        flowlearn simulate lorenz63 --set rho=14 --tolerance 1e-10
        flowlearn simulate oregonator --method auto --output oregonator.csv --plot oregonator.svg
        flowlearn simulate runs/iris-001 --start 5.1,3.5,1.4,0.2
      """)

  @Argument("A system's name, a model's file, or the directory of a run.") var system: String
  @Option("The state, or the features, at the beginning.", value: "numbers")
  var start: NumberList?
  @Option("Another value of a system's parameter.", value: "name=value") var set: [Assignment]
  @Option("The time at which the flow begins.", value: "time") var from: Double?
  @Option("The time at which it ends.", value: "time") var to: Double?
  @Option("The times that are written.", value: "times") var at: NumberList?
  @Option(
    "The distance between the times that are written. A hundredth of the whole when not given.",
    value: "time")
  var every: Double?
  @Option(
    "The method; auto switches between tsit5 and rodas5p as the flow turns stiff and back.",
    values: SteppingMethod.all.map(\.name) + ["auto"])
  var method = "tsit5"
  @Option("The relative tolerance of adaptive steps; the absolute is a thousandth of it.")
  var tolerance = 1e-6
  @Option("So many equal steps, instead of adaptive ones.", value: "count") var steps: Int?
  @Option("The file to write; standard output when not given.", short: "o", value: "file")
  var output: String?
  @Option("Draw the components against time, and their path, as SVG.", value: "file")
  var plot: String?
  @Flag("Overwrite the output, and the plot.") var force = false
  @OptionGroup var talk: TalkOptions

  func validate() throws(ValidationError) {
    guard tolerance > 0 else { throw ValidationError("'--tolerance' must be positive") }
    if let steps, steps < 1 { throw ValidationError("'--steps' must be at least 1") }
    if let every, every <= 0 { throw ValidationError("'--every' must be positive") }
    guard at == nil || every == nil else {
      throw ValidationError("'--at' and '--every' do not go together")
    }
    if steps != nil, method == "auto" {
      throw ValidationError("'--method auto' takes adaptive steps: leave out '--steps'")
    }
    if steps == nil, SteppingMethod.named(method)?.hasErrorEstimate == false {
      throw ValidationError(
        "the method '\(method)' has no error estimate: give it equal steps with '--steps'")
    }
  }

  func run(_ options: ResolvedOptions) throws(ToolError) {
    let subject = try subject()
    guard let start = start?.numbers ?? subject.start else {
      throw .usage("a model's flow needs a beginning: --start with \(subject.startWords)")
    }
    guard start.count == subject.startCount else {
      throw .usage(
        "--start has \(start.count.of("number")), and \(subject.name) needs \(subject.startWords)")
    }
    let span = TimeSpan(from: from ?? subject.span.start, to: to ?? subject.span.end)
    let times = try times(in: span)
    let trajectory = subject.trajectory(from: start, over: span, at: times, by: integrator)
    let bytes =
      talk.json
      ? trajectory.json(subject.components) : trajectory.csv(subject.components)
    let console = talk.console
    if let plot {
      let picture = TrajectoryPlot(
        trajectory: trajectory, name: subject.name, components: subject.components)
      try console.deliver(Array(picture.svg.utf8), to: plot, overwrites: force)
    }
    try console.deliver(bytes, to: output, overwrites: force)
    let work = trajectory.statistics
    console.detail(
      "\(method): \(work.accepted.of("step")), \(work.rejected.grouped) rejected, "
        + "\(work.evaluations.of("evaluation"))")
    if let outcome = trajectory.outcomes.first(where: { !$0.isCompleted }) {
      throw .checkFailed("\(subject.name): \(outcome): \(outcome.advice)")
    }
  }

  private var integrator: Integrator {
    // The parser accepts names of the list only.
    let method = SteppingMethod.named(method) ?? .tsitouras
    if let steps { return Integrator(method: method, control: .fixed(steps: steps)) }
    return Integrator(
      method: method, control: .adaptive(relative: tolerance, absolute: tolerance * 1e-3))
  }

  private func subject() throws(ToolError) -> Simulated {
    guard let known = DynamicalSystem<Double>.named(system) else {
      let path = Path(system)
      guard path == .standardInput || path.kind != .nothing else {
        throw .usage(
          "'\(system)' is neither a system nor a file (the systems are "
            + "\(DynamicalSystem<Double>.names.joined(separator: ", ")))")
      }
      guard set.isEmpty else { throw .usage("--set changes a system, not a model") }
      return Simulated(try ModelSource(reading: path))
    }
    return Simulated(try known.setting(set))
  }

  private func times(in span: TimeSpan) throws(ToolError) -> [Double] {
    if let at {
      let direction = span.length < 0 ? -1.0 : 1.0
      let isOrdered = zip(at.numbers, at.numbers.dropFirst()).allSatisfy {
        ($1 - $0) * direction >= 0
      }
      let isInside = at.numbers.allSatisfy {
        ($0 - span.start) * direction >= 0 && (span.end - $0) * direction >= 0
      }
      guard isOrdered, isInside else {
        throw .usage(
          "--at takes times in order, from \(span.start.argument) to \(span.end.argument)")
      }
      return at.numbers
    }
    guard span.length != 0 else { return [span.start] }
    guard let every else { return span.times(101) }
    let count = (abs(span.length) / every * (1 + 1e-12)).rounded(.down)
    guard count < 1e8 else { throw .usage("--every \(every.argument) asks for too many times") }
    let step = span.length < 0 ? -every : every
    return (0...Int(count)).map { index in
      let time = span.start + Double(index) * step
      return abs(time - span.start) > abs(span.length) ? span.end : time
    }
  }
}

extension Simulated {
  /// What the user has to give as a beginning.
  fileprivate var startWords: String {
    let names = components.prefix(startCount)
    return "\(startCount.of("number")) (\(listed(Array(names))))"
  }
}

extension DynamicalSystem {
  /// The system with other values of some parameters.
  func setting(_ assignments: [Assignment]) throws(ToolError) -> DynamicalSystem {
    var system = self
    for assignment in assignments {
      guard system.parameters.contains(where: { $0.name == assignment.name }) else {
        let names = system.parameters.map(\.name).joined(separator: ", ")
        throw .usage(
          "\(name) has no parameter '\(assignment.name)' "
            + (names.isEmpty ? "(it has none at all)" : "(it has \(names))"))
      }
      system = system.setting(assignment.name, to: assignment.value)
    }
    return system
  }
}

extension Trajectory<Double> {
  /// The states of the only row, a line a time; times after a failure are left out.
  func csv(_ components: [String]) -> [UInt8] {
    var writer = CSVWriter(header: ["t"] + components)
    for (index, time) in times.enumerated() {
      let state = states(at: index).elements
      guard state.allSatisfy(\.isFinite) else { break }
      writer.append(([time] + state).map(CSVWriter.Cell.number))
    }
    return writer.takeBytes()
  }

  /// The same as one JSON object.
  func json(_ components: [String]) -> [UInt8] {
    let rows = times.indices.map { states(at: $0).elements }.prefix { $0.allSatisfy(\.isFinite) }
    let value: JSONValue = [
      "components": .array(components.map(JSONValue.string)),
      "times": .array(times.prefix(rows.count).map(JSONValue.number)),
      "states": .array(rows.map { .array($0.map(JSONValue.number)) }),
      "outcome": .string(outcomes[0].description),
      "steps": .integer(statistics.accepted), "rejected_steps": .integer(statistics.rejected),
      "evaluations": .integer(statistics.evaluations),
    ]
    return Array((value.text() + "\n").utf8)
  }
}
