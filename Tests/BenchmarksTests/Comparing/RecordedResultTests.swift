import Benchmarks
import Testing

@Suite struct RecordedResultTests {
  private func read(_ text: String) throws(RecordError) -> [RecordedResult] {
    try RecordedResult.read(Array(text.utf8), source: "f.jsonl")
  }

  @Test func otherProgramsLinesAreRead() throws {
    let results = try read(
      """
      {"workload":"W1","peer":"c","case":"d2","dtype":"float32","threads":1,"median_ms":2.5,"min_ms":2,"cpu_min_ms":1.5,"loss0":0.5,"loss10":0.25}

      {"bench":"gemm","gflops":3}
      {"workload":"W3","case":"x","error":"timeout"}
      {"workload":"W8","peer":"p","case":"s","dtype":"float32","threads":2,"median_s":3,"min_s":2,"cpu_min_s":1,"tol":1e-06,"extra_mb":2}
      """)
    #expect(results.count == 2)
    #expect(
      results[0].identity == CaseIdentity(workload: "W1", name: "d2", precision: "float32"))
    #expect(abs(results[0].median - 2.5e-3) < 1e-18)
    // One thread: what the processor took is shorter.
    #expect(abs(results[0].minimum - 1.5e-3) < 1e-18)
    #expect(results[0].losses == [0: 0.5, 10: 0.25])
    #expect(results[1].identity.tolerance == 1e-6)
    #expect(results[1].median == 3 && results[1].minimum == 2)
    #expect(results[1].peakGrowth == 2_097_152)
  }

  @Test(arguments: [
    (
      "hello\n",
      "f.jsonl:1: this is no JSON object (a file of results has one object a line, as "
        + "benchmark --json writes them)"
    ),
    (
      "\n[1]\n",
      "f.jsonl:2: this is no JSON object (a file of results has one object a line, as "
        + "benchmark --json writes them)"
    ),
    (
      #"{"peer":"c","case":"d2","median_ms":1,"min_ms":1}"#,
      "f.jsonl:1: a result needs \"workload\", which is missing or of the wrong kind"
    ),
    (
      #"{"workload":"W1","peer":"c","case":"d2","median_ms":"1","min_ms":1}"#,
      "f.jsonl:1: a result needs \"median_ms\", which is missing or of the wrong kind"
    ),
    (
      #"{"workload":"W1","peer":"c","case":"d2","median_ms":1,"min_ms":0}"#,
      "f.jsonl:1: a result needs \"min_ms\", which is missing or of the wrong kind"
    ),
    ("", "f.jsonl: there is no result in this file"),
    (#"{"error":"x"}"#, "f.jsonl: there is no result in this file"),
  ])
  func wrongFilesAreRefused(_ text: String, _ sentence: String) {
    let error = #expect(throws: RecordError.self) { try read(text) }
    #expect(error?.description == sentence)
  }
}
