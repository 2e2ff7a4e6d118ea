/// Numbers of one step of a training, as TensorBoard reads them from an event file.
///
/// A file is `fileHeader` and then ``record`` after record, which may be written as they come: each
/// has its length in front and checks of both, so that a reader finds where a file that is still written
/// ends.
///
/// ```swift
/// var file = ScalarEvent.fileHeader(seconds: now)
/// file += ScalarEvent(step: 1, seconds: now, values: [("loss/train", 0.7)]).record
/// ```
///
/// > Source: TensorFlow, tensorflow/core/util/event.proto, framework/summary.proto, and the tutorial
/// > "TFRecord and tf.train.Example" for the frames.
public struct ScalarEvent: Sendable {
  /// The step that the numbers are of.
  public let step: Int
  /// When they were found, in seconds since 1970.
  public let seconds: Double
  /// Names with numbers; readers have 32 bits of each.
  public let values: [(name: String, value: Double)]

  /// The numbers of a step.
  public init(step: Int, seconds: Double, values: [(name: String, value: Double)]) {
    self.step = step
    self.seconds = seconds
    self.values = values
  }

  /// What a file begins with.
  ///
  /// - Parameter seconds: when it was begun, in seconds since 1970.
  /// - Returns: the first record.
  public static func fileHeader(seconds: Double) -> [UInt8] {
    var event = ProtobufMessage()
    event.append(1, double: seconds)
    event.append(3, text: "brain.Event:2")
    return framed(event.bytes)
  }

  /// The event with its frame.
  public var record: [UInt8] {
    var summary = ProtobufMessage()
    for (name, number) in values {
      var value = ProtobufMessage()
      value.append(1, text: name)
      value.append(2, float: Float(number))
      summary.append(1, message: value)
    }
    var event = ProtobufMessage()
    event.append(1, double: seconds)
    event.append(2, integer: step)
    event.append(5, message: summary)
    return ScalarEvent.framed(event.bytes)
  }

  /// Length, its check, the bytes, their check; numbers lowest byte first.
  private static func framed(_ bytes: [UInt8]) -> [UInt8] {
    let length = littleEndianBytes([UInt64(bytes.count)])
    return length + check(of: length) + bytes + check(of: bytes)
  }

  /// The check, turned by 15 bits and moved by a constant: a record may hold records, whose checks
  /// would otherwise cancel.
  private static func check(of bytes: [UInt8]) -> [UInt8] {
    let check = CRC32C.checksum(of: bytes)
    return littleEndianBytes([(check >> 15 | check << 17) &+ 0xa282_ead8])
  }
}
