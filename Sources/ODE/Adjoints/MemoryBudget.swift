/// What solves that are to be transposed may take of memory.
///
/// No bit of a result depends on it: what is not kept is computed again by the same operations.
public enum MemoryBudget: Sendable, Hashable {
  /// All tapes where they are short, and otherwise as many as stay near the processor.
  case automatic
  /// At most so many bytes.
  case bytes(Int)
  /// All tapes, whatever they take: nothing is computed again.
  case everything
}
