/// Something drawn in a panel.
protocol Mark: Sendable {
  /// The ranges of the data, of those that have a place on the scales.
  func extent(on scales: Scales) -> Extent
  /// The shapes in a frame; the layout cuts off what leaves it, except text.
  func shapes(in frame: PlotFrame) -> [Drawing.Shape]
  /// What the legend says of the mark.
  var legend: [LegendEntry] { get }
  /// What the colour bar explains; nothing when colours do not stand for numbers.
  var colorScale: ColorScale? { get }
}

extension Mark {
  var legend: [LegendEntry] { [] }
  var colorScale: ColorScale? { nil }
}

/// The scales of both axes.
struct Scales: Sendable, Equatable {
  var x: Axis.Scale
  var y: Axis.Scale
}

/// The ranges that marks need: loose ones get a margin, tight ones end at the frame.
struct Extent: Sendable, Equatable {
  var looseX = Span()
  var looseY = Span()
  var tightX = Span()
  var tightY = Span()

  mutating func formUnion(_ other: Extent) {
    looseX.formUnion(other.looseX)
    looseY.formUnion(other.looseY)
    tightX.formUnion(other.tightX)
    tightY.formUnion(other.tightY)
  }

  /// Widens the loose ranges to a pair of numbers when both have a place on the scales.
  mutating func include(_ x: Double, _ y: Double, on scales: Scales) {
    guard scales.x.coordinate(of: x).isFinite, scales.y.coordinate(of: y).isFinite else { return }
    looseX.include(x)
    looseY.include(y)
  }

  static func points(_ x: [Double], _ y: [Double], on scales: Scales) -> Extent {
    var extent = Extent()
    for (a, b) in zip(x, y) { extent.include(a, b, on: scales) }
    return extent
  }

  static func tight(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>) -> Extent {
    var extent = Extent()
    for value in [x.lowerBound, x.upperBound] { extent.tightX.include(value) }
    for value in [y.lowerBound, y.upperBound] { extent.tightY.include(value) }
    return extent
  }
}

/// One line of a legend.
struct LegendEntry: Sendable, Equatable {
  enum Sample: Sendable, Equatable {
    case line(Drawing.Stroke, Marker?)
    case point(Marker, Color)
    case patch(Color)
  }

  var label: String
  var sample: Sample
}

/// Nothing without a label; else one line of a legend.
func legendEntries(_ label: String?, _ sample: LegendEntry.Sample) -> [LegendEntry] {
  label.map { [LegendEntry(label: $0, sample: sample)] } ?? []
}
