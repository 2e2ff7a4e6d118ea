public import DataIO
import ODE
import Systems
import Tensors

/// The error of a method's solve of a system against what it took.
public struct PrecisionPoint: Sendable, Equatable {
  /// The system, by its name in the catalogue.
  public let system: String
  /// The program: ``ours``, or another's name.
  public let peer: String
  /// The method.
  public let method: String
  /// The relative tolerance; the absolute one is a thousandth of it.
  public let tolerance: Double
  /// The largest error of a component at the end, relative to the component, or to a thousandth of the
  /// largest one where that is more.
  public let error: Double
  /// The evaluations of the field, those for Jacobian matrices included.
  public let evaluations: Int
  /// The shortest time of a few solves; seconds.
  public let seconds: Double

  /// The name of this program.
  public static let ours = "flowlearn"
}

/// Work against precision over the catalogue of systems.
public enum WorkPrecision {
  /// The systems: those whose state at the end others have found.
  public static var systems: [String] {
    DynamicalSystem<Double>.all.filter { $0.reference != nil }.map(\.name)
  }

  /// The tolerances, the loosest first.
  public static let tolerances = (3...12).map { exponent in
    (0..<exponent).reduce(1.0) { product, _ in product / 10 }
  }

  /// The methods for a system.
  static func methods(for system: DynamicalSystem<Double>) -> [SteppingMethod] {
    system.isStiff
      ? [.trBDF2, .kvaerno5, .rodas4, .rodas5P, .automatic]
      : [.dormandPrince, .tsitouras, .verner7, .dormandPrince853, .automatic]
  }

  /// What others need to solve a system: its beginning, its end, and its state there.
  public static func problem(_ name: String) -> JSONValue? {
    guard let system = DynamicalSystem<Double>.named(name), let reference = system.reference else {
      return nil
    }
    return [
      "problem": .string(name), "stiff": .bool(system.isStiff), "to": .number(system.span.end),
      "start": .array(system.initialState.map(JSONValue.number)),
      "reference": .array(reference.state.map(JSONValue.number)),
    ]
  }

  /// Solves a system by all methods at all tolerances.
  ///
  /// - Parameters:
  ///   - name: the system.
  ///   - clock: the time now; seconds.
  /// - Returns: the points, without those at which a solve failed.
  public static func measure(_ name: String, clock: () -> Double) -> [PrecisionPoint] {
    guard let system = DynamicalSystem<Double>.named(name), let reference = system.reference else {
      return []
    }
    var points: [PrecisionPoint] = []
    for method in methods(for: system) {
      for tolerance in tolerances {
        var control = AdaptiveControl(relative: tolerance, absolute: tolerance * 1e-3)
        control.maximumSteps = 1_000_000
        let integrator = Integrator(method: method, control: .adaptive(control))
        let begin = clock()
        var seconds = Double.infinity
        var ends = integrator.ends(of: system.field, from: system.start, over: system.span)
        var runs = 0
        while runs < 3 || (runs < 50 && clock() - begin < 0.05) {
          let start = clock()
          ends = integrator.ends(of: system.field, from: system.start, over: system.span)
          seconds = min(seconds, clock() - start)
          runs += 1
        }
        guard ends.allCompleted else { continue }
        points.append(
          PrecisionPoint(
            system: name, peer: PrecisionPoint.ours, method: method.name, tolerance: tolerance,
            error: error(ends.states.elements, reference.state),
            evaluations: ends.total.evaluations, seconds: seconds))
      }
    }
    return points
  }

  /// The largest error of a component, relative to it or to a thousandth of the largest.
  static func error(_ x: [Double], _ reference: [Double]) -> Double {
    let floor = reference.reduce(0) { max($0, abs($1)) } * 1e-3
    return zip(x, reference).reduce(0) { max($0, abs($1.0 - $1.1) / max(abs($1.1), floor)) }
  }
}
