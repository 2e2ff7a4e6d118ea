import CKernels
import Tensors

/// A program and the workspace it runs in, as plain pointers of no particular type: passing it on
/// and running it touches neither reference counts nor type metadata.
///
/// Valid as long as program and workspace live.
struct BoundProgram {
  private let steps: UnsafeMutableBufferPointer<Step>
  private let slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private let scratch: UnsafeMutableRawPointer
  private let inputCount: Int

  init<Element: Scalar>(_ program: Program<Element>, _ workspace: Workspace<Element>) {
    steps = program.steps
    slots = UnsafeMutableRawPointer(workspace.slots)
      .assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    scratch = UnsafeMutableRawPointer(workspace.scratch)
    inputCount = program.inputCount
  }

  /// Says where an input lies; it is only read.
  func bind(input: Int, _ pointer: UnsafeRawPointer?) {
    slots[input] = UnsafeMutableRawPointer(mutating: pointer)
  }

  /// Says where an output is written; it must not overlap an input.
  func bind(output: Int, _ pointer: UnsafeMutableRawPointer?) {
    slots[inputCount + output] = pointer
  }

  /// Computes the outputs over `rows` rows in the precision of program and workspace.
  func run<Element: Scalar>(rows: Int, as _: Element.Type) {
    guard let first = steps.baseAddress else { return }
    Element.execute(
      first, count: steps.count,
      slots: UnsafeMutableRawPointer(slots)
        .assumingMemoryBound(to: UnsafeMutablePointer<Element>?.self), rows: rows,
      scratch: scratch.assumingMemoryBound(to: Element.self))
  }
}
