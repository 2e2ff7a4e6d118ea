#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Another process of this very program.
enum ChildProcess {
  /// Runs the tool with other words and waits for its end; its output goes nowhere.
  ///
  /// - Returns: the exit code; -1 when it could not be started or was ended by a signal.
  static func run(_ words: [String]) -> Int32 {
    let path = executable
    var arguments = ([path] + words).map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    #else
    var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    var child: pid_t = 0
    guard posix_spawn(&child, path, &actions, nil, arguments, environ) == 0 else { return -1 }
    var status: Int32 = 0
    guard (try? attempt { waitpid(child, &status, 0) }) != nil else { return -1 }
    // What WIFEXITED and WEXITSTATUS say.
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
  }

  /// The program's own file.
  private static var executable: String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard count > 0 else { return CommandLine.arguments.first ?? "flowlearn" }
    return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
