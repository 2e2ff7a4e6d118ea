import Calculus
import DataIO
import Learning
import Models
import ODE
import Tensors
import Testing

@Suite struct TabularModelTests {
  static let people = """
    age,town,smokes,income
    23,Ulm,no,1200.5
    45,Kiel,yes,3400
    31,Ulm,no,2100.25
    52,Jena,yes,4100
    38,Kiel,no,2900
    27,Jena,yes,1500
    61,Ulm,yes,5200
    44,Kiel,no,3300
    35,Jena,no,2600
    29,Ulm,yes,1900

    """

  static let cases: [(target: String, precision: Precision, architecture: FlowArchitecture)] = [
    ("smokes", .single, smallArchitecture()),
    ("smokes", .double, smallArchitecture(control: .piecewiseConstant(pieces: 2))),
    ("town", .double, smallArchitecture(control: .piecewiseLinear(pieces: 2), augmentation: 1)),
    ("town", .single, FlowArchitecture(hidden: [], activation: .identity, dependsOnTime: true)),
    ("income", .single, smallArchitecture(augmentation: 2, time: true)),
    (
      "income", .double,
      FlowArchitecture(
        hidden: [5, 3], activation: .gelu,
        solver: .fixed(FlowScheme(method: .dormandPrince, steps: 3, from: 0.5, to: 2.25)))
    ),
  ]

  static func model(
    _ target: String, _ precision: Precision, _ architecture: FlowArchitecture
  ) throws -> (model: TabularModel, table: Table) {
    let table = try table(people)
    let encoder = try TableEncoder(fitting: table, target: target)
    let fit = try TabularModel.fit(
      encoder, on: table, architecture: architecture,
      options: TrainingOptions(epochs: 2, validationFraction: 0.2), precision: precision)
    return (fit.model, table)
  }

  @Test(arguments: cases)
  func fileHoldsTheModelBitForBit(
    _ item: (target: String, precision: Precision, architecture: FlowArchitecture)
  ) throws {
    let (model, table) = try TabularModelTests.model(
      item.target, item.precision, item.architecture)
    let bytes = model.bytes(version: "0.0")
    let read = try TabularModel(bytes: bytes, source: "m.safetensors")
    #expect(read.encoder == model.encoder)
    #expect(read.precision == item.precision)
    #expect(read.classes == model.classes)
    #expect(read.parameterCount == model.parameterCount)
    #expect(read.configuration == model.configuration)
    #expect(read.preprocessing == model.preprocessing)
    #expect(try read.predictions(for: table) == model.predictions(for: table))
    #expect(read.bytes(version: "0.0") == bytes)
  }

  @Test func tensorsHaveTheirNamesAndShapes() throws {
    let (model, _) = try TabularModelTests.model(
      "town", .single, smallArchitecture(control: .piecewiseConstant(pieces: 2)))
    let file = model.safetensors(version: "9.9")
    #expect(file.metadata["format"] == "flowlearn")
    #expect(file.metadata["format_version"] == "1")
    #expect(file.metadata["version"] == "9.9")
    #expect(
      file.metadata["configuration"]
        == #"{"hidden":[8],"activation":"tanh","augmentation":0,"time":false,"solver":"#
        + #"{"steps":"fixed","method":"rk4","step_count":2,"horizon":[0.0,1.0],"control":"#
        + #"{"shape":"piecewise","pieces":2}},"precision":"single"}"#)
    // Age and income are numbers, smoking two categories: four features.
    #expect(
      file.tensors.map { "\($0.name) \($0.type.rawValue) \($0.shape)" } == [
        "flow.layer0.weight F32 [2, 4, 8]", "flow.layer0.bias F32 [2, 8]",
        "flow.layer1.weight F32 [2, 8, 4]", "flow.layer1.bias F32 [2, 4]",
        "readout.weight F32 [4, 3]", "readout.bias F32 [3]",
      ])
  }

  @Test func predictionsFollowTheTable() throws {
    let (model, table) = try TabularModelTests.model("smokes", .double, smallArchitecture())
    let whole = try model.predictions(for: table)
    #expect(whole.rows == Array(0..<10))
    #expect(whole.inputs.extraColumns.isEmpty)
    #expect(whole.work.forwardEvaluations == 80)
    guard case .labels(let labels, let probabilities, let classes) = whole.values else {
      Issue.record("a classifier predicts labels")
      return
    }
    #expect(classes == ["no", "yes"])
    #expect(labels == probabilities.columnsOfRowMaxima().map { classes[$0] })
    // Rows in another order, columns in another order, no target, one column more.
    let order = [7, 2, 5]
    let some = try table.selecting(rows: order).selecting(["income", "town", "age"])
    let other = Table(
      source: "o.csv",
      columns: some.columns + [Table.Column(name: "id", values: .numeric([1, 2, 3]))])
    let few = try model.predictions(for: other)
    #expect(few.inputs.extraColumns == ["id"])
    #expect(
      few.values
        == .labels(
          order.map { labels[$0] }, probabilities: probabilities.rows(at: order), classes: classes))
  }

  @Test func scoresAreTheReports() throws {
    let (model, table) = try TabularModelTests.model("income", .double, smallArchitecture())
    let scores = try model.scores(on: table)
    guard case .regression(let report) = scores.report,
      case .numbers(let numbers) = scores.predictions.values
    else {
      Issue.record("a regression predicts numbers")
      return
    }
    let targets = try model.encoder.numbers(of: table, rows: Array(0..<10))
    #expect(report == RegressionReport(targets: targets.elements, predictions: numbers))
    let (classifier, _) = try TabularModelTests.model("smokes", .single, smallArchitecture())
    guard case .classification(let labels) = try classifier.scores(on: table).report else {
      Issue.record("a classifier predicts labels")
      return
    }
    #expect(labels.rows == 10)
    #expect(labels.baselineAccuracy == 0.5)
  }

  /// Rows of a fit are rows of the table, gaps or not.
  @Test func fittedRowsAreTheTables() throws {
    let table = try table("x,y\n1,a\n,a\n2,b\n3,\n4,a\n5,b\n1.5,a\n2.5,b\n")
    let encoder = try TableEncoder(fitting: table, target: "y", missing: .dropRows)
    let fit = try TabularModel.fit(
      encoder, on: table, architecture: smallArchitecture(),
      options: TrainingOptions(epochs: 1, validationFraction: 0.34))
    #expect((fit.trainingRows + fit.validationRows).sorted() == [0, 2, 4, 5, 6, 7])
    #expect(fit.validationRows.count == 2)
  }
}
