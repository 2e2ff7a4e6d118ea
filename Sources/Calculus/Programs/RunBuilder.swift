import CKernels
import Tensors

/// Encodes a run of elementwise nodes for the fused kernel.
struct RunBuilder {
  private let graph: LegalGraph
  private let members: [Int]
  private let key: IterationSpace.Key
  private let slot: (Int) -> Int
  private let isStored: (Int) -> Bool

  private var loads: [fl_load] = []
  private var loadNumbers: [Load: Int] = [:]
  private var stores: [UInt32] = []
  private var instructions: [fl_instruction] = []

  /// An operand from memory: a buffer and the way it is spread.
  private struct Load: Hashable {
    let slot: Int
    let spread: UInt32
  }

  /// - Parameters:
  ///   - graph: the graph that the members are of.
  ///   - members: the nodes, in an order in which operands come first.
  ///   - key: the rows and columns over which they all run.
  ///   - slot: the buffer of a root node's value.
  ///   - isStored: whether a member's value is read after the run.
  init(
    _ graph: LegalGraph, _ members: [Int], _ key: IterationSpace.Key, slot: @escaping (Int) -> Int,
    isStored: @escaping (Int) -> Bool
  ) {
    self.graph = graph
    self.members = members
    self.key = key
    self.slot = slot
    self.isStored = isStored
  }

  /// The encoded run, in memory that the caller owns and frees with ``RunBuilder/free(_:)``.
  mutating func build() -> UnsafePointer<fl_run> {
    let parts = joinScaledDifferences(membersAlone())
    let numbers = numberMembers()
    let registers = encode(parts, numbers)
    return allocate(temporaryCount: registers)
  }

  /// An operand: a member's value or a load.
  private enum Source {
    case member(Int)
    case load(Int)
  }

  /// What the kernel does in one instruction: a member, and perhaps another whose value it alone reads.
  private struct Part {
    let node: Int
    let operation: Int
    let sources: [Source]
  }

  private mutating func membersAlone() -> [Part] {
    let inside = Set(members)
    return members.map { node in
      let operands = graph.nodes[node].operands
      let shapes = operands.map { graph.nodes[$0].shape }
      let space = IterationSpace(of: graph.nodes[node].shape, operands: shapes)
      let sources = zip(operands, space?.spreads ?? []).map { operand, spread in
        let root = graph.root(operand)
        if inside.contains(root) { return Source.member(root) }
        return .load(load(Load(slot: slot(root), spread: spread.rawValue)))
      }
      return Part(node: node, operation: graph.nodes[node].operation.kernelNumber, sources: sources)
    }
  }

  /// Joins each `c - a * b` with the product that alone reads it: slopes of activations are such
  /// differences, and what comes back to them scales them.
  private func joinScaledDifferences(_ parts: [Part]) -> [Part] {
    let difference = Operation.ternary(.subtractProduct).kernelNumber
    guard parts.contains(where: { $0.operation == difference }) else { return parts }
    var readings: [Int: Int] = [:]
    for part in parts {
      for case .member(let node) in part.sources { readings[node, default: 0] += 1 }
    }
    var differences: [Int: [Source]] = [:]
    for part in parts where part.operation == difference {
      guard readings[part.node] == 1, !isStored(part.node) else { continue }
      differences[part.node] = part.sources
    }
    var joined: Set<Int> = []
    let result = parts.map { part in
      guard part.operation == Operation.binary(.multiply).kernelNumber else { return part }
      for (index, source) in part.sources.enumerated() {
        guard case .member(let node) = source, let difference = differences[node] else { continue }
        joined.insert(node)
        return Part(
          node: part.node,
          operation: Int(FL_QUATERNARY_BASE) + Int(FL_SCALE_DIFFERENCE.rawValue),
          sources: difference + [part.sources[1 - index]])
      }
      return part
    }
    return result.filter { !joined.contains($0.node) }
  }

  private mutating func load(_ load: Load) -> Int {
    if let number = loadNumbers[load] { return number }
    loadNumbers[load] = loads.count
    loads.append(fl_load(slot: UInt32(load.slot), spread: UInt16(load.spread)))
    return loads.count - 1
  }

  /// Numbers the stored members after the loads.
  private mutating func numberMembers() -> [Int: Int] {
    var numbers: [Int: Int] = [:]
    for node in members where isStored(node) {
      numbers[node] = loads.count + stores.count
      stores.append(UInt32(slot(node)))
    }
    return numbers
  }

  /// Encodes the parts in order, giving temporaries registers that are used again when they are
  /// no longer needed; returns how many registers that takes.
  private mutating func encode(_ parts: [Part], _ stored: [Int: Int]) -> Int {
    var last: [Int: Int] = [:]
    for (index, part) in parts.enumerated() {
      for case .member(let node) in part.sources { last[node] = index }
    }
    var numbers = stored
    var free: [Int] = []
    var count = 0
    for (index, part) in parts.enumerated() {
      let sources = part.sources.map { source in
        switch source {
        case .load(let number): number
        case .member(let member): numbers[member] ?? 0
        }
      }
      if numbers[part.node] == nil {
        numbers[part.node] = free.popLast() ?? loads.count + stores.count + count
        if numbers[part.node] == loads.count + stores.count + count { count += 1 }
      }
      instructions.append(instruction(part.operation, out: numbers[part.node] ?? 0, sources))
      var released: Set<Int> = []
      for case .member(let member) in part.sources
      where last[member] == index && stored[member] == nil {
        released.insert(numbers[member] ?? 0)
      }
      free.append(contentsOf: released.sorted())
    }
    return count
  }

  private func instruction(_ operation: Int, out: Int, _ sources: [Int]) -> fl_instruction {
    func source(_ index: Int) -> UInt8 { index < sources.count ? UInt8(sources[index]) : 0 }
    return fl_instruction(
      operation: UInt8(operation), out: UInt8(out), a: source(0), b: source(1), c: source(2),
      d: source(3))
  }

  private func allocate(temporaryCount: Int) -> UnsafePointer<fl_run> {
    let run = UnsafeMutablePointer<fl_run>.allocate(capacity: 1)
    run.initialize(
      to: fl_run(
        load_count: UInt16(loads.count), store_count: UInt16(stores.count),
        temporary_count: UInt16(temporaryCount), instruction_count: UInt16(instructions.count),
        loads: copied(loads),
        stores: copied(stores), instructions: copied(instructions)))
    return UnsafePointer(run)
  }

  private func copied<T>(_ array: [T]) -> UnsafePointer<T> {
    let memory = UnsafeMutablePointer<T>.allocate(capacity: max(array.count, 1))
    memory.initialize(from: array, count: array.count)
    return UnsafePointer(memory)
  }

  /// Frees a run that ``build()`` made.
  static func free(_ run: UnsafePointer<fl_run>) {
    run.pointee.loads?.deallocate()
    run.pointee.stores?.deallocate()
    run.pointee.instructions?.deallocate()
    run.deallocate()
  }
}

extension Operation {
  /// The number by which a fused run knows an elementwise operation.
  fileprivate var kernelNumber: Int {
    switch self {
    case .unary(let function): function.rawValue
    case .binary(let function): Int(FL_BINARY_BASE) + function.rawValue
    case .ternary(let function): Int(FL_TERNARY_BASE) + function.rawValue
    default: preconditionFailure("\(self) is not an elementwise operation")
    }
  }
}
