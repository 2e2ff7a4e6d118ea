import ODE
import Testing

@Suite("Methods for stochastic equations")
struct StochasticMethodTests {
  @Test("Wrong pairs are refused with one sentence, right ones are not")
  func refusals() {
    let kinds: [NoiseKind] = [.additive(2), .diagonal, .general(2)]
    let served: [StochasticMethod: [Bool]] = [
      // Itô: additive, diagonal, general; Stratonovich: the same.
      .eulerMaruyama: [true, true, true, true, false, false],
      .milstein: [false, true, false, false, true, false],
      .heun: [true, false, false, true, true, true],
      .sra1: [true, false, false, true, false, false],
      .platenWeak2: [true, true, true, true, false, false],
    ]
    for method in StochasticMethod.allCases {
      let refusals = [StochasticSense.ito, .stratonovich].flatMap { sense in
        kinds.map { method.refusal(noise: $0, sense: sense) }
      }
      #expect(refusals.map { $0 == nil } == served[method])
    }
    #expect(
      StochasticMethod.milstein.refusal(noise: .general(2), sense: .ito)
        == "method milstein takes diagonal noise: use eulerMaruyama or heun")
  }
}
