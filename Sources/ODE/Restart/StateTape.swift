import Tensors

/// Numbers that something writes itself to, and is read from again, by the same calls in the same order.
struct StateTape {
  private(set) var numbers: [Double]
  private var place = 0
  private let isReading: Bool

  /// A tape to write.
  init() {
    numbers = []
    isReading = false
  }

  /// A tape to read.
  init(reading numbers: [Double]) {
    self.numbers = numbers
    isReading = true
  }

  /// Whether all has been read.
  var isAtEnd: Bool { place == numbers.count }

  /// Passes a number.
  mutating func pass(_ number: inout Double) {
    if isReading {
      precondition(
        place < numbers.count, "a solver's state of \(numbers.count) numbers is too short")
      number = numbers[place]
      place += 1
    } else {
      numbers.append(number)
    }
  }

  /// Passes a whole number.
  mutating func pass(_ number: inout Int) {
    var double = Double(number)
    pass(&double)
    number = Int(double)
  }

  /// Passes a truth value.
  mutating func pass(_ flag: inout Bool) {
    var double = flag ? 1.0 : 0
    pass(&double)
    flag = double != 0
  }

  /// Passes numbers, whose count stays.
  mutating func pass(_ values: inout [Double]) {
    for index in values.indices { pass(&values[index]) }
  }

  /// Passes whole numbers, whose count stays.
  mutating func pass(_ values: inout [Int]) {
    for index in values.indices { pass(&values[index]) }
  }

  /// Passes truth values, whose count stays.
  mutating func pass(_ values: inout [Bool]) {
    for index in values.indices { pass(&values[index]) }
  }

  /// Passes numbers in memory.
  mutating func pass(_ values: UnsafeMutablePointer<Double>, count: Int) {
    for index in 0..<count { pass(&values[index]) }
  }

  /// Passes numbers of another precision in memory: they are exact in double precision.
  mutating func pass<Element: Scalar>(_ values: UnsafeMutablePointer<Element>, elements count: Int)
  {
    for index in 0..<count {
      var double = Double(values[index])
      pass(&double)
      values[index] = Element(double)
    }
  }

  /// Passes whole numbers in memory.
  mutating func pass(_ values: UnsafeMutablePointer<Int32>, numbers count: Int) {
    for index in 0..<count {
      var double = Double(values[index])
      pass(&double)
      values[index] = Int32(double)
    }
  }
}
