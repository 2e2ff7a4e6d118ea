import FlowLearn
import Testing

@Suite struct MemoryTests {
  private func summary(_ place: Workplace, _ run: String) throws -> JSONValue {
    try JSONValue(parsing: try place.bytes("\(run)/summary.json"), source: "summary")
  }

  /// The prediction stands in the first lines and in the summary, and is near what was measured.
  @Test(arguments: [
    "--steps 40 --hidden 128,128 --batch-size 256",
    "--steps 400 --batch-size 256 --precision double",
    "--steps 12 --hidden 300,300 --optimizer lbfgs",
  ])
  func `the peak is predicted`(options: String) throws {
    let place = try Workplace()
    _ = try place.run("generate moons --rows 1500 -o moons.csv")
    let run = try place.run("train moons.csv --epochs 4 --threads 2 \(options) -o run")
    #expect(run.code == 0)
    let memory = try #require(try summary(place, "run")["memory"])
    let predicted = try #require(memory["predicted_peak_bytes"]?.int)
    let measured = try #require(memory["peak_bytes"]?.int)
    let before = try #require(memory["before_bytes"]?.int)
    let training = try #require(memory["training_bytes"]?.int)
    #expect(before + training == predicted)
    #expect(abs(measured - predicted) < predicted / 10)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("memory: about ") && $0.hasSuffix(" for the training") })
    #expect(run.output.contains("\nmemory             "))
  }

  /// A model has the same bytes with less memory, which is kept to.
  @Test func `memory changes no bit and is kept to`() throws {
    let place = try Workplace()
    _ = try place.run("generate moons --rows 1500 -o moons.csv")
    let train = "train moons.csv --epochs 2 --threads 2 --steps 300 --batch-size 256"
    _ = try place.run("\(train) -o much --memory 1GB")
    let little = try place.run("\(train) -o little --memory 3MB")
    #expect(little.code == 0)
    #expect(try place.bytes("much/model.safetensors") == place.bytes("little/model.safetensors"))
    func peak(_ run: String) throws -> Int {
      try #require(try summary(place, run)["memory"]?["peak_bytes"]?.int)
    }
    #expect(try peak("much") - peak("little") > 50_000_000)
    // The memory says nothing about what is learned.
    #expect(try place.text("much/config.json") == place.text("little/config.json"))
  }

  /// Too little is refused with what is enough: that trains, and less does not.
  @Test func `too little memory is refused with what is enough`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let refused = try place.run("train clouds.csv \(short) --threads 1 --memory 10kB")
    #expect(refused.code == 64)
    let sentence = try #require(refused.errors.split(separator: "\n").last)
    let start =
      "flowlearn: '--memory 10kB' is too small: on 1 thread the gradient of this network takes at "
      + "least "
    #expect(sentence.hasPrefix(start) && sentence.hasSuffix("kB"))
    #expect(!place.has("runs"))
    let enough = try #require(Int(sentence.dropFirst(start.count).dropLast(2)))
    func code(_ kilobytes: Int) throws -> Int32 {
      try place.run("train clouds.csv \(short) --threads 1 --memory \(kilobytes)kB").code
    }
    #expect(try code(enough) == 0)
    #expect(try code(enough - 1) == 64)
    // A dry run says so too.
    #expect(try place.run("train clouds.csv --memory 10kB --dry-run").code == 64)
  }
}
