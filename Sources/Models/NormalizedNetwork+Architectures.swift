extension NormalizedNetwork {
  /// A fully connected network: linear maps without biases, a normalisation after each, an activation
  /// between each two.
  ///
  /// > Source: Li & Hao, ICML (2018), section 5, for discrete weights.
  ///
  /// - Parameters:
  ///   - widths: the numbers of the input, of each hidden layer, and of the output.
  ///   - activation: what stands between a normalisation and the next map.
  ///   - epsilon: what is added to variances.
  /// - Returns: the network.
  /// - Precondition: there are at least two widths, each at least 1.
  public static func perceptron(
    widths: [Int], activation: Activation, epsilon: Double = 1e-5
  ) -> NormalizedNetwork {
    precondition(
      widths.count >= 2, "a perceptron has an input and an output, not widths \(widths)")
    var parts: [Part] = []
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      if !parts.isEmpty { parts.append(.layer(activation)) }
      let gain = parts.isEmpty ? 1 : activation.gain
      parts += [
        .layer(Linear(inputs: inputs, outputs: outputs, gain: gain, hasBias: false)),
        .normalization(BatchNormalization(channels: outputs, epsilon: epsilon)),
      ]
    }
    return NormalizedNetwork(parts)
  }

  /// A residual network for images in stages: a convolution, then in each stage residual blocks of two
  /// convolutions, each stage but the first with images half as large, then the mean over places and an
  /// affine read-out.
  ///
  /// With stages of 16, 32 and 64 channels and three blocks each it is ResNet-20. Where a block changes
  /// the shape its shortcut is a convolution of window 1.
  ///
  /// > Source: He, Zhang, Ren & Sun, CVPR (2016), section 4.2, with projections as shortcuts (option B).
  ///
  /// - Parameters:
  ///   - imageShape: height, width and channels of an image; square.
  ///   - outputs: the numbers that the read-out gives.
  ///   - channels: the channels of each stage.
  ///   - blocks: the blocks of a stage.
  ///   - activation: what follows normalisations and sums.
  /// - Returns: the network.
  /// - Precondition: images are square, and there is a stage with a block.
  public static func residual(
    imageShape: [Int], outputs: Int, channels: [Int] = [16, 32, 64], blocks: Int = 3,
    activation: Activation = .relu
  ) -> NormalizedNetwork {
    precondition(
      imageShape.count == 3 && imageShape[0] == imageShape[1] && !channels.isEmpty && blocks >= 1,
      "a residual network of \(channels.count) stages of \(blocks) blocks for images \(imageShape)")
    func convolution(_ window: Int, _ inputs: Int, _ outputs: Int, _ stride: Int) -> [Part] {
      let map = Convolution(
        window: [window, window], inputs: inputs, outputs: outputs, stride: stride,
        gain: activation.gain, hasBias: false)
      return [.layer(map), .normalization(BatchNormalization(channels: outputs))]
    }
    var parts = convolution(3, imageShape[2], channels[0], 1) + [.layer(activation)]
    var (side, width) = (imageShape[0], channels[0])
    for (stage, next) in channels.enumerated() {
      for block in 0..<blocks {
        let stride = stage > 0 && block == 0 ? 2 : 1
        let branch =
          convolution(3, width, next, stride) + [.layer(activation)] + convolution(3, next, next, 1)
        let shortcut = stride == 1 && width == next ? [] : convolution(1, width, next, stride)
        parts += [.residual(branch: branch, shortcut: shortcut), .layer(activation)]
        (side, width) = ((side + stride - 1) / stride, next)
      }
    }
    parts += [
      .layer(AveragePooling(window: side)), .layer(Flattening()),
      .layer(Linear(inputs: width, outputs: outputs)),
    ]
    return NormalizedNetwork(parts)
  }
}
