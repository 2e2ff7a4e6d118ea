/// The bytes that libFuzzer hands over, as an array.
public func input(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
  Array(UnsafeBufferPointer(start: start, count: count))
}

/// Ends the program, which libFuzzer reports as a crash, when a law does not hold.
public func hold(_ law: Bool, _ words: @autoclosure () -> String) {
  precondition(law, words())
}
