import FlowLearn
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The README's example, compiled: the text of the README is compared with this file.
@Suite struct ReadmeTests {
  @Test func exampleRuns() throws {
    // BEGIN
    let program = HamiltonianProgram<Double>(Hamiltonian(field: Swirl()))
    let field = FlowField(program, theta: Tensor(repeating: 0.1, shape: [program.parameters.count]))
    let trajectory = Integrator(method: .tsitouras, control: .adaptive(relative: 1e-8))
      .trajectory(of: field, from: Tensor([1, 0]), over: TimeSpan(to: 3), at: [1, 2, 3])

    // An estimator does the whole of it: standardise, train along the adjoint, stop early.
    let features = Tensor<Double>([0, 0, 1, 1, 0, 1, 1, 0], shape: [4, 2])
    let options = TrainingOptions(epochs: 200, validationFraction: 0)
    let fit = try FlowClassifier<Float>.fit(
      features, labels: ["even", "even", "odd", "odd"], options: options)
    print(fit.model.predict(features), trajectory.states(at: 2))
    // END
    #expect(trajectory.ends.allCompleted)
    #expect(trajectory.states(at: 2).isFinite)
    #expect(fit.model.classes == ["even", "odd"])
  }

  /// The README shows the code of this file, line for line.
  @Test func readmeShowsThisCode() throws {
    let readme = try #require(text(of: "README.md"))
    let source = try #require(text(of: "Tests/FlowLearnTests/ReadmeTests.swift"))
    let body = source.split(separator: "// BEGIN\n")[1].split(separator: "    // END")[0]
    let type = source.split(separator: "// FIELD\n").last ?? ""
    for line in [body, type].flatMap({ $0.split(separator: "\n") }) {
      let code = line.drop { $0 == " " }
      #expect(readme.contains(code), "the README lacks: \(code)")
    }
  }

  private func text(of path: String) -> String? {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    guard let file = fopen("/" + root + "/" + path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

// FIELD
// A field is written once, over any algebra: traced, differentiated, fused and compiled for you.
struct Swirl: ControlledField {
  let dimension = 2
  let parameters = ParameterLayout(["weight": [2, 8], "bias": [8], "out": [8, 2]])

  func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
    (x • theta[0] + theta[1]).tanh() • theta[2] + t.sin() * x
  }
}
