import DataIO
import Learning
import ODE
import Tensors
import Testing

@Suite struct ModelFileErrorTests {
  private func file() throws -> Safetensors {
    try TabularModelTests.model("smokes", .double, smallArchitecture()).model
      .safetensors(version: "0.0")
  }

  private func sentence(_ change: (inout Safetensors) throws -> Void) throws -> String? {
    var file = try file()
    try change(&file)
    return LearningTests.sentence {
      try TabularModel(bytes: file.bytes, source: "m.safetensors")
    }
  }

  private func replacing(
    _ file: Safetensors, _ name: String, with tensor: StoredTensor?
  ) -> Safetensors {
    Safetensors(
      file.tensors.compactMap { $0.name == name ? tensor : $0 }, metadata: file.metadata)
  }

  /// A flipped bit leaves a finite number, which only the digest can tell from the right one.
  @Test(arguments: [0, 7, 100])
  func aFlippedBitIsSeen(_ offsetFromEnd: Int) throws {
    var bytes = try file().bytes
    bytes[bytes.count - 1 - offsetFromEnd] ^= 0x01
    #expect(
      LearningTests.sentence { try TabularModel(bytes: bytes, source: "m.safetensors") }
        == "m.safetensors: the tensors are not those that were written, for their SHA-256 is "
        + "another: the file is damaged (copy it again from where it was written)")
  }

  @Test func aFileWithoutDigestIsRead() throws {
    #expect(try sentence { $0.metadata["sha256"] = nil } == nil)
  }

  @Test(
    arguments: [
      (
        "format", "other",
        "this safetensors file is not a flowlearn model: its metadata do not say format = flowlearn"
      ),
      (
        "format_version", "2",
        "the model is written in format version 2, and this flowlearn reads up to version 1 "
          + "(update flowlearn, or save the model again with the older one)"
      ),
      ("format_version", nil, "the model's metadata have no entry \"format_version\""),
      ("configuration", nil, "the model's metadata have no entry \"configuration\""),
      ("configuration", "{}", "the model's configuration: hidden should be there"),
      ("preprocessing", "[1]", "the model's preprocessing: the value should be an object"),
    ] as [(String, String?, String)])
  func metadataAreChecked(_ key: String, _ value: String?, _ expected: String) throws {
    #expect(try sentence { $0.metadata[key] = value } == "m.safetensors: " + expected)
  }

  @Test(arguments: [
    (
      #""method":"rk4""#, #""method":"rk5""#,
      "the model's configuration: solver.method should be one of the methods euler, midpoint, heun, "
        + SteppingMethod.all.map(\.name).dropFirst(3).joined(separator: ", ") + ", not \"rk5\""
    ),
    (
      #""hidden":[8]"#, #""hidden":[9]"#,
      "the tensor flow.layer0.weight has shape [1, 5, 8], and the model's configuration asks for "
        + "[1, 5, 9]"
    ),
    (
      #""hidden":[8]"#, #""hidden":[4611686018427387904]"#,
      "the model's configuration: hidden should be at most 1000 widths, each from 1 to 100000"
    ),
    (
      #""step_count":2"#, #""step_count":0"#,
      "the model's configuration: solver.step_count should be from 1 to 1000000, not 0"
    ),
    (
      #""precision":"double""#, #""precision":"half""#,
      "the model's configuration: precision should be one of single, double, not \"half\""
    ),
    (
      #""shape":"constant""#, #""shape":"spline""#,
      "the model's configuration: solver.control.shape should be one of constant, piecewise, linear, "
        + "not \"spline\""
    ),
  ])
  func configurationIsChecked(_ old: String, _ new: String, _ expected: String) throws {
    let found = try sentence { file in
      let text = try #require(file.metadata["configuration"])
      let parts = text.components(separatedBy: old)
      try #require(parts.count == 2)
      file.metadata["configuration"] = parts[0] + new + parts[1]
    }
    #expect(found == "m.safetensors: " + expected)
  }

  @Test func tensorsAreChecked() throws {
    #expect(
      try sentence { $0 = replacing($0, "readout.bias", with: nil) }
        == "m.safetensors: there is no tensor \"readout.bias\"")
    #expect(
      try sentence {
        $0 = replacing($0, "readout.bias", with: StoredTensor(name: "readout.bias", [Double.nan]))
      }
        == "m.safetensors: the tensor readout.bias holds an infinite number or no number: the training "
        + "that wrote it diverged, or the file is damaged")
    #expect(
      try sentence {
        $0 = replacing($0, "readout.bias", with: StoredTensor(name: "readout.bias", [0.5, 1.0]))
      }
        == "m.safetensors: the tensor readout.bias has shape [2], and the model's configuration asks "
        + "for [1]")
    #expect(
      try sentence {
        $0 = replacing($0, "readout.bias", with: StoredTensor(name: "readout.bias", [Float(0)]))
      } == "m.safetensors: tensor \"readout.bias\" is of type F32, not F64")
    #expect(
      try sentence {
        $0 = Safetensors(
          $0.tensors + [StoredTensor(name: "extra", [1.0])], metadata: $0.metadata)
      }
        == "m.safetensors: the tensor extra has no place in the model that the configuration describes"
    )
  }

  /// No way of cutting a file short, and no changed byte of its head, does more than an error.
  @Test func damagedFilesAreErrors() throws {
    let bytes = try file().bytes
    for count in stride(from: 0, to: bytes.count, by: 37) {
      #expect(
        LearningTests.sentence {
          try TabularModel(bytes: Array(bytes[..<count]), source: "m.safetensors")
        } != nil)
    }
    var stream = RandomStream(seed: 1)
    for _ in 0..<300 {
      var damaged = bytes
      damaged[stream.integer(below: 1200)] = UInt8(stream.integer(below: 256))
      // It may still be a model; it must not end the program.
      _ = try? TabularModel(bytes: damaged, source: "m.safetensors")
    }
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
