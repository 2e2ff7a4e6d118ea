import Foundation
import Testing

@testable import FlowLearnTool

/// `completions`: scripts that shells read, and the manual page.
@Suite struct CompletionsTests {
  @Test(arguments: ["bash", "zsh", "fish"])
  func `scripts know the commands and their options`(_ shell: String) throws {
    let run = try Workplace().run("completions \(shell)")
    #expect(run.code == 0)
    for word in ["simulate", "explain", "global-error", "search"] {
      #expect(run.output.contains(word), "\(word)")
    }
  }

  @Test func `the script for bash is one that bash reads and follows`() throws {
    guard FileManager.default.isExecutableFile(atPath: "/bin/bash") else {
      print("there is no bash here: its completions are not tried")
      return
    }
    let script = try Workplace().run("completions bash").output
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
      "--norc", "-c",
      script + "\n" + """
        COMP_WORDS=(flowlearn sim); COMP_CWORD=1; COMP_LINE='flowlearn sim'; COMP_POINT=13
        $(complete -p flowlearn | sed -E 's/.*-F ([^ ]+).*/\\1/') flowlearn sim flowlearn
        echo "${COMPREPLY[@]}"
        """,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text == "simulate\n")
  }

  @Test func `the manual page has every command`() throws {
    let run = try Workplace().run("completions manual")
    #expect(run.output.hasPrefix(".TH FLOWLEARN 1"))
    for command in ["train", "simulate", "explain", "benchmark"] {
      #expect(run.output.contains(".SS flowlearn \(command)"))
    }
  }

  @Test func `another shell is refused`() throws {
    let run = try Workplace().run("completions tcsh")
    #expect(run.code == 64 && run.errors.contains("bash"))
  }
}
