import FlowLearn
import Testing

@Suite struct LossOptionTests {
  @Test func `kinetic energy costs evaluations, and the metrics show it`() throws {
    let place = try Workplace()
    _ = try place.run("generate moons --rows 200 -o moons.csv")
    func evaluations(_ factor: String) throws -> (forward: Double, backward: Double) {
      let run = try place.run(
        "train moons.csv --method dopri5 --rtol 1e-5 --hidden 16 --epochs 15 --kinetic \(factor) "
          + "-o run-\(factor) -q")
      #expect(run.code == 0, "\(run.errors)")
      let last = try #require(try place.metrics("run-\(factor)").last)
      return (
        try #require(last["nfe_forward"]?.double), try #require(last["nfe_backward"]?.double)
      )
    }
    let (free, slow) = (try evaluations("0"), try evaluations("0.1"))
    #expect(slow.forward < 0.9 * free.forward)
    #expect(slow.backward < 0.9 * free.backward)
  }

  @Test func `weights and smoothing are of classes`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let line = "train clouds.csv \(short) --class-weights balanced --label-smoothing 0.1 -q"
    #expect(try place.run("\(line) -o run").code == 0)
    let configuration = try JSONValue(
      parsing: place.bytes("run/config.json"), source: "configuration")
    #expect(configuration["class-weights"] == "balanced")
    #expect(configuration["label-smoothing"]?.double == 0.1)
    let numbers = try place.run("train clouds.csv --drop kind --drop name --label-smoothing 0.1 -q")
    #expect(numbers.code == 65)
    #expect(
      numbers.errors
        == "flowlearn: clouds.csv: label smoothing and class weights are for classes, not for numbers\n"
    )
    for (option, sentence) in [
      ("--label-smoothing 1", "'--label-smoothing' is a part of a label: 0 or more, below 1"),
      ("--kinetic=-1", "'--kinetic' must not be negative"),
    ] {
      let run = try place.run("train clouds.csv \(option)")
      #expect(run.code == 64)
      #expect(run.errors.hasPrefix("Error: \(sentence)\n"), "\(run.errors)")
    }
  }
}
