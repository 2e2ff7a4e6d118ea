import Arguments

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

Interruption.letWritesFail()
exit(Tool(arguments: Array(CommandLine.arguments.dropFirst())).run())
