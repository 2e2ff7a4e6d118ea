public import Tensors

/// The memory in which a program runs on one thread: its buffers, and a table of pointers to them
/// and to the caller's inputs and outputs.
public final class Workspace<Element: Scalar> {
  /// The largest number of rows of a run.
  public let rows: Int

  let slots: UnsafeMutablePointer<UnsafeMutablePointer<Element>?>
  let scratch: UnsafeMutablePointer<Element>
  private let memory: UnsafeMutableRawPointer
  private let inputCount: Int

  init(for program: Program<Element>, rows: Int) {
    self.rows = rows
    inputCount = program.inputCount
    let stride = MemoryLayout<Element>.stride
    func padded(_ count: Int) -> Int { (max(count, 1) * stride + 63) / 64 * 64 }
    let external = program.inputCount + program.outputCount
    let sizes =
      program.constants.map(\.elements.count)
      + program.buffers.map { Extents.resolve($0, rows: rows) } + [program.scratchCount]
    memory = .allocate(byteCount: sizes.reduce(0) { $0 + padded($1) }, alignment: 64)
    slots = .allocate(capacity: external + sizes.count)
    slots.initialize(repeating: nil, count: external + sizes.count)
    var offset = 0
    for (index, size) in sizes.enumerated() {
      slots[external + index] = (memory + offset).bindMemory(to: Element.self, capacity: size)
      offset += padded(size)
    }
    scratch = (memory + offset - padded(program.scratchCount)).assumingMemoryBound(to: Element.self)
    for (index, constant) in program.constants.enumerated() {
      for (place, value) in constant.elements.enumerated() {
        slots[external + index]?[place] = Element(value)
      }
    }
  }

  deinit {
    memory.deallocate()
    slots.deallocate()
  }

  /// Says where an input lies; it is only read.
  public func bind(input: Int, _ pointer: UnsafePointer<Element>?) {
    slots[input] = UnsafeMutablePointer(mutating: pointer)
  }

  /// Says where an output is written; it must not overlap an input.
  public func bind(output: Int, _ pointer: UnsafeMutablePointer<Element>?) {
    slots[inputCount + output] = pointer
  }
}
