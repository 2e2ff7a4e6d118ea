import CKernels
import Tensors
import Testing

#if DEBUG
private let density = 400
#else
private let density = 40_000
#endif

/// Numbers of all magnitudes and both signs, dense where functions bend, and the special ones.
private func sweep<S: Scalar>(_: S.Type) -> [S] {
  var generator = TestGenerator(state: 1)
  let least = Double(S.leastNonzeroMagnitude.exponent)
  let most = Double(S.greatestFiniteMagnitude.exponent)
  var points = specials(S.self)
  for (low, high) in [(least, most), (-12.0, 12.0), (-3.0, 7.0)] {
    for _ in 0..<density {
      let unit = Double(generator.next() >> 11) * 0x1p-53
      let exponent = low + (high - low) * unit
      let significand = 1 + Double(generator.next() >> 11) * 0x1p-53
      let magnitude = S(significand) * power(of: S.self, exponent)
      points += [magnitude, -magnitude]
    }
  }
  return points
}

/// 2 to the integral part of an exponent, subnormal numbers included.
private func power<S: Scalar>(of _: S.Type, _ exponent: Double) -> S {
  S(sign: .plus, exponent: S.Exponent(exponent.rounded(.down)), significand: 1)
}

private func specials<S: Scalar>(_: S.Type) -> [S] {
  let positive: [S] = [
    0, 1, 2, 3, 0.5, 0.75, 0.5625, .infinity, .leastNonzeroMagnitude, .leastNormalMagnitude,
    .greatestFiniteMagnitude, S(1).ulp, S(88.72), S(103.9), 104, S(709.78), S(745.1), 746,
    S(1_647_098), S(1_647_100),
  ]
  return positive + positive.map { -$0 } + [.nan]
}

private func apply<S: Scalar>(_ operation: UnaryOperation, _ x: [S]) -> [S] {
  [S](unsafeUninitializedCapacity: x.count) { y, count in
    count = x.count
    guard let base = y.baseAddress else { return }
    S.apply(operation, x, to: base, count: count)
  }
}

private func apply<S: Scalar>(_ operation: BinaryOperation, _ a: [S], _ b: [S]) -> [S] {
  [S](unsafeUninitializedCapacity: a.count) { y, count in
    count = a.count
    guard let base = y.baseAddress else { return }
    S.apply(operation, a, b, to: base, count: count)
  }
}

struct ElementwiseKernelsTests {
  @Test(arguments: UnaryOperation.allCases)
  func unaryErrorsKeepTheirBounds(operation: UnaryOperation) {
    checkBounds(of: operation, in: Float.self)
    checkBounds(of: operation, in: Double.self)
  }

  private func checkBounds<S: Scalar>(of operation: UnaryOperation, in _: S.Type) {
    let x = sweep(S.self)
    let expected = x.map { Reference.value(operation, Wide($0)) }
    // Where nothing is wider than S the oracle itself is off by half a unit.
    let slack = Wide.significandBitCount > S.significandBitCount ? 0 : 0.6
    for set in InstructionSet.available {
      let y = set.run { apply(operation, x) }
      var worst = (error: -1.0, at: S.zero)
      for i in x.indices {
        let error = Reference.ulps(y[i], expected[i])
        if error > worst.error { worst = (error, x[i]) }
      }
      #expect(
        worst.error <= operation.bound(in: S.self) + slack,
        "\(operation) of \(worst.at), \(S.self), \(set.name)")
    }
  }

  @Test func limitsKeepTheirSigns() {
    checkLimits(in: Float.self)
    checkLimits(in: Double.self)
  }

  private func checkLimits<S: Scalar>(in _: S.Type) {
    let infinity = S.infinity
    let cases: [(UnaryOperation, S, S)] = [
      (.exp, -infinity, 0), (.exp, -0.0, 1), (.log, 0, -infinity), (.log, -1, .nan),
      (.log, .leastNonzeroMagnitude, S(Reference.value(.log, Wide(S.leastNonzeroMagnitude)))),
      (.sin, -0.0, -0.0), (.sin, infinity, .nan), (.cos, -infinity, .nan),
      (.tanh, -0.0, -0.0), (.tanh, -infinity, -1), (.tanh, infinity, 1),
      (.sigmoid, -infinity, 0), (.sigmoid, infinity, 1), (.softplus, -infinity, 0),
      (.softplus, infinity, infinity), (.erf, -0.0, -0.0), (.erf, -infinity, -1),
      (.gelu, -infinity, -0.0), (.gelu, infinity, infinity), (.gelu, -0.0, -0.0),
      (.silu, -infinity, -0.0), (.silu, infinity, infinity), (.sign, -0.0, -0.0),
      (.squareRoot, -0.0, -0.0), (.squareRoot, -1, .nan), (.reciprocal, -0.0, -infinity),
      (.relu, .nan, .nan), (.step, .nan, 0), (.step, 0, 0), (.absolute, -0.0, 0),
    ]
    for set in InstructionSet.available {
      for (operation, x, expected) in cases {
        let y = set.run { apply(operation, [x]) }
        #expect(same(y, [expected]), "\(operation) of \(x), \(S.self), \(set.name)")
      }
    }
  }

  @Test(arguments: BinaryOperation.allCases)
  func binaryErrorsKeepTheirBounds(operation: BinaryOperation) {
    checkBounds(of: operation, in: Float.self, power: 0.6)
    checkBounds(of: operation, in: Double.self, power: 2)
  }

  private func checkBounds<S: Scalar>(
    of operation: BinaryOperation, in _: S.Type, power bound: Double
  ) {
    let (a, b) = pairs(S.self)
    let expected = zip(a, b).map { Reference.value(operation, Wide($0), Wide($1)) }
    let slack = Wide.significandBitCount > S.significandBitCount ? 0.001 : 0.6
    for set in InstructionSet.available {
      let y = set.run { apply(operation, a, b) }
      var worst = (error: -1.0, a: S.zero, b: S.zero)
      for i in a.indices {
        let zeros = y[i] == 0 && expected[i] == 0 && operation != .power
        let error = zeros ? 0 : Reference.ulps(y[i], expected[i])
        if error > worst.error { worst = (error, a[i], b[i]) }
      }
      #expect(
        worst.error <= (operation == .power ? bound : 0.5) + slack,
        "\(operation) of \(worst.a) and \(worst.b), \(S.self), \(set.name)")
    }
  }

  /// All pairs of special numbers, whole exponents, and bases with exponents that keep the power
  /// finite.
  private func pairs<S: Scalar>(_: S.Type) -> ([S], [S]) {
    var generator = TestGenerator(state: 2)
    var a: [S] = []
    var b: [S] = []
    for x in specials(S.self) {
      for y in specials(S.self) + [-3, 7, S(0.3)] {
        a.append(x)
        b.append(y)
      }
    }
    let limit = Double(S.greatestFiniteMagnitude.exponent) * 1.06
    for i in 0..<density * 3 {
      let unit: [Double] = generator.uniform(3)
      let exponent = i % 3 == 0 ? limit * unit[0] : 3 * unit[0]
      let significand = 1 + abs(unit[1])
      let base = S(significand) * power(of: S.self, exponent)
      let logarithm = Double(Reference.value(.log, Wide(base))) / 0.6931471805599453
      a.append(i % 3 == 1 ? -base : base)
      b.append(i % 3 == 1 ? S((unit[2] * 20).rounded()) : S(limit * unit[2] / logarithm))
    }
    return (a, b)
  }

  @Test(arguments: InstructionSet.available) func ternaryOperations(set: InstructionSet) {
    let a = [2, 0, -0.0, .nan, .infinity, 1 + 0x1p-30]
    let b = [3, 3, 3.0, 3, 3, 1 - 0x1p-30]
    let c: [Double] = [5, 5, 5, 5, 5, -1]
    let fused: Double = set.set == FL_PORTABLE ? 0 : -0x1p-60
    var y = [Double](repeating: 7, count: 6)
    set.run {
      Double.apply(.select, a, b, c, to: &y, count: 6)
      #expect(y == [3, 5, 5, 3, 3, 1 - 0x1p-30])
      Double.apply(.multiplyAdd, a, b, c, to: &y, count: 6)
    }
    #expect(same(Array(y.prefix(5)), [11, 5, 5, .nan, .infinity]))
    #if arch(x86_64)
    #expect(y[5] == fused)
    #endif
  }

  @Test(arguments: InstructionSet.available)
  func resultsDoNotDependOnThePlace(set: InstructionSet) {
    set.run {
      checkPlaces(in: Float.self)
      checkPlaces(in: Double.self)
    }
  }

  /// Every element by itself, in a buffer of its own, and in place.
  private func checkPlaces<S: Scalar>(in _: S.Type) {
    var generator = TestGenerator(state: 3)
    let x: [S] = generator.uniform(45).map { 8 * $0 }
    let other: [S] = generator.uniform(45)
    for operation in UnaryOperation.allCases {
      let y = apply(operation, x)
      let alone = x.flatMap { apply(operation, [$0]) }
      #expect(same(alone, y), "\(operation)")
      for count in [3, 8, 19, 32] {
        let part = apply(operation, Array(x[..<count]))
        #expect(same(part, Array(y[..<count])), "\(operation)")
      }
      var place = x
      place.withUnsafeMutableBufferPointer { p in
        guard let base = p.baseAddress else { return }
        S.apply(operation, UnsafePointer(base), to: base, count: p.count)
      }
      #expect(same(place, y), "\(operation)")
    }
    for operation in BinaryOperation.allCases {
      let alone = zip(x, other).flatMap { apply(operation, [$0], [$1]) }
      #expect(same(alone, apply(operation, x, other)), "\(operation)")
    }
  }

  @Test(arguments: InstructionSet.available) func fillAndScaleAdd(set: InstructionSet) {
    set.run {
      for count in [0, 1, 5, 16, 37] {
        var y = [Float](repeating: 3, count: count + 1)
        Float.fill(&y, with: 2, count: count)
        var expected = [Float](repeating: 2, count: count) + [3]
        #expect(y == expected)
        let x = (0..<count).map { Float($0) }
        Float.scaleAdd(2, x, 3, to: &y, count: count)
        for i in x.indices { expected[i] = 2 * x[i] + 6 }
        #expect(y == expected)
        if count > 0 { y[0] = .nan }
        Float.scaleAdd(2, x, 0, to: &y, count: count)
        for i in x.indices { expected[i] = 2 * x[i] }
        #expect(y == expected)
      }
    }
  }
}
