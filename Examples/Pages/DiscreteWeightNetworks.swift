import FlowLearn

/// Networks whose weights are -1 and 1, or -1, 0 and 1: no gradient can move them, a maximum can.
///
/// A map x → θ x with a discrete θ has a Hamiltonian that is linear in θ, so that its maximiser over the
/// set is the sign of M = Σ x pᵀ, entry by entry: the costates p say which way a weight is to stand.
/// Taken literally, batch by batch, this basic method of successive approximations jumps about and
/// learns nothing. What its error estimate asks for is that maps stay near what they were: M is averaged
/// over batches, and a weight leaves its place only when M is large beside the largest M that disagrees.
/// With both, three hidden layers behind batch normalisations learn digits; without either they learn
/// less, without both nothing. No real-valued weights stand behind the discrete ones.
///
/// > Source: Q. Li, S. Hao, "An optimal control approach to deep learning and applications to
/// > discrete-weight neural networks", ICML (2018), sections 4 and 5.
enum DiscreteWeightNetworks: Example {
  static let name = "discrete-weights"
  static let summary = "networks whose weights are -1, 0 and 1, trained by the maximum principle"
  static let readsImages = true

  static func run(_ settings: Settings) -> Findings {
    let study = Study(settings)
    let size = study.size
    let after = "after \(size.epochs) epochs"
    let strays = study.all.reduce(0) { $0 + $1.strays }
    return Findings(
      claims: [
        Claim(
          "test accuracy of binary weights \(after)", source: size.source, claimed: size.accuracy,
          measured: study.binary.accuracy, within: size.tolerance),
        Claim(
          "test accuracy of ternary weights \(after)", source: size.source, claimed: size.accuracy,
          measured: study.ternary.accuracy, within: size.tolerance),
        Claim(
          "part of ternary weights that are not zero", source: size.source, claimed: 0.075,
          measured: study.ternary.densities.last ?? .nan, within: 0.075),
        Claim(
          "test accuracy of the basic method, ρ = 0 and no average", source: "chance", claimed: 0.1,
          measured: study.controls[3].accuracy, within: 0.1),
        Claim(
          "mean accuracies out of order: both > no ρ > no average > neither", source: "section 4",
          claimed: 0, measured: Double(study.disorder), within: 0),
        Claim(
          "weights outside of their set, over all steps", source: "algorithms 2 and 3", claimed: 0,
          measured: Double(strays), within: 0),
        Claim(
          "weights that are no maximiser, all members tried", source: "algorithms 2 and 3",
          claimed: 0, measured: Double(study.mistakes), within: 0),
      ],
      remarks: study.remarks, figures: study.figures)
  }
}

extension DiscreteWeightNetworks {
  /// The sizes of a run and what is expected of them.
  struct Size: Sendable {
    /// The width of the three hidden layers.
    var width: Int
    /// The passes over the training images.
    var epochs: Int
    /// α and what 1 - α is multiplied by after each epoch.
    var averaging = (first: 0.999, decay: 0.95)
    /// The learning rate of scales and shifts.
    var learningRate = 0.001
    /// λ.
    var sparsity = 1e-6
    /// The width and the epochs of the networks that are trained without parts of the method.
    var controls = (width: 256, epochs: 5)
    /// The accuracy that is claimed for test images, and by how much it may differ.
    var accuracy: Double
    var tolerance: Double
    var source: String

    /// Digits that are drawn: few and small.
    static let drawn = Size(
      width: 128, epochs: 12, averaging: (0.99, 0.8), learningRate: 0.005, sparsity: 1e-5,
      controls: (128, 5),
      accuracy: 0.985, tolerance: 0.015, source: "measured with drawn digits")
    /// As many as MNIST has.
    static let drawnFull = Size(
      width: 512, epochs: 10, accuracy: 0.98, tolerance: 0.02, source: "measured with drawn digits")
    /// MNIST: the accuracy that the source's networks of 2048 units have after 10 epochs.
    static let mnist = Size(
      width: 512, epochs: 10, accuracy: 0.979, tolerance: 0.014, source: "Li & Hao, section 5")
    /// The source's network.
    static let mnistFull = Size(
      width: 2048, epochs: 25, accuracy: 0.985, tolerance: 0.005, source: "Li & Hao, section 5")
  }
}
