/// The elements of a tensor: one aligned block of memory, shared until someone writes.
///
/// `@unchecked Sendable` because the block is written only while its tensor is its one owner.
final class TensorStorage<Element: Scalar>: @unchecked Sendable {
  let count: Int
  let base: UnsafeMutablePointer<Element>

  init(uninitializedCount count: Int) {
    self.count = count
    base = .allocateLines(capacity: count)
  }

  deinit { base.deallocate() }
}
