import CKernels
import Tensors

extension Program {
  /// Executes one step over `rows` rows.
  @inline(__always)
  func execute(_ step: Step, rows: Int, in workspace: Workspace<Element>) {
    let slots = workspace.slots
    switch step {
    case .run(let run, let runRows):
      Element.execute(
        run, slots: slots, rows: Extents.resolve(runRows, rows: rows), scratch: workspace.scratch)
    case .product(let product): execute(product, rows: rows, slots)
    case .reduce(let reduction): execute(reduction, rows: rows, slots)
    case .copy(let copy): execute(copy, rows: rows, slots)
    case .gather(let gather): execute(gather, rows: rows, slots)
    case .extent(let slot, let extent):
      slots[slot]?.pointee = Element(Extents.resolve(extent, rows: rows))
    }
  }

  private func execute(_ step: ProductStep, rows: Int, _ slots: Slots) {
    guard var a = slots[step.a], var b = slots[step.b], var c = slots[step.c] else { return }
    let m = Extents.resolve(step.m, rows: rows)
    let n = Extents.resolve(step.n, rows: rows)
    let k = Extents.resolve(step.k, rows: rows)
    let bias = step.bias < 0 ? nil : slots[step.bias]
    for _ in 0..<Extents.resolve(step.stack, rows: rows) {
      Element.product(
        m: m, n: n, k: k, a, rowStride: Extents.resolve(step.aRow, rows: rows),
        columnStride: Extents.resolve(step.aColumn, rows: rows), b, rowStride: n, to: c,
        rowStride: n, bias: bias, accumulating: step.accumulates)
      a += m * k
      b += k * n
      c += m * n
    }
  }

  private func execute(_ step: ReduceStep, rows: Int, _ slots: Slots) {
    guard let x = slots[step.x], let y = slots[step.y] else { return }
    let outer = Extents.resolve(step.outer, rows: rows)
    let count = Extents.resolve(step.count, rows: rows)
    let inner = Extents.resolve(step.inner, rows: rows)
    if step.isMaximum {
      Element.maximum(outer: outer, count: count, inner: inner, x, to: y)
    } else {
      Element.sum(
        outer: outer, count: count, inner: inner, x, to: y, accumulating: step.accumulates)
    }
  }

  private func execute(_ step: UnsafePointer<CopyStep>, rows: Int, _ slots: Slots) {
    guard let x = slots[step.pointee.x], let y = slots[step.pointee.y] else { return }
    if step.pointee.cleared != 0 {
      Element.fill(y, with: 0, count: Extents.resolve(step.pointee.cleared, rows: rows))
    }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 24) { axes in
      var copy = step.pointee
      withUnsafeBytes(of: &copy.extents) { axes.copyAxes($0, to: 0, rows: rows) }
      withUnsafeBytes(of: &copy.xStrides) { axes.copyAxes($0, to: 8, rows: rows) }
      withUnsafeBytes(of: &copy.yStrides) { axes.copyAxes($0, to: 16, rows: rows) }
      guard let base = axes.baseAddress else { return }
      Element.copy(
        extents: UnsafeBufferPointer(start: base, count: copy.rank),
        x + Extents.resolve(copy.xOffset, rows: rows), strides: base + 8,
        to: y + Extents.resolve(copy.yOffset, rows: rows), strides: base + 16,
        accumulating: copy.accumulates)
    }
  }

  private func execute(_ step: GatherStep, rows: Int, _ slots: Slots) {
    guard let table = slots[step.table], let indices = slots[step.indices],
      let values = slots[step.values]
    else { return }
    let width = Extents.resolve(step.width, rows: rows)
    let tableRows = Extents.resolve(step.tableRows, rows: rows)
    if step.scatters { Element.fill(table, with: 0, count: tableRows * width) }
    for place in 0..<Extents.resolve(step.count, rows: rows) {
      let index = indices[place]
      let last = Element(tableRows - 1)
      let row = index > 0 ? (index < last ? Int(index.rounded()) : tableRows - 1) : 0
      let entry = table + row * width
      let value = values + place * width
      if step.scatters {
        Element.scaleAdd(1, value, 1, to: entry, count: width)
      } else {
        value.update(from: entry, count: width)
      }
    }
  }

  private typealias Slots = UnsafeMutablePointer<UnsafeMutablePointer<Element>?>
}

extension UnsafeMutableBufferPointer<Int> {
  /// Writes eight extents with their values in a run over `rows` rows.
  fileprivate func copyAxes(_ axes: UnsafeRawBufferPointer, to place: Int, rows: Int) {
    for (index, extent) in axes.bindMemory(to: Int.self).enumerated() {
      self[place + index] = Extents.resolve(extent, rows: rows)
    }
  }
}
