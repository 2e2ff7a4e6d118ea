import DataIO
import Learning
import Testing

@Suite struct LabelSpellingTests {
  private let known = ["<=50K", ">50K"]

  @Test func aPointBehindEachLabelIsTakenAway() throws {
    let table = try table("x,pay\n1,<=50K.\n2,>50K.\n3,<=50K.\n4,?\n")
    let spelling = try #require(LabelSpelling(of: table, target: "pay", known: known))
    let column = try spelling.table.column("pay")
    #expect(column.values == .text(codes: [0, 1, 0, -1], categories: known))
    #expect(column.missing == [3])
    #expect(spelling.table.line(ofRow: 2) == 4)
    #expect(
      spelling.description == """
        t.csv: column pay: each label ends with a point that the model's labels do not have: \
        <=50K. is taken as <=50K
        """)
  }

  @Test(arguments: ["<=50K", "<=50K.,>50K", "<=50K.,>60K.", "<=50K..", "."])
  func otherLabelsAreLeftAlone(_ labels: String) throws {
    let rows = labels.split(separator: ",").map { "1,\($0)\n" }.joined()
    #expect(LabelSpelling(of: try table("x,pay\n" + rows), target: "pay", known: known) == nil)
    let own = try table("x,pay\n1,<=50K.\n")
    #expect(LabelSpelling(of: own, target: "pay", known: known + ["<=50K."]) == nil)
    #expect(LabelSpelling(of: own, target: "x", known: known) == nil)
  }
}
