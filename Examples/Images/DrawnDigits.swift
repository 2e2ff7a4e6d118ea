import FlowLearn

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Digits drawn with a pen that trembles: turned, sheared, moved, thick and thin.
///
/// They stand in for handwriting where no data are given: ten classes that a linear map does not
/// separate and a network does.
enum DrawnDigits {
  /// Images to learn from and others to be judged by.
  static func data(
    training: Int, test: Int, using stream: inout RandomStream
  ) -> ImageData {
    ImageData(
      training: images(training, using: &stream), test: images(test, using: &stream),
      name: "drawn digits")
  }

  /// Images whose classes follow one another.
  static func images(_ count: Int, using stream: inout RandomStream) -> LabelledImages {
    var images = LabelledImages()
    images.pixels.reserveCapacity(count * LabelledImages.pixelCount)
    for number in 0..<count {
      let digit = number % LabelledImages.classCount
      images.pixels += image(of: digit, using: &stream)
      images.labels.append(digit)
    }
    return images
  }

  private typealias Point = SIMD2<Double>

  /// One drawing of a digit: each pixel as dark as the pen covers it.
  private static func image(of digit: Int, using stream: inout RandomStream) -> [Float] {
    let hand = Hand(using: &stream)
    var segments: [(a: Point, b: Point)] = []
    for stroke in strokes[digit] {
      let points = stroke.map { hand.place($0, using: &stream) }
      segments += zip(points, points.dropFirst()).map { ($0, $1) }
    }
    return (0..<LabelledImages.pixelCount).map { pixel in
      let (row, column) = pixel.quotientAndRemainder(dividingBy: LabelledImages.side)
      let place = Point(Double(column), Double(row))
      let distance = segments.reduce(.infinity) { min($0, squaredDistance(place, $1.a, $1.b)) }
      return Float(min(max(hand.width + 0.5 - distance.squareRoot(), 0), 1))
    }
  }

  private static func squaredDistance(_ x: Point, _ a: Point, _ b: Point) -> Double {
    let along = b - a
    let length = (along * along).sum()
    let share = length > 0 ? min(max(((x - a) * along).sum() / length, 0), 1) : 0
    let gap = x - a - share * along
    return (gap * gap).sum()
  }

  /// How one digit is written.
  private struct Hand {
    /// Half the width of the pen; pixels.
    let width: Double
    private let (right, down): (Point, Point)
    private let centre: Point

    init(using stream: inout RandomStream) {
      width = stream.uniform(in: 0.6..<1.5)
      let (turn, shear) = (0.16 * stream.normal(), stream.uniform(in: -0.2..<0.35))
      let (across, along) = (stream.uniform(in: 14..<20), stream.uniform(in: 17..<22))
      right = across * Point(cos(turn), sin(turn))
      down = along * (Point(-sin(turn), cos(turn)) - shear * Point(cos(turn), sin(turn)))
      let middle = Double(LabelledImages.side - 1) / 2
      centre = Point(
        middle + stream.uniform(in: -2..<2), middle + stream.uniform(in: -1.5..<1.5))
    }

    /// Where a point of the unit square comes to lie.
    func place(_ point: Point, using stream: inout RandomStream) -> Point {
      let x = point - 0.5 + 0.03 * Point(stream.normal(), stream.normal())
      return centre + x.x * right + x.y * down
    }
  }

  /// The strokes of each digit in the unit square, y downwards.
  private static let strokes: [[[Point]]] = [
    [ring(0.5, 0.5, 0.3, 0.42)],
    [[Point(0.32, 0.28), Point(0.55, 0.08), Point(0.55, 0.92)]],
    [
      [
        Point(0.22, 0.3), Point(0.35, 0.1), Point(0.62, 0.1), Point(0.75, 0.28),
        Point(0.65, 0.5), Point(0.22, 0.9), Point(0.8, 0.9),
      ]
    ],
    [
      [
        Point(0.25, 0.15), Point(0.5, 0.07), Point(0.72, 0.22), Point(0.62, 0.42),
        Point(0.42, 0.48), Point(0.66, 0.55), Point(0.74, 0.75), Point(0.55, 0.92),
        Point(0.22, 0.84),
      ]
    ],
    [
      [Point(0.6, 0.08), Point(0.2, 0.62), Point(0.82, 0.62)],
      [Point(0.64, 0.35), Point(0.64, 0.94)],
    ],
    [
      [
        Point(0.75, 0.1), Point(0.32, 0.1), Point(0.28, 0.46), Point(0.58, 0.42),
        Point(0.76, 0.62), Point(0.66, 0.86), Point(0.4, 0.92), Point(0.22, 0.82),
      ]
    ],
    [
      [Point(0.68, 0.08), Point(0.4, 0.3), Point(0.26, 0.66)], ring(0.5, 0.7, 0.24, 0.21),
    ],
    [[Point(0.2, 0.12), Point(0.8, 0.12), Point(0.42, 0.93)]],
    [ring(0.5, 0.28, 0.2, 0.2), ring(0.5, 0.7, 0.25, 0.22)],
    [ring(0.5, 0.3, 0.24, 0.21), [Point(0.74, 0.34), Point(0.66, 0.7), Point(0.45, 0.93)]],
  ]

  /// A closed line of twelve points.
  private static func ring(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> [Point] {
    (0...12).map { step in
      let angle = 2 * Double.pi * Double(step) / 12
      return Point(x + a * cos(angle), y + b * sin(angle))
    }
  }
}
