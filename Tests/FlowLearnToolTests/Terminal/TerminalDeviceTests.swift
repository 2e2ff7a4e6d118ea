import Testing

@testable import FlowLearnTool

@Suite struct TerminalDeviceTests {
  private func allows(
    _ policy: ColorPolicy, terminal: Bool, _ variables: [String: String] = [:]
  ) -> Bool {
    policy.allowsEscapes(isTerminal: terminal) { variables[$0] }
  }

  @Test func `escapes go to terminals that want them`() {
    #expect(allows(.auto, terminal: true, ["TERM": "xterm-256color"]))
    #expect(!allows(.auto, terminal: false, ["TERM": "xterm-256color"]))
    #expect(!allows(.auto, terminal: true, ["TERM": "dumb"]))
    #expect(!allows(.auto, terminal: true, ["NO_COLOR": "1"]))
    #expect(allows(.auto, terminal: true, ["NO_COLOR": ""]))
    #expect(allows(.always, terminal: false, ["NO_COLOR": "1", "TERM": "dumb"]))
    #expect(!allows(.never, terminal: true))
  }
}
