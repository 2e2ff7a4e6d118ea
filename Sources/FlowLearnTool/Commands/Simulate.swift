import Arguments
import FlowLearn

/// Follows a known system or a learned flow.
struct Simulate: ToolCommand {
  static let configuration = CommandConfiguration(
    name: "simulate", abstract: "Follow a dynamical system or a learned flow, as CSV.",
    discussion: """
      One line a time: the time and the components of the state. A model's flow begins at features (--start), which are standardised first; what is written are the states of the flow.

      --rows reads beginnings from a table, one a row, with columns of the components' names. --forcing reads signals: a column t, and columns of the names of parameters, which take their values from it, or of components, to whose velocities it is added; a column row, counted from 1, gives each beginning signals of its own. --event adds a line where a component passes a value.

      Systems: \(DynamicalSystem<Double>.names.joined(separator: ", ")).

        flowlearn simulate lorenz63 --to 20 --every 0.01 > lorenz.csv
        flowlearn simulate lorenz63 --set rho=14 --tolerance 1e-10
        flowlearn simulate oregonator --method auto --output oregonator.csv --plot oregonator.svg
        flowlearn simulate lorenz63 --to 100 --event z=27:rising --only-events > section.csv
        flowlearn simulate pendulum --rows starts.csv --forcing torque.csv
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
    "The method; auto switches between tsit5 and rodas5p as the flow turns stiff and back; verlet and those after it follow mechanical systems by equal steps.",
    values: (SteppingMethod.all + SteppingMethod.separable).map(\.name) + ["auto"])
  var method = "tsit5"
  @Option("The relative tolerance of adaptive steps; the absolute is a thousandth of it.")
  var tolerance = 1e-6
  @Option("So many equal steps, instead of adaptive ones.", value: "count") var steps: Int?
  @Option(
    "A line where a component passes a value, rising, falling or either; :stop ends the flow there.",
    value: "name=value[:…]")
  var event: [EventOption]
  @Flag("Write the lines of events only.") var onlyEvents = false
  @Option("Beginnings, one a row of a table.", value: "file") var rows: String?
  @Option("Signals that force a system.", value: "file") var forcing: String?
  @Option(
    "What is between the samples of signals.",
    values: SampledSignal.Interpolation.allCases.map(\.rawValue))
  var interpolation = "linear"
  @Flag(
    "Add a column for each component with an estimate of its error, by a second solve to a hundredth of the tolerance."
  )
  var globalError = false
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
    guard start == nil || rows == nil else {
      throw ValidationError("'--start' and '--rows' do not go together")
    }
    guard !globalError || event.isEmpty else {
      throw ValidationError("'--global-error' and '--event' do not go together")
    }
    guard !onlyEvents || !event.isEmpty else {
      throw ValidationError("'--only-events' writes what '--event' finds: give it one")
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
    let (subject, stops) = try subject()
    let starts = try starts(of: subject)
    let span = TimeSpan(from: from ?? subject.span.start, to: to ?? subject.span.end)
    let times = try times(in: span)
    var events: [Event<Double>] = []
    for option in event {
      guard let event = option.event(on: subject.components) else {
        throw .usage(
          "\(subject.name) has no component '\(option.component)' (it has "
            + "\(listed(subject.components)))")
      }
      events.append(event)
    }
    let integrator = integrator(stops)
    let trajectory: Trajectory<Double>
    var errors: Tensor<Double>?
    if globalError {
      (trajectory, errors) = subject.trajectoryWithErrors(
        from: starts, over: span, at: times, by: integrator)
    } else {
      trajectory = subject.trajectory(
        from: starts, over: span, at: times, events: events, by: integrator)
    }
    let states = SimulatedStates(
      components: subject.components, events: events.map(\.name), numbersRows: rows != nil,
      trajectory: trajectory, errors: errors, onlyEvents: onlyEvents)
    let console = talk.console
    if let plot {
      let picture = TrajectoryPlot(
        trajectory: trajectory, name: subject.name, components: subject.components)
      try console.deliver(Array(picture.svg.utf8), to: plot, overwrites: force)
    }
    try console.deliver(talk.json ? states.json() : states.csv(), to: output, overwrites: force)
    let work = trajectory.statistics
    console.detail(
      "\(method): \(work.accepted.of("step")), \(work.rejected.grouped) rejected, "
        + "\(work.evaluations.of("evaluation"))")
    if let row = trajectory.outcomes.firstIndex(where: \.isFailure) {
      let name = rows == nil ? subject.name : "\(subject.name), row \(row + 1)"
      throw .checkFailed("\(name): \(failure(trajectory.ends, row, subject.components, console))")
    }
    if let report = trajectory.ends.reports.first(where: { !$0.outcome.isFailure }) {
      console.warn("\(subject.name): \(report.advice)")
    }
  }

  /// What happened to a row, by which component, and what to do.
  private func failure(
    _ ends: FlowEnds<Double>, _ row: Int, _ components: [String], _ console: Console
  ) -> String {
    let outcome = ends.outcomes[row]
    guard let report = ends.report(ofRow: row) else { return "\(outcome): \(outcome.advice)" }
    if !report.attempts.isEmpty { console.detail("the last steps tried:\n\(report.table)") }
    let component = report.component.map { ", by \(components[$0])" } ?? ""
    return "\(outcome)\(component): \(report.advice)"
  }

  private func starts(of subject: Simulated) throws(ToolError) -> [[Double]] {
    if let rows {
      let table = try SimulationTable(reading: Path(rows))
      let starts = try table.beginnings(
        of: Array(subject.components.prefix(subject.startCount)), usual: subject.start)
      if let count = subject.signalCount, count != 1, count != starts.count {
        throw .usage(
          "--forcing has signals for \(count.of("row")), and --rows has \(starts.count)")
      }
      return starts
    }
    guard let start = start?.numbers ?? subject.start else {
      throw .usage("a model's flow needs a beginning: --start with \(subject.startWords)")
    }
    guard start.count == subject.startCount else {
      throw .usage(
        "--start has \(start.count.of("number")), and \(subject.name) needs \(subject.startWords)")
    }
    if let count = subject.signalCount, count != 1 {
      throw .usage(
        "--forcing has signals for \(count.of("row")): give their beginnings with --rows")
    }
    return [start]
  }

  private func integrator(_ stops: StepStops) -> Integrator {
    // The parser accepts names of the list only.
    let method = SteppingMethod.named(method) ?? .tsitouras
    if let steps { return Integrator(method: method, control: .fixed(steps: steps)) }
    var control = AdaptiveControl(relative: tolerance, absolute: tolerance * 1e-3)
    control.stops = stops
    return Integrator(method: method, control: .adaptive(control))
  }

  /// What is followed, and where its steps must end.
  private func subject() throws(ToolError) -> (Simulated, StepStops) {
    guard let known = DynamicalSystem<Double>.named(system) else {
      let path = Path(system)
      guard path == .standardInput || path.kind != .nothing else {
        throw .usage(
          "'\(system)' is neither a system nor a file (the systems are "
            + "\(DynamicalSystem<Double>.names.joined(separator: ", ")))")
      }
      guard set.isEmpty else { throw .usage("--set changes a system, not a model") }
      guard SteppingMethod.named(method)?.isComposition != true else {
        throw .usage("--method \(method) follows separable systems, not models")
      }
      guard forcing == nil else { throw .usage("--forcing drives a system, not a model") }
      return (Simulated(try ModelSource(reading: path)), StepStops())
    }
    let system = try known.setting(set)
    if SteppingMethod.named(method)?.isComposition == true, !system.isSeparable {
      let names = DynamicalSystem<Double>.all.filter(\.isSeparable).map(\.name)
      throw .usage(
        "--method \(method) follows separable systems (\(listed(names))), and \(system.name) is not one"
      )
    }
    guard let forcing else { return (Simulated(system), StepStops()) }
    let (targets, signals) = try SimulationTable(reading: Path(forcing)).forcing(
      of: system, SampledSignal.Interpolation(rawValue: interpolation) ?? .linear)
    let field = ForcedField(system, driving: targets, by: signals)
    return (Simulated(system, forcedBy: field, signals.count), signals.stops)
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

extension [SampledSignal] {
  /// The times at which steps are to end, for all of them.
  fileprivate var stops: StepStops {
    func union(_ times: (StepStops) -> [Double]) -> [Double] {
      Swift.Array(Set(flatMap { times($0.stops) }))
    }
    return StepStops(at: union(\.times), jumps: union(\.jumps))
  }
}
