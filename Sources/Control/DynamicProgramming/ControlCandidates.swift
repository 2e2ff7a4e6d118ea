import Tensors

/// Controls of few numbers, as plain memory.
enum ControlCandidates {
  /// All candidates of so many numbers, each once.
  static func all(
    of count: Int, _ candidates: BellmanSolver.Candidates, in set: AdmissibleSet
  ) -> [[Double]] {
    let numbers: [Double]
    switch set {
    case .binary: numbers = [-1, 1]
    case .ternary: numbers = [-1, 0, 1]
    default:
      let (low, high) = (candidates.range.lowerBound, candidates.range.upperBound)
      numbers = (0..<candidates.count).map {
        low + (high - low) * Double($0) / Double(candidates.count - 1)
      }
    }
    var all: [[Double]] = [[]]
    for _ in 0..<count { all = all.flatMap { head in numbers.map { head + [$0] } } }
    var seen: Set<[Double]> = []
    return all.map { control in
      var control = control
      control.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { project(base, count, onto: set) }
      }
      return control
    }.filter { seen.insert($0).inserted }
  }

  /// Replaces a control by the nearest admissible one.
  static func project(
    _ control: UnsafeMutablePointer<Double>, _ count: Int, onto set: AdmissibleSet
  ) {
    switch set {
    case .free: return
    case .box(let range):
      for index in 0..<count {
        control[index] = min(max(control[index], range.lowerBound), range.upperBound)
      }
    default:
      let nearest = set.projection(
        of: Tensor([Double](UnsafeBufferPointer(start: control, count: count))))
      for (index, value) in nearest.elements.enumerated() { control[index] = value }
    }
  }
}
