public import Tensors

/// Transforms applied one after the other: the first receives the gradient, each next one what the
/// one before made of it.
///
///     Chain(ClipByGlobalNorm(1), ScaleByAdam(), AddDecayedWeights(0.01))
public struct Chain: GradientTransform {
  /// The transforms in the order in which they act.
  public let links: [any GradientTransform]

  /// How many vectors each link remembers; asked once, so that a step allocates nothing.
  private let memoryCounts: [Int]

  /// The given transforms, first to last.
  public init(_ links: any GradientTransform...) {
    self.init(links)
  }

  /// The given transforms, first to last.
  public init(_ links: [any GradientTransform]) {
    self.links = links
    memoryCounts = links.map(\.memories.count)
  }

  /// The links' vectors, each name preceded by the place of its link: `0.first-moment`.
  public var memories: [String] {
    links.enumerated().flatMap { place, link in link.memories.map { "\(place).\($0)" } }
  }

  public func apply<Element: Scalar>(to step: TransformStep<Element>) {
    var skipped = 0
    for (link, count) in zip(links, memoryCounts) {
      link.apply(to: step.skippingMemories(skipped))
      skipped += count
    }
  }
}
