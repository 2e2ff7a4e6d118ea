import FlowLearn

/// A residual network for images trained by maximising the Hamiltonians of its layers.
///
/// Two projections, convolution, tanh and pooling each, make small images of several channels; residual
/// layers x + tanh(W * x + b) / 2 carry them on, Euler's method for a flow of images; an affine map and a
/// softmax tell the class. The layers are the steps of a control problem in discrete time. Gradient
/// methods and extended successive approximations (E-MSA) take the same batches from the same start.
/// E-MSA carries states forwards and costates back as they do, and then maximises the augmented
/// Hamiltonian of each layer by ten iterations of L-BFGS: a batch teaches it more, and costs it many
/// times as much. Per batch it is ahead, per second it is behind: the source says the same.
///
/// > Source: Q. Li, L. Chen, C. Tai, W. E, "Maximum principle based algorithms for deep learning",
/// > JMLR 18(165) (2018), section 5.2, figures 2 and 3.
enum ImagesByMaximumPrinciple: Example {
  static let name = "msa-mnist"
  static let summary = "per batch of images E-MSA learns more than Adam, per second less"
  static let readsImages = true

  static func run(_ settings: Settings) -> Findings {
    let study = Study(settings)
    let (extended, adam, descent) = (study.runs[0], study.runs[1], study.runs[2])
    return Findings(
      claims: [
        Claim(
          "training loss of E-MSA over Adam's, as many batches", source: paper, claimed: 0.5,
          measured: extended.loss / adam.loss, within: 0.49),
        Claim(
          "training loss of Adam over gradient descent's", source: paper, claimed: 0.5,
          measured: adam.loss / descent.loss, within: 0.49),
        Claim(
          "test accuracy of E-MSA minus Adam's", source: paper, claimed: 0.25,
          measured: extended.accuracy - adam.accuracy, within: 0.25),
        Claim(
          "test accuracy of E-MSA", source: study.size.source, claimed: study.size.accuracy,
          measured: extended.accuracy, within: study.size.tolerance),
        Claim(
          "evaluations of layers that a batch costs E-MSA, over a gradient's",
          source: "figure 3: per second the order is the other way", claimed: 15,
          measured: study.evaluations, within: 10),
        Claim(
          "one ascent step of H with ρ = 0, minus one of back-propagation",
          source: "proposition 5", claimed: 0, measured: study.ascentGap, within: 1e-6),
      ],
      remarks: study.remarks, timings: study.timings, figures: study.figures)
  }

  private static let paper = "Li, Chen, Tai & E, figure 2"
}
