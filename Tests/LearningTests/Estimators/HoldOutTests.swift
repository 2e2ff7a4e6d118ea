import Learning
import Tensors
import Testing

@Suite struct HoldOutTests {
  private let classes = (0..<100).map { $0 % 10 < 6 ? 0 : $0 % 10 < 9 ? 1 : 2 }

  @Test(arguments: [0, 0.1, 0.25, 0.5, 0.9])
  func rowsOfEveryClassAreHeldOut(_ fraction: Double) {
    var stream = RandomStream(seed: 1)
    let split = HoldOut(classes: classes, fraction: fraction, using: &stream)
    #expect((split.training + split.validation).sorted() == Array(0..<100))
    #expect(split.training == split.training.sorted())
    for (label, count) in [(0, 60), (1, 30), (2, 10)] {
      let held = split.validation.count { classes[$0] == label }
      #expect(held == Int((fraction * Double(count)).rounded()))
    }
  }

  @Test func lastRowOfAClassTrains() {
    var stream = RandomStream(seed: 1)
    let split = HoldOut(classes: [0, 0, 0, 1], fraction: 0.9, using: &stream)
    #expect(split.training.contains(3))
    #expect(split.validation.count == 2)
  }

  @Test func foldsHoldOutEachRowOnce() {
    var stream = RandomStream(seed: 2)
    let folds = HoldOut.folds(5, classes: classes, using: &stream)
    #expect(folds.flatMap(\.validation).sorted() == Array(0..<100))
    for fold in folds {
      #expect(Set(fold.training).isDisjoint(with: fold.validation))
      #expect(fold.training.count + fold.validation.count == 100)
      #expect(
        (0..<3).map { label in fold.validation.count { classes[$0] == label } } == [12, 6, 2])
    }
  }

  @Test func seedDecides() {
    func rows(_ seed: UInt64) -> [Int] {
      var stream = RandomStream(seed: seed)
      return HoldOut(classes: classes, fraction: 0.2, using: &stream).validation
    }
    #expect(rows(1) == rows(1))
    #expect(rows(1) != rows(2))
  }
}
