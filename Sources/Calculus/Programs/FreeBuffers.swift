/// Buffers that no value needs any longer, by size; of one size, the one freed last is taken first,
/// since it is the one still in the cache.
struct FreeBuffers {
  /// Sizes (negative: times the rows of a run) of which there is a buffer, in order.
  private var sizes: [Int] = []
  /// The buffers of each of these sizes.
  private var buffers: [[Int]] = []

  mutating func insert(_ buffer: Int, size: Int) {
    let place = place(of: size)
    if place < sizes.count && sizes[place] == size {
      buffers[place].append(buffer)
    } else {
      sizes.insert(size, at: place)
      buffers.insert([buffer], at: place)
    }
  }

  /// Takes a buffer for a value: the next larger one, if it is not twice too large, else the next
  /// smaller one, which the caller makes larger; nil when there is none.
  ///
  /// A small value that lived long in a large buffer would keep it from others.
  ///
  /// - Parameter size: the value's size; buffers that grow with the rows serve values that do, and
  ///   the others those that do not.
  /// - Returns: the buffer.
  /// - Complexity: logarithmic in the number of different sizes, but for moving their list.
  mutating func remove(for size: Int) -> Int? {
    let next = place(of: size)
    // Batched sizes are negative: the larger buffer comes before.
    let exact = next < sizes.count && sizes[next] == size
    let (larger, smaller) = exact ? (next, next) : size < 0 ? (next - 1, next) : (next, next - 1)
    let best = [larger, smaller].first { place in
      sizes.indices.contains(place) && (sizes[place] < 0) == (size < 0)
        && abs(sizes[place]) <= 2 * abs(size)
    }
    guard let best, let buffer = buffers[best].popLast() else { return nil }
    if buffers[best].isEmpty {
      buffers.remove(at: best)
      sizes.remove(at: best)
    }
    return buffer
  }

  /// The first place whose size is not smaller.
  private func place(of size: Int) -> Int {
    var (low, high) = (0, sizes.count)
    while low < high {
      let middle = (low + high) / 2
      if sizes[middle] < size { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
