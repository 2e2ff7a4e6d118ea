/// One plot: marks on a pair of axes.
///
/// A panel is a value. Each method returns the panel with one thing more, so a plot reads as a
/// sentence:
///
/// ```swift
/// let panel = Panel(title: "Training")
///   .axes(x: Axis("epoch"), y: Axis("loss", scale: .logarithmic))
///   .line(x: epochs, y: training, label: "training")
///   .line(x: epochs, y: validation, label: "validation", style: .dashed)
///   .verticalLine(at: best, label: "best epoch")
/// ```
///
/// Later marks cover earlier ones. Numbers that are not finite, or not positive on a logarithmic
/// axis, are left out and break lines; arrays that are empty draw nothing.
public struct Panel: Sendable {
  /// Where a legend stands.
  public enum LegendPlacement: Sendable, Equatable {
    /// In the corner where it covers no data, or beside the axes when there is none.
    case automatic
    /// Beside the axes, on the right.
    case outside
    /// Nowhere.
    case hidden
  }

  /// The words above the plot.
  public var title: String
  var x = Axis()
  var y = Axis()
  var marks: [any Mark] = []
  var scene: Scene?
  var hasEqualAspect = false
  var readsDownwards = false
  var legendPlacement = LegendPlacement.automatic
  var colorBarTitle: String?
  var seriesCount = 0

  /// A panel without marks.
  public init(title: String = "") {
    self.title = title
  }

  /// The panel with other axes.
  public func axes(x: Axis, y: Axis) -> Panel {
    var panel = self
    panel.x = x
    panel.y = y
    return panel
  }

  /// The panel with equal lengths for equal numbers on both axes.
  public func equalAspect() -> Panel {
    var panel = self
    panel.hasEqualAspect = true
    return panel
  }

  /// The panel with its legend elsewhere.
  public func legend(_ placement: LegendPlacement) -> Panel {
    var panel = self
    panel.legendPlacement = placement
    return panel
  }

  /// The panel with a bar that tells the numbers of the last mark coloured by value.
  ///
  /// - Parameter title: what the numbers are.
  /// - Returns: the panel with this on top.
  public func colorBar(_ title: String = "") -> Panel {
    var panel = self
    panel.colorBarTitle = title
    return panel
  }

  func adding(_ mark: any Mark) -> Panel {
    var panel = self
    panel.marks.append(mark)
    return panel
  }

  /// The panel with a mark in the colour given or, when there is none, the next of the palette.
  func addingSeries(_ color: Color?, _ mark: (Color) -> any Mark) -> Panel {
    var panel = self
    if color == nil { panel.seriesCount += 1 }
    panel.marks.append(mark(color ?? Palette.color(seriesCount)))
    return panel
  }
}

extension Panel {
  /// What the panel shows, in words.
  var summary: String {
    var parts: [String] = []
    if !title.isEmpty { parts.append(title) }
    if !x.label.isEmpty || !y.label.isEmpty {
      parts.append("\(y.label.isEmpty ? "values" : y.label) against \(x.label)")
    }
    let names = legendEntries.map(\.label)
    if !names.isEmpty { parts.append("shows \(names.joined(separator: ", "))") }
    return parts.joined(separator: ": ")
  }

  /// The lines of the legend, each label once.
  var legendEntries: [LegendEntry] {
    var seen: Set<String> = []
    let entries = marks.flatMap(\.legend) + (scene?.legend ?? [])
    return entries.filter { !$0.label.isEmpty && seen.insert($0.label).inserted }
  }
}

func requireSameCount(_ name: String, _ a: [Double], _ other: String, _ b: Int) {
  precondition(a.count == b, "\(a.count) numbers for \(name) do not fit \(b) for \(other)")
}
