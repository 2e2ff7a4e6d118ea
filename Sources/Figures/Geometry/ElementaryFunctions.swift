#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The logarithm to base 10, from the platform's mathematics library.
func decimalLogarithm(_ x: Double) -> Double { log10(x) }

/// Ten to a real power, from the platform's mathematics library.
func tenToThe(_ x: Double) -> Double { pow(10, x) }

/// The sine and the cosine of an angle in degrees.
func sineAndCosine(degrees: Double) -> (sine: Double, cosine: Double) {
  let radians = degrees * .pi / 180
  return (sin(radians), cos(radians))
}

/// The angle of a direction against the first axis; degrees in -180 to 180.
func angle(dx: Double, dy: Double) -> Double { atan2(dy, dx) * 180 / .pi }

/// Ten to a whole power, correctly rounded.
func powerOfTen(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? .nan }
