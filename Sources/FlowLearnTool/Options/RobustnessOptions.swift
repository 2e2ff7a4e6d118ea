import Arguments
import FlowLearn

/// An attack on a model, as in `pgd:0.1`, `pgd:0.1:40:random` or `fgsm:0.1`.
struct AttackOption: ArgumentValue, Equatable {
  let attack: Attack

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 2, let size = Double(argument: parts[1]), size >= 0 else { return nil }
    switch (parts[0], parts.count) {
    case ("fgsm", 2): attack = Attack(.fastGradientSign, size: size)
    case ("random", 2): attack = Attack(.randomSign, size: size)
    case ("pgd", 2...4):
      var rest = parts[2...]
      let isRandom = rest.last == "random"
      if isRandom { rest.removeLast() }
      var iterations = 20
      if let word = rest.popFirst() {
        guard let count = Int(word), count >= 1 else { return nil }
        iterations = count
      }
      guard rest.isEmpty else { return nil }
      attack = Attack(
        .projectedGradient(iterations: iterations, randomStart: isRandom), size: size)
    default: return nil
    }
  }

  var argument: String {
    switch attack.method {
    case .fastGradientSign: "fgsm:\(attack.size.argument)"
    case .randomSign: "random:\(attack.size.argument)"
    case .projectedGradient(let iterations, _, let isRandom):
      "pgd:\(attack.size.argument):\(iterations)" + (isRandom ? ":random" : "")
    }
  }

  static var expectation: String {
    "an attack and its size, such as pgd:0.1, pgd:0.1:40, pgd:0.1:40:random, fgsm:0.1 or random:0.1"
  }
}

/// A defence, as in `pca:0.7`, `pca:0.9:variance` or `autoencoder:0.7`.
struct DefenceOption: ArgumentValue, Equatable {
  let embedding: DefenceOptions.Embedding

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), let fraction = Double(argument: parts[1]),
      fraction > 0, fraction <= 1
    else { return nil }
    let measure = parts.count == 3 ? ComponentMeasure(rawValue: parts[2]) : .spectrum
    guard let measure else { return nil }
    switch parts[0] {
    case "pca": embedding = .principalComponents(keeping: fraction, of: measure)
    case "autoencoder": embedding = .autoEncoder(keeping: fraction, of: measure)
    default: return nil
    }
  }

  var argument: String {
    switch embedding {
    case .principalComponents(let fraction, let measure):
      "pca:\(fraction.argument):\(measure.rawValue)"
    case .autoEncoder(let fraction, let measure, _):
      "autoencoder:\(fraction.argument):\(measure.rawValue)"
    }
  }

  static var expectation: String {
    "an embedding and the part of the singular values it keeps, such as pca:0.7 or autoencoder:0.7, or of the variance, such as pca:0.9:variance"
  }
}

/// How a model is attacked, and defended.
struct RobustnessOptions: ArgumentGroup {
  private static let usual = DefenceControls()

  @Option(
    "Attack the model as well: pgd:SIZE, pgd:SIZE:STEPS (and :random for a start from chance), fgsm:SIZE or random:SIZE. The size is the most that a number may change.",
    value: "attack")
  var attack: AttackOption?
  @Option(
    "What its size is a number of: columns' own units, or standard deviations of them.",
    value: "unit")
  var attackUnit = RobustnessCheck.Unit.column
  @Option(
    "Defend the model, which stays as it is, by controls that hold its states near clean ones: pca:PART or autoencoder:PART, the part of the singular values that is kept (PART:variance for that of the variance).",
    value: "defence")
  var defence: DefenceOption?
  @Option("Clean rows that the defence is fitted to, such as the training's.", value: "file")
  var defenceData: String?
  @Option("The most of these rows that are used.", value: "count") var defenceRows = 6500
  @Option("The most segments of the flow; states are held at the end of each.", value: "count")
  var defenceSegments = 4
  @Option("The controls to begin with.", value: "start") var defenceStart = usual.start
  @Option("The sweeps of Pontryagin's principle that improve them.", value: "count")
  var defenceSweeps = usual.sweeps
  @Option("What the energy of a control costs.", value: "weight")
  var defenceWeight = usual.energyWeight
  @Option("The seed of attacks that leave something to chance.", value: "seed") var attackSeed = 0

  func validate() throws(ValidationError) {
    func require(_ holds: Bool, _ sentence: String) throws(ValidationError) {
      guard holds else { throw ValidationError(sentence) }
    }
    try require(
      defence == nil || attack != nil,
      "'--defence' needs an attack to defend the model against: '--attack pgd:0.1', or random:0 for none"
    )
    try require(
      defence == nil || defenceData != nil,
      "'--defence' needs clean rows to fit it to, such as the training's: '--defence-data FILE'")
    try require(
      defenceData == nil || defence != nil, "'--defence-data' belongs to '--defence', as in pca:0.7"
    )
    try require(defenceRows >= 2, "'--defence-rows' must be at least 2")
    try require(defenceSegments >= 1, "'--defence-segments' must be at least 1")
    try require(defenceSweeps >= 0, "'--defence-sweeps' must not be negative")
    try require(defenceWeight >= 0, "'--defence-weight' must not be negative")
    try require(attackSeed >= 0, "'--attack-seed' must not be negative")
  }

  /// What is checked on rows of a kind; nil when nothing is asked for.
  func check(areImages: Bool) -> RobustnessCheck? {
    guard let attack else { return nil }
    let controls = DefenceControls(
      energyWeight: defenceWeight, start: defenceStart, sweeps: defenceSweeps)
    let options = defence.map { defence in
      DefenceOptions(
        defence.embedding, beginning: areImages ? .features : .standardized,
        segments: defenceSegments, rowLimit: defenceRows, control: controls)
    }
    return RobustnessCheck(
      attack.attack, unit: attackUnit, bounds: areImages ? 0...1 : nil, defence: options,
      seed: UInt64(attackSeed))
  }
}
