public import ODE

/// How a network is trained.
public struct TrainingOptions: Sendable {
  /// The rule that improves the parameters.
  public enum Method: String, Sendable, CaseIterable {
    /// Gradient descent on mini-batches.
    case sgd
    /// Gradient descent with heavy-ball momentum.
    case momentum
    /// Gradient descent with Nesterov's momentum.
    case nesterov
    /// Adam; weight decay is added to the gradient.
    case adam
    /// Adam with weight decay apart from the gradient.
    case adamw
    /// L-BFGS on all rows, with a line search.
    case lbfgs
    /// Successive approximations of the maximum principle, without a penalty: the basic method, which
    /// may diverge. Learning rate, schedule, weight decay and clipping do not apply.
    case msa
    /// Extended successive approximations, whose penalty is chosen so that a batch's loss falls. Learning
    /// rate, schedule, weight decay and clipping do not apply.
    ///
    /// > Source: Li, Chen, Tai & E, JMLR 18 (2018).
    case emsa

    /// Whether the rule maximises Hamiltonians, for which flows take equal steps.
    public var maximizesHamiltonians: Bool { self == .msa || self == .emsa }

    /// Whether the rule has a learning rate, which changes by a schedule.
    public var followsSchedule: Bool { self != .lbfgs && !maximizesHamiltonians }
  }

  /// How the learning rate changes over a training.
  public enum Schedule: String, Sendable, CaseIterable {
    /// It does not.
    case constant
    /// Down to a hundredth along half a cosine.
    case cosine
    /// A tenth after each third of the training.
    case step
    /// Up along a line over the first twentieth, then as `cosine`.
    case warmup
  }

  /// What the rows of a class weigh in the training loss.
  public enum ClassWeights: String, Sendable, CaseIterable {
    /// All rows weigh 1.
    case uniform
    /// A row of a class with n_c of all n rows weighs n / (K n_c): all K classes weigh the same together,
    /// and the mean weight is 1.
    ///
    /// > Source: King & Zeng, Political Analysis 9 (2001), section 4.2.
    case balanced
  }

  /// The rule.
  public var method: Method
  /// The learning rate at its largest.
  public var learningRate: Double
  /// How it changes.
  public var schedule: Schedule
  /// The epochs over which the learning rate changes; as many as there are, when nil.
  ///
  /// A training that is to be lengthened later goes on as one that was long from the beginning only if
  /// this says how long.
  public var scheduleEpochs: Int?
  /// The most epochs: passes over the training rows; iterations of L-BFGS.
  public var epochs: Int
  /// The rows of a step; L-BFGS takes all.
  public var batchSize: Int
  /// The rate at which weight matrices decay (biases do not); L-BFGS takes no notice of it, nor of
  /// the learning rate and the bound on the gradient.
  public var weightDecay: Double
  /// The bound on the gradient's Euclidean norm; none when nil.
  public var clipNorm: Double?
  /// The factor of the kinetic energy ∫ |f|² dt, added to each training row's loss: with it, flows take
  /// fewer adaptive steps.
  public var kineticWeight: Double
  /// The part of each training row's label that is spread over all classes evenly.
  ///
  /// > Source: Szegedy, Vanhoucke, Ioffe, Shlens & Wojna, CVPR (2016), section 7.
  public var labelSmoothing: Double
  /// What the rows of a class weigh in the training loss.
  public var classWeights: ClassWeights
  /// The part of the rows held out to decide when to stop; 0 for none.
  public var validationFraction: Double
  /// The epochs without a better one after which training stops; never when nil.
  ///
  /// An epoch is better by a higher score of the held out rows, or by the same score at a lower loss;
  /// by a lower training loss, where nothing is held out. The best epoch's parameters are what is
  /// returned.
  public var patience: Int?
  /// By how much a loss must fall to count as better; any higher score does.
  public var minimumImprovement: Double
  /// Whether the rows are put in a new order at each epoch.
  public var shuffles: Bool
  /// The seed of first parameters, of held out rows, and of the order of rows.
  public var seed: UInt64
  /// What solves and their gradients may take of memory, all threads together; no bit of a result
  /// depends on it.
  public var memory: MemoryBudget

  /// Options.
  public init(
    method: Method = .adamw, learningRate: Double = 0.003, schedule: Schedule = .cosine,
    scheduleEpochs: Int? = nil, epochs: Int = 100, batchSize: Int = 32,
    weightDecay: Double = 0.01, clipNorm: Double? = 1, kineticWeight: Double = 0,
    labelSmoothing: Double = 0, classWeights: ClassWeights = .uniform,
    validationFraction: Double = 0.1, patience: Int? = 30, minimumImprovement: Double = 0,
    shuffles: Bool = true, seed: UInt64 = 0,
    memory: MemoryBudget = .automatic
  ) {
    self.method = method
    self.learningRate = learningRate
    self.schedule = schedule
    self.scheduleEpochs = scheduleEpochs
    self.epochs = epochs
    self.batchSize = batchSize
    self.weightDecay = weightDecay
    self.clipNorm = clipNorm
    self.kineticWeight = kineticWeight
    self.labelSmoothing = labelSmoothing
    self.classWeights = classWeights
    self.validationFraction = validationFraction
    self.patience = patience
    self.minimumImprovement = minimumImprovement
    self.shuffles = shuffles
    self.seed = seed
    self.memory = memory
  }
}
