import FlowLearn
import Testing

@Suite struct ConfigTests {
  private func place() throws -> Workplace {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    return place
  }

  private func printed(_ line: String, _ place: Workplace) throws -> JSONObject {
    let run = try place.run("train \(line) --print-config")
    #expect(run.code == 0, "\(run.errors)")
    return try #require(run.json().object)
  }

  @Test func `the command line overrules the file, and the file the defaults`() throws {
    let place = try place()
    try place.write(
      "{\"data\": \"clouds.csv\", \"epochs\": 7, \"learning-rate\": 0.25, \"drop\": [\"name\"]}",
      to: "c.json")
    let plain = try printed("clouds.csv", place)
    let file = try printed("--config c.json", place)
    let both = try printed("--config c.json --epochs 9 other.csv", place)
    #expect(plain["epochs"] == 100 && plain["learning-rate"]?.double == 0.003)
    #expect(file["epochs"] == 7 && file["learning-rate"]?.double == 0.25)
    #expect(file["drop"] == ["name"] && file["data"] == "clouds.csv")
    #expect(both["epochs"] == 9 && both["learning-rate"]?.double == 0.25)
    #expect(both["data"] == "other.csv")
    // All that the file says nothing of is as declared.
    for member in plain.members
    where !["epochs", "learning-rate", "drop"].contains(member.key) {
      #expect(file[member.key] == member.value, "\(member.key)")
    }
  }

  @Test func `what is printed is read back`() throws {
    let place = try place()
    let words =
      "clouds.csv \(short) --seed 3 --hidden 5,3 --optimizer nesterov --schedule step --no-shuffle "
      + "--clip-norm 0 --weight-decay 1e-3 --control piecewise --pieces 2 --activation tanh "
      + "--precision double --target kind --missing mean --categorical kind --schedule-epochs 11"
    let first = try place.run("train \(words) --print-config")
    try place.write(first.output, to: "c.json")
    let again = try place.run("train --config c.json --print-config")
    #expect(again.output == first.output)
    #expect(try place.run("train \(words) -o one -q").code == 0)
    #expect(try place.run("train --config c.json -o two -q").code == 0)
    #expect(try place.bytes("one/model.safetensors") == place.bytes("two/model.safetensors"))
    // What is about one call alone is not in it.
    #expect(!first.output.contains("\"output\"") && !first.output.contains("\"quiet\""))
  }

  /// A configuration, and how `train --config` refuses it.
  static let refusals: [(text: String, code: Int32, sentence: String)] = [
    (
      "{\"epoch\": 3}", 64, "Error: Unknown option 'epoch' in 'c.json'. Did you mean 'epochs'?\n"
    ),
    (
      "{\"zzz\": 3}", 64, "Error: Unknown option 'zzz' in 'c.json'\n"
    ),
    (
      "{\"epochs\": \"many\"}", 64,
      "Error: The value 'many' in 'c.json' is invalid for 'epochs'. Please provide a whole number.\n"
    ),
    (
      "{\"epochs\": [1, 2]}", 64, "Error: The value 'a list' in 'c.json' is invalid for 'epochs'."
    ),
    (
      "{\"epochs\": {\"a\": 1}}", 65,
      "flowlearn: c.json: \"epochs\" is an object, which no option takes\n"
    ),
    ("{\"epochs\": 3,}", 65, "flowlearn: c.json:1:"),
    ("", 65, "flowlearn: c.json"),
  ]

  @Test func `a configuration that is none is refused`() throws {
    let place = try place()
    for refusal in Self.refusals {
      try place.write(refusal.text, to: "c.json")
      let run = try place.run("train clouds.csv --config c.json -q")
      #expect(run.code == refusal.code, "\(refusal.text): \(run.errors)")
      #expect(run.errors.hasPrefix(refusal.sentence), "\(refusal.text): \(run.errors)")
    }
    #expect(try place.run("train clouds.csv --config none.json").code == 66)
  }
}
