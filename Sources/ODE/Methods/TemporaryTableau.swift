public struct ButcherTableau: Sendable {
  public let name: String
  public let a: [[Double]]
  public let b: [Double]
  public let c: [Double]
  public var stages: Int { b.count }
  public static let rungeKutta4 = ButcherTableau(name: "rk4", a: [[], [0.5], [0, 0.5], [0, 0, 1]], b: [1/6, 1/3, 1/3, 1/6], c: [0, 0.5, 0.5, 1])
}
