import FlowLearn

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Points of the plane in two or more classes, hard for a straight line and easy for a flow.
enum ToyData: String, CaseIterable {
  /// A disc and the ring around it.
  case rings
  /// Two half circles, each reaching into the other.
  case moons
  /// Two spirals, one turned by half a circle.
  case spirals
  /// Four clouds, opposite ones of one class.
  case xor
  /// The sign of the first component at the end of the lecture's flow that classifies.
  case sincos

  /// The usual standard deviation of the noise.
  var usualNoise: Double {
    switch self {
    case .rings, .moons: 0.1
    case .spirals: 0.05
    case .xor: 0.3
    case .sincos: 0
    }
  }

  /// So many points with their classes in turn, each coordinate moved by noise of this standard
  /// deviation.
  func table(_ count: Int, noise: Double, using stream: inout RandomStream) -> Table {
    var x: [Double] = []
    var y: [Double] = []
    var labels: [String?] = []
    for index in 0..<count {
      let point = point(index, using: &stream)
      x.append(point.x + noise * stream.normal())
      y.append(point.y + noise * stream.normal())
      labels.append(point.label)
    }
    if self == .sincos { labels = ToyData.ends(x, y) }
    return Table(
      source: rawValue,
      columns: [
        Table.Column(name: "x", numbers: x), Table.Column(name: "y", numbers: y),
        Table.Column(name: "class", texts: labels),
      ])
  }

  private func point(
    _ index: Int, using stream: inout RandomStream
  ) -> (x: Double, y: Double, label: String) {
    let side = index % 2
    let s = stream.uniform()
    switch self {
    case .rings:
      let angle = 2 * Double.pi * s
      let radius = side == 0 ? stream.uniform().squareRoot() : 1.5 + 0.5 * stream.uniform()
      return (radius * cos(angle), radius * sin(angle), side == 0 ? "inner" : "outer")
    case .moons:
      let angle = Double.pi * s
      return side == 0
        ? (cos(angle), sin(angle), "upper") : (1 - cos(angle), 0.5 - sin(angle), "lower")
    case .spirals:
      let angle = 3 * Double.pi * s.squareRoot()
      let radius = (side == 0 ? 1 : -1) * angle / (3 * Double.pi)
      return (2 * radius * cos(angle), 2 * radius * sin(angle), side == 0 ? "a" : "b")
    case .xor:
      let up = index / 2 % 2
      let x = side == 0 ? -1.0 : 1.0
      return (x, up == 0 ? -1 : 1, side == up ? "same" : "different")
    case .sincos:
      return (stream.uniform(in: -2..<2), stream.uniform(in: -2..<2), "")
    }
  }

  /// The classes of points by where the lecture's flow carries them.
  private static func ends(_ x: [Double], _ y: [Double]) -> [String?] {
    let system = DynamicalSystem<Double>.classificationFlow
    let states = Tensor(zip(x, y).flatMap { [$0, $1] }, shape: [x.count, 2])
    let ends = Integrator().ends(of: system.field, from: states, over: system.span)
    return x.indices.map { ends.states[$0, 0] < 0 ? "left" : "right" }
  }
}
