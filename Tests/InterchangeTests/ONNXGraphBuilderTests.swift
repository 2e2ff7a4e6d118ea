import DataIO
import Interchange
import Testing

@Suite struct ONNXGraphBuilderTests {
  @Test func `names do not meet`() {
    var builder = ONNXGraphBuilder()
    #expect(builder.take("Add1") == "Add1")
    #expect(builder.take("Add1") == "Add1_")
    #expect(builder.add("Add", ["a", "b"]) == "Add1__")
    #expect(builder.initializer(named: "Add1", .int64([1]), shape: []) == "Add1___")
    #expect(ONNXGraphBuilder(prefix: "step/").nodes.isEmpty)
  }

  @Test func `equal constants are one`() {
    var builder = ONNXGraphBuilder()
    let first = builder.constant(.float64([1, 2]), shape: [2])
    #expect(builder.constant(.float64([1, 2]), shape: [2]) == first)
    #expect(builder.constant(.float64([1, 2]), shape: [1, 2]) != first)
    #expect(builder.constant(.float32([1, 2]), shape: [2]) != first)
    #expect(builder.integers([3]) == builder.integers([3]))
    #expect(builder.initializers.count == 4)
  }
}
