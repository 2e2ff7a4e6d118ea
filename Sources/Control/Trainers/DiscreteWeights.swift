/// The rule by which discrete weights follow the Hamiltonian's derivative M.
///
/// At each step they become the weights that maximise
///
///     M θ - ρ_k/2 (θ - θ_k)²          over θ in {-1, 1},
///     M θ - ρ_k (θ - θ_k)² - λ θ²     over θ in {-1, 0, 1},
///
/// entry by entry. M is a moving average over batches, M ← α M + (1 - α) ∂_θ H, and ρ_k is ρ times
/// the largest |M| of a node among the entries whose weight is not M's sign. Without average and
/// proximal term (α = ρ = 0) this is the basic method of successive approximations, which jumps about
/// and learns nothing.
///
/// > Source: Li & Hao, An optimal control approach to deep learning and applications to
/// > discrete-weight neural networks, ICML (2018), algorithms 2 and 3.
public struct DiscreteWeights: Sendable, Hashable {
  /// α: the share of the past in the average, from 0 to below 1.
  public var averaging: Double
  /// What 1 - α is multiplied by after each epoch.
  public var averagingDecay: Double
  /// ρ: how much weights are held to what they are, from 0 to below 1.
  public var inertia: Double
  /// λ: what a weight other than 0 costs; for {-1, 0, 1}.
  public var sparsity: Double

  /// A rule; the source's numbers for binary weights.
  public init(
    averaging: Double = 0.999, averagingDecay: Double = 0.95, inertia: Double = 0.5,
    sparsity: Double = 0
  ) {
    precondition(
      averaging >= 0 && averaging < 1 && inertia >= 0 && inertia < 1 && sparsity >= 0
        && averagingDecay > 0 && averagingDecay <= 1,
      "discrete weights with averaging \(averaging), inertia \(inertia), sparsity \(sparsity)")
    self.averaging = averaging
    self.averagingDecay = averagingDecay
    self.inertia = inertia
    self.sparsity = sparsity
  }

  /// Lets the average reach further back.
  mutating func endEpoch() { averaging = 1 - averagingDecay * (1 - averaging) }

  /// The source's numbers for {-1, 0, 1}.
  public static let ternary = DiscreteWeights(inertia: 0.25, sparsity: 1e-7)
}
