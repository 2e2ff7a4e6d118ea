import DataIO
import Learning
import Tensors
import Testing

@Suite struct TableEncoderTests {
  private let animals = """
    legs,colour,weight,kind
    4,black,30.5,dog
    2,white,0.5,bird
    4,white,4,cat
    4,grey,3.5,cat

    """

  private let gaps = """
    id,colour,kind
    1,red,x
    ,red,y
    3,,x
    4,blue,
    5,blue,y

    """

  @Test func numbersStayAndTextBecomesOneFeatureForEachCategory() throws {
    let table = try table(animals)
    let encoder = try TableEncoder(fitting: table, target: "kind")
    #expect(encoder.task == .classification)
    #expect(
      encoder.featureNames == ["legs", "colour=black", "colour=grey", "colour=white", "weight"])
    #expect(encoder.categoricalColumns == ["colour"])
    let examples = try encoder.encodeExamples(table)
    #expect(examples.target == .labels(["dog", "bird", "cat", "cat"]))
    #expect(
      examples.inputs.features.elements == [
        4, 1, 0, 0, 30.5,
        2, 0, 0, 1, 0.5,
        4, 0, 0, 1, 4,
        4, 0, 1, 0, 3.5,
      ])
    #expect(examples.inputs.rows == [0, 1, 2, 3])
  }

  /// Looking each column up among all would take minutes here.
  @Test(.timeLimit(.minutes(1))) func wideTablesTakeTimeInProportion() throws {
    let count = 20_000
    let columns = (0..<count).map { index in
      Table.Column(name: "c\(index)", values: .numeric([Double(index), 0.5]))
    }
    let table = Table(source: "wide.csv", columns: columns)
    let encoder = try TableEncoder(fitting: table, target: "c0", task: .regression)
    #expect(encoder.featureCount == count - 1)
    #expect(try encoder.encode(table).features[0, count - 2] == Double(count - 1))
    #expect(try encoder.warnings(about: table).isEmpty)
  }

  @Test func columnsAreFoundByName() throws {
    let encoder = try TableEncoder(fitting: try table(animals), target: "kind")
    let other = try table("weight,note,legs,colour\n1,u,2,white\n2,v,4,black\n")
    let encoded = try encoder.encode(other)
    #expect(encoded.features.elements == [2, 0, 0, 1, 1, 4, 1, 0, 0, 2])
    #expect(encoded.extraColumns == ["note"])
    #expect(encoded.unseen.isEmpty)
  }

  @Test func unseenCategoriesAreZeroAndReported() throws {
    let encoder = try TableEncoder(fitting: try table(animals), target: "kind")
    let other = try table("legs,colour,weight\n2,pink,1\n2,white,2\n4,blue,3\n4,pink,3\n")
    let encoded = try encoder.encode(other)
    #expect(encoded.features.row(0).elements == [2, 0, 0, 0, 1])
    #expect(encoded.unseen.map(\.column) == ["colour"])
    #expect(encoded.unseen[0].categories == ["blue", "pink"])
    #expect(encoded.unseen[0].rowCount == 3)
  }

  @Test func categoriesThatLookLikeNumbersAreFoundAmongNumbers() throws {
    let known = try table("code,y\n1,a\n2,b\n2,a\n", categorical: ["code"])
    let encoder = try TableEncoder(fitting: known, target: "y")
    let encoded = try encoder.encode(try table("code\n2\n7\n"))
    #expect(encoded.features.elements == [0, 1, 0, 0])
    #expect(encoded.unseen[0].categories == ["7"])
  }

  @Test func gapsAreRefusedDroppedOrFilled() throws {
    let table = try table(gaps)
    #expect(
      sentence { try TableEncoder(fitting: table, target: "kind") }
        == "t.csv:3: column id: the value is missing (use --missing drop or --missing mean, or drop "
        + "the column with --drop id)")
    let dropping = try TableEncoder(fitting: table, target: "kind", missing: .dropRows)
    let left = try dropping.encodeExamples(table)
    #expect(left.inputs.rows == [0, 4])
    #expect(left.inputs.features.elements == [1, 0, 1, 5, 1, 0])
    #expect(left.target == .labels(["x", "y"]))
    #expect(try dropping.encode(table).rows == [0, 3, 4])

    let filling = try TableEncoder(fitting: table, target: "kind", missing: .fillMean)
    let filled = try filling.encodeExamples(table)
    #expect(filled.inputs.rows == [0, 1, 2, 4])
    // The mean of 1, 3 and 5, and red, which is more frequent than blue where the kind is known.
    #expect(filled.inputs.features.elements == [1, 0, 1, 3, 0, 1, 3, 0, 1, 5, 1, 0])
    #expect(filled.inputs.filledCells == 2)
  }

  @Test func labelsOfNumbersHaveNoFraction() throws {
    let table = try table("x,y\n0.5,1\n0.25,2\n0.125,1\n")
    let encoder = try TableEncoder(fitting: table, target: "y", task: .classification)
    #expect(try encoder.labels(of: table, rows: [0, 1]) == ["1", "2"])
    let regression = try TableEncoder(fitting: table, target: "-1", task: .regression)
    #expect(regression.target == "y")
    #expect(try regression.numbers(of: table, rows: [2, 1]) == Tensor([1, 2], shape: [2, 1]))
  }

  @Test func droppedColumnsAreNoFeatures() throws {
    let encoder = try TableEncoder(
      fitting: try table(animals), target: "kind", dropping: ["colour", "2"])
    #expect(encoder.featureNames == ["legs"])
    #expect(
      sentence {
        try TableEncoder(
          fitting: try table(animals), target: "kind", dropping: ["0", "1", "2"])
      } == "no column is left beside the target kind: a model needs at least one to learn from")
  }

  @Test(arguments: [
    (
      "legs,colour\n4,black\n",
      "t.csv: there is no column \"weight\" (the columns are legs, colour)"
    ),
    (
      "legs,colour,weight\nfour,black,3\n",
      "t.csv: column legs: a number is needed, and the column holds text such as \"four\" "
        + "(drop the column with --drop legs)"
    ),
    (
      "legs,colour,weight\n4,17,3\n4,18,3\n",
      "t.csv: column colour: 17 is none of the categories that the model knows "
        + "(black, grey, white)"
    ),
  ])
  func tablesThatDoNotFitAreRefused(_ text: String, _ expected: String) throws {
    let encoder = try TableEncoder(fitting: try table(animals), target: "kind")
    #expect(sentence { try encoder.encode(try table(text)) } == expected)
  }

  @Test func textIsNoTargetOfARegression() throws {
    #expect(
      sentence { try TableEncoder(fitting: try table(animals), target: "kind", task: .regression) }
        == "t.csv: the target kind holds text such as \"bird\", and a regression needs numbers "
        + "(use --task classification)")
  }

  @Test(arguments: MissingPolicy.allCases)
  func jsonHoldsTheEncoder(_ missing: MissingPolicy) throws {
    let text = "x,c,é \"y\"\n0.1,a,1.5\n-2e-7,b,2.5\n1e20,b,7\n"
    let encoder = try TableEncoder(fitting: try table(text), target: "2", missing: missing)
    let read = try JSONValue(parsing: Array(encoder.json.text().utf8), source: "t.json")
    #expect(try TableEncoder(json: read) == encoder)
  }

  @Test(arguments: [
    ("[]", "the value should be an object"),
    (#"{"target":"y"}"#, "columns should be there"),
    (#"{"columns":[]}"#, "columns should be at least one column"),
    (
      #"{"columns":[{"name":"x","kind":"number","mean":null}]}"#,
      "columns[0].mean should be a number"
    ),
    (
      #"{"columns":[{"name":"x","kind":"odd"}]}"#,
      #"columns[0].kind should be "number" or "category""#
    ),
    (
      #"{"columns":[{"name":"x","kind":"category","categories":["a"],"most_frequent":1}]}"#,
      "columns[0].most_frequent should be the place of one of the categories"
    ),
    (
      #"{"columns":[{"name":"x","kind":"number","mean":0}],"target":"y","task":"guess"}"#,
      "task should be one of classification, regression, not \"guess\""
    ),
  ])
  func otherJSONIsRefused(_ text: String, _ expected: String) throws {
    let json = try JSONValue(parsing: Array(text.utf8), source: "t.json")
    #expect(sentence { try TableEncoder(json: json) } == expected)
  }
}
