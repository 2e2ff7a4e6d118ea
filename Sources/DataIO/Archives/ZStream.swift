internal import CZlib

/// The bytes handed to or taken from zlib at a time; its counters have 32 bits only.
let chunk = 1 << 18

/// zlib's stream at an address of its own: its state points back at it, so it must not move.
final class ZStream {
  private let pointer: UnsafeMutablePointer<z_stream>
  private let end: (UnsafeMutablePointer<z_stream>) -> Int32

  init(
    end: @escaping (UnsafeMutablePointer<z_stream>) -> Int32,
    start: (UnsafeMutablePointer<z_stream>) -> Int32
  ) {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: z_stream())
    self.end = end
    let status = start(pointer)
    precondition(status == Z_OK, "zlib does not start: status \(status)")
  }

  deinit {
    _ = end(pointer)
    pointer.deallocate()
  }

  /// The bytes of input that zlib has not taken yet.
  var inputCount: Int { Int(pointer.pointee.avail_in) }

  /// Whether zlib filled all the room for output, so that there may be more.
  var isFull: Bool { pointer.pointee.avail_out == 0 }

  /// What zlib says of an error.
  var message: String? { pointer.pointee.msg.map { String(cString: $0) } }

  /// Makes the stream ready for another member.
  func reset() -> Int32 { inflateReset(pointer) }

  /// Hands the bytes to a closure a chunk at a time, as this stream's input, until it says no.
  func run(over bytes: ArraySlice<UInt8>, _ body: (_ isLast: Bool) -> Bool) {
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      repeat {
        let count = min(chunk, bytes.count - start)
        pointer.pointee.next_in = bytes.baseAddress.map {
          UnsafeMutablePointer(mutating: $0 + start)
        }
        pointer.pointee.avail_in = UInt32(count)
        start += count
        guard body(start == bytes.count) else { break }
      } while start < bytes.count
      pointer.pointee.next_in = nil
      pointer.pointee.avail_in = 0
    }
  }

  /// Lets zlib write up to a number of bytes behind an array's end.
  func appendOutput(
    to result: inout [UInt8], atMost room: Int,
    _ body: (UnsafeMutablePointer<z_stream>) -> Int32
  ) -> Int32 {
    var status = Z_OK
    result += [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      pointer.pointee.next_out = buffer.baseAddress
      pointer.pointee.avail_out = UInt32(room)
      status = body(pointer)
      count = room - Int(pointer.pointee.avail_out)
    }
    return status
  }

  /// The bytes, packed as the stream was started to.
  func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    run(over: bytes[...]) { isLast in
      var status = Z_OK
      repeat {
        status = self.appendOutput(to: &result, atMost: chunk) {
          deflate($0, isLast ? Z_FINISH : Z_NO_FLUSH)
        }
      } while self.isFull && status == Z_OK
      return true
    }
    return result
  }
}
