public import Control

/// How a trained classifier is defended: what its states are held near, and by which controls.
public struct DefenceOptions: Sendable, Hashable {
  /// What clean states are taken to lie in.
  public enum Embedding: Sendable, Hashable {
    /// The principal components that make up a part of a measure.
    case principalComponents(keeping: Double, of: ComponentMeasure = .spectrum)
    /// An auto-encoder whose code has as many components.
    case autoEncoder(
      keeping: Double, of: ComponentMeasure = .spectrum,
      training: AutoEncoderTraining = .init())

    /// The part that is kept.
    public var fraction: Double {
      switch self {
      case .principalComponents(let fraction, _), .autoEncoder(let fraction, _, _): fraction
      }
    }
  }

  /// The states at the beginning that are held.
  public enum Beginning: String, Sendable, Hashable, CaseIterable {
    /// The features as they are given: right where they share a unit, as pixels do.
    case features
    /// The features standardised.
    case standardized
  }

  /// What clean states are taken to lie in.
  public var embedding: Embedding
  /// The states at the beginning that are held.
  public var beginning: Beginning
  /// The most segments of the flow; states are held at the end of each.
  public var segments: Int
  /// The most rows that embeddings are fitted to.
  public var rowLimit: Int
  /// c, the first controls, and the sweeps: as of `ClosedLoopDefence`.
  public var control: DefenceControls

  /// Options.
  public init(
    _ embedding: Embedding, beginning: Beginning = .standardized, segments: Int = 4,
    rowLimit: Int = 6500, control: DefenceControls = .init()
  ) {
    self.embedding = embedding
    self.beginning = beginning
    self.segments = segments
    self.rowLimit = rowLimit
    self.control = control
  }
}
