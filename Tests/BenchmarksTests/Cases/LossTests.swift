import Benchmarks
import Tensors
import Testing

/// Cases do the work that they are named for: losses before the first step and after ten, as other
/// programs print them.
@Suite struct LossTests {
  private func losses(_ name: String) throws -> (first: Double, tenth: Double) {
    let item = try #require(try BenchmarkCatalogue.standard().chosen(by: [name]).first)
    let prepared = item.prepare()
    let first = prepared.iterate()
    for _ in 1..<10 { _ = prepared.iterate() }
    let loss = try #require(prepared.loss)
    return (first, loss())
  }

  /// From a C program written for these cases, compiled by gcc 12 with OpenBLAS 0.3.21; the last from
  /// diffrax 0.7, whose own steps agree to the tolerance.
  @Test(arguments: [
    ("W1/d2_h16_b64_n20/float32/t1", 0.70212676, 0.65827267, 3e-6),
    ("W1/d2_h64_b256_n20/float32/t1", 0.70265523, 0.67156335, 3e-6),
    ("W1/d2_h64_b256_n20/float64/t1", 0.70265522, 0.67156335, 1e-8),
    ("W4/d2_h64_b256_tol1e-05_scale1/float64/t1", 0.70265522, 0.67156335, 2e-5),
  ])
  func lossesAreThoseOfOtherPrograms(
    _ name: String, _ first: Double, _ tenth: Double, _ tolerance: Double
  ) throws {
    let ours = try losses(name)
    #expect(abs(ours.first - first) < tolerance)
    #expect(abs(ours.tenth - tenth) < tolerance)
  }

  #if !DEBUG
  @Test func lossesOfMatrixProductsToo() throws {
    let ours = try losses("W2/d64_h256_b512_n10/float32/t1")
    #expect(abs(ours.first - 0.72640279) < 3e-6 && abs(ours.tenth - 0.61909143) < 3e-6)
  }
  #endif

  /// Every kind of field gives a finite loss that ten steps make smaller, and says what it took.
  @Test(arguments: ["generality/driven", "generality/piecewise", "generality/d5", "counts/d64"])
  func trainingLowersTheLoss(_ name: String) throws {
    let item = try #require(try BenchmarkCatalogue.standard().chosen(by: [name]).first)
    let prepared = item.prepare()
    let first = prepared.iterate()
    for _ in 1..<10 { _ = prepared.iterate() }
    let loss = try #require(prepared.loss)
    #expect(loss() < first)
    #expect(prepared.work().productFlops > 0 && prepared.work().bytes > 0)
    #expect(prepared.predictedBytes ?? 0 > 0)
  }

  /// The flops of W1 by the formula 12 B D H a stage: forward and twice back.
  @Test func flopsAreThoseOfTheFormula() throws {
    let item = try #require(try BenchmarkCatalogue.standard().chosen(by: ["W1/d2_h16_b64"]).first)
    let prepared = item.prepare()
    _ = prepared.iterate()
    #expect(prepared.work().productFlops == 12 * 64 * 2 * 16 * 4 * 20)
    #expect(prepared.work().functions[.tanh] == 81_920.0)
  }
}
