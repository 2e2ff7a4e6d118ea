import Calculus
import Tensors

/// The states at which a flow begins: rows of a field's dimension.
struct FlowStart<Element: Scalar> {
  /// Shape `[rows, dimension]`.
  let states: Tensor<Element>

  init(_ x0: Tensor<Element>, of field: some VectorField<Element>) {
    precondition(
      (1...2).contains(x0.rank) && x0.shape.last == field.dimension,
      "states of shape \(x0.shape) for a field of dimension \(field.dimension)")
    states = x0.rank == 2 ? x0 : x0.reshaped(to: [1, field.dimension])
  }

  var rows: Int { states.shape[0] }
  var dimension: Int { states.shape[1] }
}

extension Integrator {
  /// Rows in blocks whose memory fits the cache; one by one where each chooses its own method.
  func blocks(of start: FlowStart<some Scalar>) -> [Range<Int>] {
    if method == .automatic { return (0..<start.rows).map { $0..<$0 + 1 } }
    let numbers = (method.stages + 5) * start.dimension + 3
    let rows = max((256 << 10) / (8 * numbers), 32)
    return stride(from: 0, to: start.rows, by: rows).map { $0..<min($0 + rows, start.rows) }
  }

  /// Follows blocks of rows, each with its observer, on the threads of a pool, and looks for events.
  func follow<Element: Scalar>(
    _ field: some VectorField<Element>, _ start: FlowStart<Element>, _ spans: RowSpans,
    _ events: [Event<Element>] = [], blocks: [Range<Int>],
    observers: [(any StepObserver<Element>)?], on pool: ForkJoinPool?
  ) -> FlowEnds<Element> {
    let n = field.dimension
    var states = start.states
    spans.check(rows: start.rows)
    var times = [Double](repeating: 0, count: start.rows)
    var outcomes = [Outcome](repeating: .completed, count: start.rows)
    var statistics = [Statistics](repeating: Statistics(), count: start.rows)
    var occurrences: [[EventOccurrence<Element>]] =
      events.isEmpty ? [] : Array(repeating: [], count: start.rows)
    var reports = [[RowReport]](repeating: [], count: blocks.count)
    let workers = makeWorkers(
      field, blocks, observers, events, threads: blocks.count > 1 ? pool?.threads ?? 1 : 1)
    states.withUnsafeMutableElements { states in
      times.withUnsafeMutableBufferPointer { times in
        outcomes.withUnsafeMutableBufferPointer { outcomes in
          statistics.withUnsafeMutableBufferPointer { statistics in
            occurrences.withUnsafeMutableBufferPointer { occurrences in
              reports.withUnsafeMutableBufferPointer { reports in
                guard let states = states.baseAddress, let times = times.baseAddress,
                  let outcomes = outcomes.baseAddress, let statistics = statistics.baseAddress
                else { return }
                let jobs = blocks.enumerated().map { block, rows in
                  let first = rows.lowerBound
                  return RowBlock(
                    spans: spans, firstRow: first, count: rows.count, states: states + first * n,
                    times: times + first, outcomes: outcomes + first,
                    statistics: statistics + first,
                    occurrences: events.isEmpty ? nil : occurrences.baseAddress.map { $0 + first },
                    reports: reports.baseAddress.map { $0 + block })
                }
                let crew = BlockCrew(workers: workers, jobs: jobs, observers: observers)
                crew.run(on: pool)
              }
            }
          }
        }
      }
    }
    return FlowEnds(
      states: states, times: times, outcomes: outcomes, statistics: statistics,
      occurrences: occurrences, reports: reports.flatMap { $0 })
  }

  private func makeWorkers<Element: Scalar>(
    _ field: some VectorField<Element>, _ blocks: [Range<Int>],
    _ observers: [(any StepObserver<Element>)?], _ events: [Event<Element>], threads: Int
  ) -> [BlockIntegration<Element>] {
    let capacity = blocks.map(\.count).max() ?? 0
    let needsDenseOutput = observers.contains { $0?.needsDenseOutput ?? false }
    return (0..<threads).map { _ in
      BlockIntegration(
        self, field, capacity: capacity, needsDenseOutput: needsDenseOutput, events: events)
    }
  }
}

/// Blocks of rows and the integrations that work on them, one a thread.
///
/// `@unchecked Sendable`: a worker serves one thread at a time, and a block with its observer one
/// worker.
private struct BlockCrew<Element: Scalar>: @unchecked Sendable {
  let workers: [BlockIntegration<Element>]
  let jobs: [RowBlock<Element>]
  let observers: [(any StepObserver<Element>)?]

  func run(on pool: ForkJoinPool?) {
    guard let pool, workers.count > 1 else {
      for job in jobs.indices { run(job, worker: 0) }
      return
    }
    pool.run(jobs.count) { job, worker in run(job, worker: worker) }
  }

  private func run(_ job: Int, worker: Int) {
    workers[worker].run(jobs[job], observer: observers[job])
  }
}
