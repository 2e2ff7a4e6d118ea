import FlowLearn
import Testing

@testable import FlowLearnTool

/// `evaluate` with an attack and a defence.
@Suite struct RobustnessTests {
  private func trained() throws -> Workplace {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    try #require(try place.run("train clouds.csv \(short) -o run").code == 0)
    return place
  }

  @Test func `accuracies stand beside each other`() throws {
    let place = try trained()
    let plain = try place.run("evaluate run clouds.csv --attack pgd:2")
    #expect(plain.code == 0, "\(plain.errors)")
    let at = try #require(
      plain.lines.firstIndex { $0.hasPrefix("accuracy  ") && $0.hasSuffix("attacked") })
    #expect(plain.lines[at + 1].hasPrefix("model as it is  1.0000  "))
    #expect(
      plain.lines[at + 2]
        == "20 steps of 0.5 along the signs of the gradient: each number changes by at most 2 in units of its column, before it is standardised (40 rows)"
    )
    let run = try place.run(
      "evaluate run clouds.csv --attack fgsm:2 --defence pca:0.9 --defence-data clouds.csv --json")
    #expect(run.code == 0, "\(run.errors)")
    let json = try #require(try run.json()["robustness"])
    #expect(json["attack"] == "fgsm" && json["size"]?.double == 2 && json["rows"]?.int == 40)
    #expect(json["clean_accuracy"]?.double == 1)
    let attacked = try #require(json["attacked_accuracy"]?.double)
    #expect(attacked < 0.5)
    #expect(json["defended"]?["clean_accuracy"]?.double == 1)
    #expect(json["defended"]?["clean_rows"]?.int == 40)
    // Features and the standardised ones; the latter are held, and the ends of both steps.
    let ranks = json["defended"]?["ranks"]?.array
    #expect(ranks?.count == 4 && ranks?[0] == .null && ranks?[1] != .null)
  }

  @Test func `a random attack does as it is told by its seed`() throws {
    let place = try trained()
    func run(_ seed: Int) throws -> String {
      try place.run("evaluate run clouds.csv --attack random:1.4 --attack-seed \(seed) --json")
        .output
    }
    #expect(try run(1) == run(1))
  }

  @Test(arguments: [
    ("--attack pgd", "an attack and its size"), ("--attack pgd:0.1:0", "an attack and its size"),
    ("--defence pca:0.7", "'--defence' needs an attack"),
    ("--attack pgd:1 --defence pca:0.7", "'--defence' needs clean rows"),
    ("--attack pgd:1 --defence pca:1.7", "an embedding and the part"),
    ("--attack pgd:1 --defence-data clouds.csv", "'--defence-data' belongs to '--defence'"),
  ])
  func `what cannot be meant is refused`(options: String, sentence: String) throws {
    let run = try Workplace().run("evaluate run clouds.csv \(options)")
    #expect(run.code == 64)
    #expect(run.errors.contains(sentence), "\(run.errors)")
  }

  @Test(arguments: [
    "pgd:0.1:20", "pgd:0.5:7:random", "fgsm:0.25", "random:1.0",
  ])
  func `attacks are written as they are read`(text: String) throws {
    let option = try #require(AttackOption(argument: text))
    #expect(AttackOption(argument: option.argument) == option)
  }

  @Test(arguments: ["pca:0.7:spectrum", "autoencoder:0.9:variance"])
  func `defences are written as they are read`(text: String) throws {
    #expect(try #require(DefenceOption(argument: text)).argument == text)
  }
}
