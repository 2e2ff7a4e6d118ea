import CKernels
import Tensors
import Testing

/// A random program, with the operands that it reads and what they look like spread out.
private struct Program<S: Scalar> {
  let rows: Int
  let columns: Int
  var loads: [fl_load] = []
  var stores: [UInt32] = []
  var instructions: [fl_instruction] = []
  let temporaries: Int
  /// The buffers, loads first, then stores.
  var buffers: [[S]] = []
  /// The loads spread out, then what every store and temporary should hold.
  var expected: [[S]] = []

  var count: Int { rows * columns }

  init(rows: Int, columns: Int, using generator: inout TestGenerator) {
    self.rows = rows
    self.columns = columns
    temporaries = generator.below(4)
    for slot in 0..<(1 + generator.below(4)) {
      addLoad(UInt32(slot), spread: generator.below(4), using: &generator)
    }
    for _ in 0..<(1 + generator.below(2)) {
      stores.append(UInt32(buffers.count))
      // One more element, which must stay as it is.
      buffers.append([S](repeating: 77, count: count + 1))
    }
    let operands = loads.count + stores.count + temporaries
    expected += [[S]](repeating: [], count: operands - loads.count)
    var readable = Array(0..<loads.count)
    let temporaryNumbers = (loads.count + stores.count)..<operands
    let storeNumbers = loads.count..<(loads.count + stores.count)
    for out in Array(temporaryNumbers) + Array(storeNumbers) {
      addInstruction(to: out, reading: readable, using: &generator)
      readable.append(out)
    }
  }

  private mutating func addLoad(
    _ slot: UInt32, spread: Int, using generator: inout TestGenerator
  ) {
    let elements = [count, columns, rows, 1][spread]
    let values: [S] = generator.uniform(elements).map { 2 * $0 }
    loads.append(fl_load(slot: slot, spread: UInt16(spread)))
    buffers.append(values)
    let (columns, count) = (columns, count)
    expected.append(
      (0..<count).map { values[[$0, $0 % columns, $0 / columns, 0][spread]] })
  }

  private mutating func addInstruction(
    to out: Int, reading readable: [Int], using generator: inout TestGenerator
  ) {
    let number = generator.below(32)
    let (a, b, c, d) = (
      readable[generator.below(readable.count)], readable[generator.below(readable.count)],
      readable[generator.below(readable.count)], readable[generator.below(readable.count)]
    )
    var y = [S](repeating: 0, count: count)
    let operation: Int
    if let unary = UnaryOperation(rawValue: number) {
      operation = number
      S.apply(unary, expected[a], to: &y, count: count)
    } else if let binary = BinaryOperation(rawValue: number - 18) {
      operation = FL_BINARY_BASE + number - 18
      S.apply(binary, expected[a], expected[b], to: &y, count: count)
    } else if let ternary = TernaryOperation(rawValue: number - 28) {
      operation = FL_TERNARY_BASE + number - 28
      S.apply(ternary, expected[a], expected[b], expected[c], to: &y, count: count)
    } else {
      operation = FL_QUATERNARY_BASE + number - 31
      S.apply(.subtractProduct, expected[a], expected[b], expected[c], to: &y, count: count)
      for place in y.indices { y[place] *= expected[d][place] }
    }
    expected[out] = y
    instructions.append(
      fl_instruction(
        operation: UInt8(operation), out: UInt8(out), a: UInt8(a), b: UInt8(b), c: UInt8(c),
        d: UInt8(d)))
  }

  /// The buffers after the run.
  func run() -> [[S]] {
    let pointers = buffers.map { buffer in
      let copy = UnsafeMutablePointer<S>.allocate(capacity: buffer.count + 1)
      copy.initialize(from: buffer, count: buffer.count)
      return Optional(copy)
    }
    defer { for pointer in pointers { pointer?.deallocate() } }
    withRun { run in
      let scratch = UnsafeMutablePointer<S>.allocate(capacity: S.scratchCount(of: run) + 1)
      S.execute(run, slots: pointers, rows: rows, columns: columns, scratch: scratch)
      scratch.deallocate()
    }
    return zip(pointers, buffers).map { pointer, buffer in
      Array(UnsafeBufferPointer(start: pointer, count: buffer.count))
    }
  }

  private func withRun(_ body: (UnsafePointer<fl_run>) -> Void) {
    loads.withUnsafeBufferPointer { loads in
      stores.withUnsafeBufferPointer { stores in
        instructions.withUnsafeBufferPointer { instructions in
          var run = fl_run(
            load_count: UInt16(loads.count), store_count: UInt16(stores.count),
            temporary_count: UInt16(temporaries),
            instruction_count: UInt16(instructions.count), loads: loads.baseAddress,
            stores: stores.baseAddress, instructions: instructions.baseAddress)
          body(&run)
        }
      }
    }
  }
}

struct FusedRunTests {
  @Test(arguments: InstructionSet.available)
  func randomProgramsEqualTheirUnfusedOperations(set: InstructionSet) {
    set.run {
      check(Float.self)
      check(Double.self)
    }
  }

  private func check<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 4)
    for columns in [1, 2, 3, 7, 64, 65, 1000] {
      for rows in [0, 1, 2, 5, 64, 129] where debugAllows(rows * columns) {
        for _ in 0..<rounds {
          let program = Program<S>(rows: rows, columns: columns, using: &generator)
          let buffers = program.run()
          for (i, store) in program.stores.enumerated() {
            let expected = program.expected[program.loads.count + i] + [77]
            #expect(
              same(buffers[Int(store)], expected),
              "\(rows) x \(columns), \(S.self): \(program.instructions)")
          }
        }
      }
    }
  }

  #if DEBUG
  private let rounds = 1
  private func debugAllows(_ count: Int) -> Bool { count <= 5000 }
  #else
  private let rounds = 20
  private func debugAllows(_ count: Int) -> Bool { true }
  #endif

  @Test(arguments: InstructionSet.available) func storeMayBeALoad(set: InstructionSet) {
    let (rows, columns) = (3, 700)
    var x = (0..<rows * columns).map { Double($0) }
    let expected = x.map { -$0 * $0 }
    let loads = [fl_load(slot: 0, spread: UInt16(FL_FULL.rawValue))]
    let stores: [UInt32] = [0]
    let instructions = [
      fl_instruction(operation: UInt8(FL_SQUARE.rawValue), out: 2, a: 0, b: 0, c: 0, d: 0),
      fl_instruction(operation: UInt8(FL_NEGATE.rawValue), out: 1, a: 2, b: 0, c: 0, d: 0),
    ]
    loads.withUnsafeBufferPointer { loads in
      stores.withUnsafeBufferPointer { stores in
        instructions.withUnsafeBufferPointer { instructions in
          var run = fl_run(
            load_count: 1, store_count: 1, temporary_count: 1,
            instruction_count: 2, loads: loads.baseAddress, stores: stores.baseAddress,
            instructions: instructions.baseAddress)
          var scratch = [Double](repeating: 0, count: Double.scratchCount(of: &run))
          x.withUnsafeMutableBufferPointer { x in
            set.run {
              Double.execute(
                &run, slots: [x.baseAddress], rows: rows, columns: columns, scratch: &scratch)
            }
          }
        }
      }
    }
    #expect(x == expected)
  }
}
