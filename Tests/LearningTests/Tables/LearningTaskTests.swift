import DataIO
import Learning
import Testing

@Suite struct LearningTaskTests {
  static let columns: [(numbers: [Double], task: LearningTask)] = [
    ([0, 1, 1, 0], .classification),
    ([-1, 1, 1], .classification),
    (rows(15, cycle: 3), .classification),
    (rows(14, cycle: 3), .regression),
    (rows(200, cycle: 20), .classification),
    (rows(4200, cycle: 21), .regression),
    ([0, 1, 0.5, 1, 0], .regression),
    ([0, 1, .nan, 1], .classification),
  ]

  private static func rows(_ count: Int, cycle: Int) -> [Double] {
    (0..<count).map { Double($0 % cycle) }
  }

  @Test(arguments: columns)
  func numbersAreClassesWhenTheyAreFewAndWhole(_ numbers: [Double], _ task: LearningTask) {
    let column = Table.Column(name: "y", values: .numeric(numbers))
    #expect(TaskGuess(column).task == task)
  }

  @Test(arguments: [
    (
      "y\nno\nyes\nno\n",
      "y: taken for classes (classification), since it holds text, 2 different"
    ),
    (
      "y\n0\n1\n1\n",
      "y: taken for classes (classification), since it holds 2 different whole numbers in 3 rows "
        + "(use --task regression if that is meant)"
    ),
    (
      "y\n10\n11\n12\n",
      "y: taken for numbers (regression), since it holds as many as 3 different whole numbers in 3 "
        + "rows (use --task classification if that is meant)"
    ),
    (
      "y\n1\n2.5\n",
      "y: taken for numbers (regression), since it holds numbers with fractions, such as 2.5 "
        + "(use --task classification if that is meant)"
    ),
  ])
  func guessIsSaid(_ text: String, _ expected: String) throws {
    #expect(TaskGuess(try table(text).columns[0]).description == expected)
  }
}
