/// The codes that the tool ends with, after BSD's `sysexits.h`.
enum ExitCode {
  static let success: Int32 = 0
  /// A failure that has no code of its own: a diverged training, a check that does not hold.
  static let failure: Int32 = 1
  static let usage: Int32 = 64
  static let badData: Int32 = 65
  static let noInput: Int32 = 66
  static let cannotCreate: Int32 = 73
  static let inputOutput: Int32 = 74
  /// What a shell reports for a program ended by Ctrl-C.
  static let interrupted: Int32 = 130
}

extension ToolError {
  /// The code that a command failing so ends with.
  var exitCode: Int32 {
    switch self {
    case .diverged, .checkFailed: ExitCode.failure
    case .usage: ExitCode.usage
    case .benchmark, .data, .learning, .model, .unusable, .unusableCheckpoint, .unknownDirectory:
      ExitCode.badData
    case .noSuchInput, .unreadableInput: ExitCode.noInput
    case .cannotCreate, .outputBusy, .outputExists: ExitCode.cannotCreate
    case .readFailed, .writeFailed: ExitCode.inputOutput
    case .interrupted: ExitCode.interrupted
    }
  }
}
