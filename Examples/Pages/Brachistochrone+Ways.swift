import FlowLearn

extension Brachistochrone {
  /// The quickest polygon with nodes at xᵢ = π (i/N)².
  struct Polygon: Sendable {
    let x: [Double]
    let y: [Double]
    let time: Double

    init(sides: Int) {
      let part = Tensor<Double>.linear(from: 0, through: 1, count: sides + 1)
      let places = .pi * part.squared()
      // The unknowns are the roots of the heights within, in which the time is smooth.
      let duration = Graph(inputs: [[sides - 1], [sides], [sides]]) { v in
        let above = v[0].padded(before: 1, after: 0, along: 0)
        let below = v[0].padded(before: 0, after: 1, along: 0) + v[2]
        let fall = below.squared() - above.squared()
        let length = (v[1].squared() + fall.squared()).squareRoot()
        return [(2.0.squareRoot() * length / (above + below)).sum()]
      }
      let program = Program<Double>(
        Graph(inputs: duration.inputShapes) { duration($0) + duration.gradient(wrt: [0])($0) })
      let widths = places.rows(1..<sides + 1) - places.rows(0..<sides)
      let end = Tensor((1...sides).map { $0 == sides ? 2.0.squareRoot() : 0 })
      // y = 2 √(x/π) is 2 i/N.
      let start = (2 * part.rows(1..<sides)).squareRoot()
      let minimum = Minimizer(iterationLimit: 5000).minimum(from: start) { roots in
        let results = program([roots, widths, end], rows: 1)
        return (results[0].elements[0], results[1])
      }
      x = places.elements
      y = [0] + minimum.position.squared().elements + [2]
      time = Polygon.time(nodes: x, y)
    }

    /// The time along the sides, from rest at height 0.
    static func time(nodes x: [Double], _ y: [Double]) -> Double {
      (1..<x.count).reduce(0) { sum, i in
        let (dx, dy) = (x[i] - x[i - 1], y[i] - y[i - 1])
        let speeds = (2 * y[i - 1]).squareRoot() + (2 * y[i]).squareRoot()
        return sum + 2 * (dx * dx + dy * dy).squareRoot() / speeds
      }
    }

    /// sin φ / √y of each side, φ its angle with the vertical and y in its middle in time.
    var snell: [Double] {
      (1..<x.count).map { i in
        let (dx, dy) = (x[i] - x[i - 1], y[i] - y[i - 1])
        let root = (y[i - 1].squareRoot() + y[i].squareRoot()) / 2
        return dx / (dx * dx + dy * dy).squareRoot() / root
      }
    }

    /// By how much ``snell`` varies from a side on.
    func snellSpread(from side: Int) -> Double {
      let part = snell[side...]
      return (part.max() ?? .nan) - (part.min() ?? .nan)
    }

    /// The greatest vertical distance of a node from the cycloid.
    var distanceFromCycloid: Double {
      zip(x, y).map { abs($1 - Cycloid.height(at: $0)) }.max() ?? .nan
    }
  }

  /// x = θ − sin θ, y = 1 − cos θ.
  enum Cycloid {
    /// The height at a place between 0 and π, by bisection for θ.
    static func height(at x: Double) -> Double {
      var (low, high) = (0.0, Double.pi)
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if middle - Tensor([middle]).sin()[0] < x { low = middle } else { high = middle }
      }
      return 1 - Tensor([(low + high) / 2]).cos()[0]
    }
  }

  /// States and costates together: (x, v, p, q) under the control that makes H greatest.
  struct HamiltonianFlow: ControlledField {
    let dimension = 4
    let parameters = ParameterLayout()

    func velocity<A: TensorAlgebra>(at t: A, _ z: A, _ theta: Parameters<A>) -> A {
      let (v, p, q) = (z.component(1), z.component(2), z.component(3))
      let length = ((p * v).squared() + q.squared()).squareRoot()
      let (cosine, sine) = (p * v / length, q / length)
      return .concatenate([v * cosine, sine, 0 * p, -(p * cosine)], along: -1)
    }
  }

  /// The extremal from rest at (0, 0) that ends at (π, 2).
  struct Extremal: Sendable {
    /// The time T.
    let time: Double
    let x: [Double]
    let y: [Double]
    /// sin φ / √y along it, without the start, where both are 0.
    let snell: [Double]
    /// H along it.
    let energies: [Double]

    init(_ pool: ForkJoinPool) {
      let field = FlowField<Double>(HamiltonianFlow())
      let integrator = Integrator(control: .adaptive(relative: 1e-12, absolute: 1e-13))
      // H = 0 at the start, where v = 0, gives q = 1.
      func flow(_ p: Double, _ time: Double, _ times: Int) -> Trajectory<Double> {
        let span = TimeSpan(to: time)
        return integrator.trajectory(
          of: field, from: Tensor([0, 0, p, 1], shape: [1, 4]), over: span,
          at: times == 1 ? [time] : span.times(times), on: pool)
      }
      func miss(_ unknown: Tensor<Double>) -> Tensor<Double> {
        let end = flow(unknown[0], unknown[1], 1).states(at: 0)
        return Tensor([end[0, 0] - .pi, end[0, 1] - 2])
      }
      var unknown = Tensor<Double>([0.6, 2.8])
      for _ in 0..<12 {
        let h = 1e-5
        let columns = [Tensor([h, 0]), Tensor([0, h])].map {
          (miss(unknown + $0) - miss(unknown - $0)) / (2 * h)
        }
        guard let jacobian = try? LUFactorization(Tensor(stacking: columns, along: 1)) else {
          break
        }
        unknown = unknown - jacobian.solve(miss(unknown))
      }
      time = unknown[1]
      let path = flow(unknown[0], unknown[1], 101)
      func component(_ index: Int) -> [Double] {
        path.times.indices.map { path.states[$0, 0, index] }
      }
      let (v, p, q) = (component(1), component(2), component(3))
      x = component(0)
      let heights = v.map { $0 * $0 / 2 }
      y = heights
      let lengths = v.indices.map { (p[$0] * v[$0] * p[$0] * v[$0] + q[$0] * q[$0]).squareRoot() }
      energies = lengths.map { $0 - 1 }
      snell = v.indices.dropFirst().map { p[$0] * v[$0] / lengths[$0] / heights[$0].squareRoot() }
    }
  }
}
