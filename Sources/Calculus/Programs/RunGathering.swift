/// Makes entries of a schedule from nodes that come one by one, operands first: elementwise nodes
/// gather in one open run for each iteration space until somebody needs what they make.
///
/// An open run is performed after everything that was performed so far, so that a node may join it
/// whenever its operands are performed or in the run itself: no cycle can arise. It is performed
///
/// - when somebody needs the result of an operation of another kind that reads one of its results
///   (until then such operations wait for the run), or a node of another space reads one; then members
///   whose results only later members of the same run will read stay behind and join those;
/// - when it is full;
/// - when it would free many more values than it makes, as a long sum of products does.
///
/// - Complexity: linear in the nodes and their operands.
struct RunGathering {
  /// The most operations of a run: its operands are numbered in a byte.
  private static let longestRun = 48
  /// A run is performed when it frees so many more values of its own size than it makes.
  private static let mostFreed = 12
  /// Members with more users than these are not looked at closely.
  private static let fewUsers = 16

  private enum State: UInt8 {
    case absent, open, waiting, done
  }

  private struct Run {
    var members: [Int] = []
    /// Operations of other kinds that read members and are performed right after the run.
    var readers: [Int] = []
    var freed = 0
  }

  private let dataflow: Dataflow
  private var entries: [Schedule.Entry] = []
  private var state: [State]
  /// The readings of each node's value that are still to come.
  private var readings: [Int]
  /// The open run of each iteration space.
  private var runs: [Run]
  /// The iteration space of the open run that a waiting operation reads.
  private var awaited: [Int32]

  init(_ dataflow: Dataflow) {
    self.dataflow = dataflow
    let nodes = dataflow.isComputed.indices
    state = dataflow.isComputed.map { $0 ? .absent : .done }
    readings = nodes.map { dataflow.users(of: $0).count + (dataflow.isOutput[$0] ? 1 : 0) }
    runs = Array(repeating: Run(), count: dataflow.spaces.count)
    awaited = Array(repeating: -1, count: state.count)
  }

  /// Adds a node whose operands were added before.
  mutating func perform(_ node: Int) {
    if dataflow.isElementwise[node] { join(node) } else { append(reader: node) }
  }

  /// Adds an elementwise node to the open run of its space.
  private mutating func join(_ node: Int) {
    let space = dataflow.space[node]
    for operand in dataflow.operands(of: node) {
      switch state[operand] {
      case .open where dataflow.space[operand] != space: close(dataflow.space[operand])
      case .waiting: close(Int(awaited[operand]))
      default: break
      }
    }
    runs[space].freed += countReadings(node) - 1
    runs[space].members.append(node)
    state[node] = .open
    if runs[space].members.count == RunGathering.longestRun
      || runs[space].freed >= RunGathering.mostFreed
    {
      close(space, all: true)
    }
  }

  /// Adds an operation of another kind: at once, or after the open run that it reads.
  private mutating func append(reader node: Int) {
    var awaits = -1
    for operand in dataflow.operands(of: node) {
      guard let space = openSpace(of: operand) else { continue }
      if awaits >= 0 && awaits != space { close(awaits) }
      awaits = openSpace(of: operand) ?? awaits
    }
    _ = countReadings(node)
    if awaits < 0 {
      entries.append(.single(node))
      state[node] = .done
    } else {
      runs[awaits].readers.append(node)
      awaited[node] = Int32(awaits)
      state[node] = .waiting
    }
  }

  /// The space of the open run that makes a value, or that what makes it waits for.
  private func openSpace(of node: Int) -> Int? {
    switch state[node] {
    case .open: dataflow.space[node]
    case .waiting: Int(awaited[node])
    case .absent, .done: nil
    }
  }

  /// Takes note that a node reads its operands; returns how many of its own size nobody reads after.
  private mutating func countReadings(_ node: Int) -> Int {
    var freed = 0
    for operand in dataflow.operands(of: node) {
      readings[operand] -= 1
      if readings[operand] == 0 && dataflow.isComputed[operand]
        && dataflow.size[operand] == dataflow.size[node]
      {
        freed += 1
      }
    }
    return freed
  }

  /// Adds what a node's operands need and was not added yet.
  mutating func performWaiting(before node: Int) {
    for operand in dataflow.operands(of: node) where state[operand] == .absent {
      performWaiting(for: operand)
    }
  }

  /// Adds a node, if it was not added yet, after all that it needs.
  mutating func performWaiting(for node: Int) {
    guard state[node] == .absent else { return }
    var waiting: Set<Int> = [node]
    var pending = [node]
    while let next = pending.popLast() {
      for operand in dataflow.operands(of: next)
      where state[operand] == .absent && waiting.insert(operand).inserted {
        pending.append(operand)
      }
    }
    for node in waiting.sorted() { perform(node) }
  }

  /// The entries since the last call, open runs at the end.
  mutating func finish() -> [Schedule.Entry] {
    for space in runs.indices { close(space, all: true) }
    defer { entries = [] }
    return entries
  }

  /// Performs an open run and the operations that wait for it; unless all are to be performed,
  /// members that had better wait begin the next run.
  private mutating func close(_ space: Int, all: Bool = false) {
    let run = runs[space]
    guard !run.members.isEmpty else { return }
    let waiting = all ? [] : waitingMembers(run)
    let members = waiting.isEmpty ? run.members : run.members.filter { !waiting.contains($0) }
    if !members.isEmpty {
      entries.append(.run(.init(members: members, key: dataflow.spaces[space])))
    }
    for member in members { state[member] = .done }
    for reader in run.readers {
      entries.append(.single(reader))
      state[reader] = .done
    }
    runs[space] = Run()
    if !waiting.isEmpty { runs[space].members = run.members.filter(waiting.contains) }
  }

  /// The members of a run that had better wait for more of their space.
  private func waitingMembers(_ run: Run) -> Set<Int> {
    var waiting: Set<Int> = []
    var needed: Set<Int> = []
    for reader in run.readers { needed.formUnion(dataflow.operands(of: reader)) }
    for member in run.members.reversed() {
      if !needed.contains(member) && canWait(member, waiting, needed) {
        waiting.insert(member)
      } else {
        needed.formUnion(dataflow.operands(of: member))
      }
    }
    return waiting
  }

  /// Whether only members to come will read a member's value, and it reads no value that would have
  /// to be stored for its sake.
  private func canWait(_ member: Int, _ waiting: Set<Int>, _ needed: Set<Int>) -> Bool {
    let users = dataflow.users(of: member)
    guard users.count <= RunGathering.fewUsers, !dataflow.isOutput[member] else { return false }
    let space = dataflow.space[member]
    return users.allSatisfy {
      waiting.contains($0) || (state[$0] == .absent && dataflow.space[$0] == space)
    }
      && dataflow.operands(of: member).allSatisfy {
        state[$0] != .open || !needed.contains($0) || isStored($0)
      }
  }

  /// Whether a member's value is read outside of its run.
  private func isStored(_ member: Int) -> Bool {
    let users = dataflow.users(of: member)
    return dataflow.isOutput[member] || users.count > RunGathering.fewUsers
      || users.contains { state[$0] == .absent || state[$0] == .waiting }
  }
}
