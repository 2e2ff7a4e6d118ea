import Testing

@testable import FlowLearnTool

@Suite struct ProgressLineTests {
  private let line = ProgressLine(
    epoch: 12, epochs: 100, loss: 0.14321, validationLoss: 0.15104, score: ("acc", 0.9619),
    evaluations: 42, remaining: 40.2)

  @Test(arguments: [
    (
      120, "epoch 12/100 [=>        ] loss 0.1432 val 0.151 acc 0.962 nfe 42 ETA 0:41"
    ),
    (70, "epoch 12/100 [=>        ] loss 0.1432 val 0.151 acc 0.962 ETA 0:41"),
    (60, "epoch 12/100 loss 0.1432 val 0.151 acc 0.962 ETA 0:41"),
    (50, "epoch 12/100 loss 0.1432 val 0.151 acc 0.962"),
    (40, "epoch 12/100 loss 0.1432 val 0.151"),
    (20, "epoch 12/100"), (6, "epoch"), (0, ""),
  ])
  func `what matters least goes first`(width: Int, text: String) {
    #expect(line.drawn(width: width) == text)
  }

  @Test(arguments: 0...200)
  func `no line is as wide as the terminal`(width: Int) {
    #expect(line.drawn(width: width).count < max(width, 1))
  }

  @Test func `a file gets no bar`() {
    #expect(line.plain == "epoch 12/100 loss 0.1432 val 0.151 acc 0.962 nfe 42 ETA 0:41")
  }

  @Test func `the bar fills`() {
    func bar(_ epoch: Int) -> String {
      let line = ProgressLine(
        epoch: epoch, epochs: 4, loss: 1, validationLoss: nil, score: nil, evaluations: 1,
        remaining: nil)
      return String(line.drawn(width: 80).dropFirst(10).prefix(12))
    }
    let bars = (0...4).map(bar)
    #expect(
      bars == [
        "[>         ]", "[==>       ]", "[=====>    ]", "[=======>  ]", "[==========]",
      ])
  }

  @Test(arguments: [(true, 0.1), (false, 10.0)])
  func `lines keep their distance`(redraws: Bool, interval: Double) {
    var pace = ProgressPace(redraws: redraws)
    let times = [0.003, 0.003 + 0.9 * interval, 0.003 + 1.01 * interval, 0.003 + 1.9 * interval]
    var answers: [Bool] = []
    for time in times { answers.append(pace.isDue(at: time)) }
    #expect(answers == [true, false, true, false])
  }
}
