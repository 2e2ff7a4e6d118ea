import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Whether the user has asked the program to stop, with Ctrl-C or `kill`.
enum Interruption {
  /// Whether a request has come since `watch()`.
  static var isRequested: Bool { request.load(ordering: .relaxed) }

  /// From now on the first Ctrl-C is only noted, and the second ends the program at once; the end
  /// of the terminal's session is no reason to stop.
  static func watch() {
    request.store(false, ordering: .relaxed)
    // A parent may have left them blocked.
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&wanted, number)
      var action = sigaction()
      #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = note
      #elseif canImport(Musl)
      action.__sa_handler.sa_handler = note
      #else
      action.__sigaction_handler.sa_handler = note
      #endif
      // A read or write that was under way goes on.
      action.sa_flags = SA_RESTART
      sigaction(number, &action, nil)
    }
    sigprocmask(SIG_UNBLOCK, &wanted, nil)
    signal(SIGHUP, SIG_IGN)
  }

  /// Lets a write to a closed pipe, or beyond the size that files may have, fail rather than end the
  /// program.
  static func letWritesFail() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }
}

private let request = Atomic<Bool>(false)

/// Notes the first request; at the second the system does what it does by itself: it ends the program.
private let note: @convention(c) (Int32) -> Void = { number in
  guard request.exchange(true, ordering: .relaxed) else { return }
  signal(number, SIG_DFL)
  raise(number)
}
