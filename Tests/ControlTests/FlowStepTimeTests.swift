#if !DEBUG
import Calculus
import Control
import Foundation
import ODE
import Optimization
import Tensors
import Testing

/// The time of one training step (cost, gradient, Adam) of the flow classifier: a field in two
/// dimensions, twenty steps of the classical method, single precision, one thread.
///
/// Beside a checkout may lie a C program, written by hand for this one shape, that prints the same
/// losses; where it is, the two run in turn and the ratio of their shortest times is printed.
@Suite(.serialized) struct FlowStepTimeTests {
  /// On a quiet machine the ratios were 1.7 and 1.9; the bounds leave room for other jobs.
  @Test(arguments: [(64, 256, 3.0), (16, 64, 4.0)])
  func stepIsNearTheFloor(_ shape: (hidden: Int, batch: Int, bound: Double)) throws {
    let setting = FlowClassifierProblem(dimension: 2, hidden: shape.hidden, batch: shape.batch)
    let objective = EnsembleObjective(
      setting.problem(steps: 20, Float.self), pool: ForkJoinPool(threads: 1))
    let ensemble = setting.ensemble(Float.self)
    var theta = setting.initialParameters(Float.self)
    var gradient = theta
    var optimizer = Optimizer<Float>(.adam(learningRate: 0.01), count: theta.count)
    let floor = try CFloor.built()
    var ours = Double.infinity
    var theirs: [Double] = []
    for _ in 0..<3 {
      if let floor { theirs.append(try floor.milliseconds(shape.hidden, shape.batch)) }
      let end = Date().addingTimeInterval(0.5)
      while Date() < end {
        let start = DispatchTime.now().uptimeNanoseconds
        _ = objective.value(theta, over: ensemble, gradient: &gradient)
        optimizer.step(&theta, gradient: gradient)
        ours = min(ours, Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-6)
      }
    }
    let name = "flow step, hidden \(shape.hidden), batch \(shape.batch), single precision"
    guard let best = theirs.min() else {
      return print("\(name): \(ours) ms (no C program to compare with)")
    }
    print("\(name): \(ours) ms, in C \(best) ms, ratio \(ours / best)")
    #expect(ours / best < shape.bound)
  }

  /// The C program beside the checkout, compiled for this machine.
  private struct CFloor {
    let program: URL

    static func built() throws -> CFloor? {
      var root = URL(filePath: #filePath)
      for _ in 0..<3 { root.deleteLastPathComponent() }
      let source = root.deletingLastPathComponent()
        .appending(path: "shared/peers/native/floor_flow.c")
      let compiler = "/usr/bin/gcc"
      guard FileManager.default.fileExists(atPath: source.path),
        FileManager.default.fileExists(atPath: compiler)
      else { return nil }
      let program = FileManager.default.temporaryDirectory
        .appending(path: "floor-flow-\(UUID().uuidString)")
      let options = "-O3 -march=native -ffast-math -mprefer-vector-width=512 -fopenmp"
      _ = try output(
        compiler,
        options.split(separator: " ").map(String.init)
          + [source.path, "-o", program.path, "-lopenblas", "-lmvec", "-lm"])
      guard FileManager.default.fileExists(atPath: program.path) else { return nil }
      return CFloor(program: program)
    }

    /// The shortest time of a step, gradient and Adam.
    func milliseconds(_ hidden: Int, _ batch: Int) throws -> Double {
      let line = try CFloor.output(program.path, ["2", "\(hidden)", "\(batch)", "20", "f", "1"])
      let value = line.split(separator: "\"min_ms\":").last?.prefix { $0 != "," }
      return value.flatMap { Double($0) } ?? .nan
    }

    private static func output(_ path: String, _ arguments: [String]) throws -> String {
      let process = Process()
      process.executableURL = URL(filePath: path)
      process.arguments = arguments
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return String(decoding: data, as: UTF8.self)
    }
  }
}
#endif
