import DataIO
import Tensors
import Testing

@Suite struct NPYArrayTests {
  static let matrix = NPYArray([1.5, -2.25, 3, 0.1, 1e-30, -0.0] as [Float], shape: [2, 3])

  @Test func readsWhatNumPyWrote() throws {
    #expect(try NPYArray(NumPyOracle.plain, source: "a.npy") == Self.matrix)
    #expect(try NPYArray(NumPyOracle.turned, source: "a.npy") == Self.matrix)
    let texts = try NPYArray(NumPyOracle.texts, source: "a.npy")
    #expect(texts.texts == ["a", "\u{e9}", "", "\u{1f600}b"])
    #expect(texts.shape == [2, 2])
    #expect(texts.doubles == nil)
  }

  @Test func writesWhatNumPyWrites() {
    #expect(Self.matrix.bytes == NumPyOracle.plain)
  }

  @Test(arguments: [[], [0], [5], [1, 5], [5, 1], [2, 0, 3], [5, 1, 1, 1, 1, 1]])
  func everyTypeSurvives(_ shape: [Int]) throws {
    let count = shape.reduce(1, *)
    func check<Element: StoredElement & Equatable>(_ elements: [Element]) throws {
      let array = NPYArray(Array(elements.prefix(count)), shape: shape)
      let read = try NPYArray(array.bytes, source: "a.npy")
      #expect(read == array)
      #expect(read.count == count)
      #expect(read.elements(as: Element.self) == Array(elements.prefix(count)))
    }
    try check([0, 1, 200, 255, 7] as [UInt8])
    try check([0, 1, -128, 127, 7] as [Int8])
    try check([0, 1, -32768, 32767, 7] as [Int16])
    try check([0, 1, 65535, 256, 7] as [UInt16])
    try check([0, 1, .min, .max, 7] as [Int32])
    try check([0, 1, .min, .max, 7] as [UInt32])
    try check([0, 1, .min, .max, 7] as [Int64])
    try check([0, 1, .min, .max, 7] as [UInt64])
    try check([0, 1, -.infinity, .leastNonzeroMagnitude, 7] as [Float])
    try check([0, 1, -.infinity, .leastNonzeroMagnitude, 7] as [Double])
  }

  @Test func numbersAreDoublesWhereTheyCanBe() {
    #expect(NPYArray([1, -2, 1 << 53] as [Int64]).doubles == [1, -2, 0x1p53])
    #expect(NPYArray([1, 1 << 53 + 1] as [Int64]).doubles == nil)
    #expect(NPYArray([UInt64.max]).doubles == nil)
    #expect(NPYArray([1, 255] as [UInt8]).doubles == [1, 255])
  }

  @Test func tensorsAreArrays() {
    let tensor = Tensor<Double>([1, 2, 3, 4, 5, 6], shape: [3, 2])
    #expect(NPYArray(tensor).shape == [3, 2])
    #expect(NPYArray(tensor).doubles == [1, 2, 3, 4, 5, 6])
    #expect(NPYArray(StoredTensor(name: "t", tensor)) == NPYArray(tensor))
    let brain = StoredTensor(name: "b", type: .bfloat16, shape: [1], bytes: [0, 0])
    #expect(NPYArray(brain) == nil)
  }

  /// A file with a header of these words and so many zeros behind it.
  static func file(_ header: String, data: Int, version: UInt8 = 1) -> [UInt8] {
    let length = header.utf8.count
    let size = version == 1 ? 2 : 4
    return [0x93] + Array("NUMPY".utf8) + [version, 0]
      + (0..<size).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: data)
  }

  static func header(
    _ descriptor: String = "'<f8'", order: String = "False", shape: String = "(2,)"
  ) -> String {
    "{'descr': \(descriptor), 'fortran_order': \(order), 'shape': \(shape), }\n"
  }

  @Test(arguments: [
    "{'shape':(2,),\"descr\":\"<f8\",'fortran_order':False}", header(shape: "(2L,)"),
    header(order: "True"), header("'=f8'"), header(shape: "(1, 2)"), header() + "   \n",
  ])
  func headersThatMeanTheSame(_ header: String) throws {
    for version in UInt8(1)...3 {
      let array = try NPYArray(Self.file(header, data: 16, version: version), source: "a.npy")
      #expect(array.doubles == [0, 0])
    }
  }

  static let hostile: [(bytes: [UInt8], sentence: String)] = [
    ([], "a.npy: not an array that NumPy saved"),
    (Array("x,y\n".utf8), "a.npy: not an array that NumPy saved"),
    (
      [0x93] + Array("NUMPY".utf8) + [4, 0, 0, 0],
      "a.npy: byte 6: version 4 of NumPy's format is not known (1, 2 and 3 are)"
    ),
    (
      [0x93] + Array("NUMPY".utf8) + [1, 0, 9, 0],
      "a.npy: the NumPy array ends within its header: the file was cut short "
        + "(fetch or copy it again)"
    ),
    (
      [0x93] + Array("NUMPY".utf8) + [2, 0, 0xff, 0xff, 0xff, 0xff],
      "a.npy: the NumPy array ends within its header: the file was cut short "
        + "(fetch or copy it again)"
    ),
    (
      file(header(), data: 15), "a.npy: 15 bytes where the header of the NumPy array asks for 16"
    ),
    (
      file(header(), data: 17), "a.npy: 17 bytes where the header of the NumPy array asks for 16"
    ),
    (
      file(header("'|O'"), data: 16),
      "a.npy: the NumPy array holds Python objects, which only Python can read (save it with a "
        + "type of its own, such as x.astype(float) or x.astype(str))"
    ),
    (
      file(header("'<c16'"), data: 32),
      "a.npy: NumPy arrays of type \"<c16\" cannot be read (save it with one of numbers, such as "
        + "x.astype(float))"
    ),
    (
      file(header("[('a', '<f8')]"), data: 16),
      "a.npy: byte 20: NumPy arrays of type \"a structured type\" cannot be read (save it with one "
        + "of numbers, such as x.astype(float))"
    ),
    (
      file(header("'<M8[ns]'"), data: 16),
      "a.npy: NumPy arrays of type \"<M8[ns]\" cannot be read (save it with one of numbers, such "
        + "as x.astype(float))"
    ),
    (
      file(header(shape: "(4294967296, 4294967296)"), data: 16),
      "a.npy: the extents [4294967296, 4294967296] multiply to more than any file holds"
    ),
    (
      file(header("'<U9223372036854775807'"), data: 16),
      "a.npy: NumPy arrays of type \"<U9223372036854775807\" cannot be read (save it with one of "
        + "numbers, such as x.astype(float))"
    ),
    (
      file(header(shape: "(99999999999999999999,)"), data: 16),
      "a.npy: byte 79: the header of the NumPy array needs extents below 2^63"
    ),
    (
      file(header(shape: "(-2,)"), data: 16),
      "a.npy: byte 61: the header of the NumPy array needs extents that are whole numbers, none "
        + "below 0"
    ),
    (
      file(header(order: "maybe"), data: 16),
      "a.npy: byte 44: the header of the NumPy array needs True or False"
    ),
    (
      file("{'descr': '<f8', 'shape': (2,)}", data: 16),
      "a.npy: byte 41: the header of the NumPy array needs the keys descr, fortran_order and "
        + "shape, each once"
    ),
    (
      file(header("'|S2'", shape: "(1,)"), data: 0) + [0xc3, 0x28],
      "a.npy: a text of the NumPy array is not Unicode (save it with x.astype(str))"
    ),
    (
      file(header("'<U1'", shape: "(1,)"), data: 0) + [0, 0xd8, 0, 0],
      "a.npy: a text of the NumPy array is not Unicode (save it with x.astype(str))"
    ),
  ]

  @Test(arguments: hostile) func sentenceOf(_ hostile: (bytes: [UInt8], sentence: String)) {
    let error = #expect(throws: DataError.self) { try NPYArray(hostile.bytes, source: "a.npy") }
    #expect(error?.description == hostile.sentence)
  }

  @Test func damageNeverTraps() {
    for bytes in [NumPyOracle.turned, NumPyOracle.texts] {
      for i in bytes.indices {
        for bit in 0..<8 {
          var damaged = bytes
          damaged[i] ^= 1 << bit
          if let array = try? NPYArray(damaged, source: "a.npy") {
            #expect(array.count == array.shape.reduce(1, *))
          }
        }
        #expect(throws: DataError.self) { try NPYArray(Array(bytes[..<i]), source: "a.npy") }
      }
    }
  }
}
