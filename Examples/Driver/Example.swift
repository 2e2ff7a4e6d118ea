import FlowLearn

/// An example of the lecture: a page of code that states claims and measures them.
protocol Example: Sendable {
  /// The word that runs it.
  static var name: String { get }

  /// What it shows, in one sentence.
  static var summary: String { get }

  /// Whether it learns from images, MNIST's where a folder is given.
  static var readsImages: Bool { get }

  /// Computes everything the page says.
  ///
  /// - Throws: what the library says when data cannot be learned from.
  static func run(_ settings: Settings) throws(LearningError) -> Findings
}

extension Example {
  static var readsImages: Bool { false }
}

/// What a reader may choose about a run.
struct Settings: Sendable {
  /// The seed of all chance.
  var seed: UInt64 = 1
  /// Whether the example takes its full size, rather than the one that ends in seconds.
  var isFull = false
  /// The threads to run on; no digit depends on their number.
  var pool: ForkJoinPool
  /// The images that a reader gave; nil where digits are to be drawn.
  var images: ImageData?

  /// The usual number or the larger one.
  func size(_ usual: Int, full: Int) -> Int { isFull ? full : usual }
}

/// What an example found.
struct Findings: Sendable {
  /// The claims with their measurements.
  var claims: [Claim] = []
  /// What else is worth saying: one sentence each, with numbers that no paper claims.
  var remarks: [String] = []
  /// How long things took: sentences with numbers that differ from run to run.
  var timings: [String] = []
  /// The figures by the names of their files, without `.svg`.
  var figures: [(name: String, figure: Figure)] = []
}

/// The examples in the order of the lecture.
let examples: [any Example.Type] = [
  SineCosineFlow.self, ConcentricRings.self, SineByMaximumPrinciple.self, Approximation1D.self,
  MonotoneBarrier.self, UniversalApproximation.self, Brachistochrone.self,
  HamiltonJacobiBellman.self, OpenAndClosedLoop.self, MeanFieldSampling.self,
  PontryaginPage.self, ImagesByMaximumPrinciple.self, DiscreteWeightNetworks.self,
  ClosedLoopDefencePage.self,
]
