// The natural logarithm: x = 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2), and
//
//   log(1 + f) = 2 atanh(s) = f - (f^2 / 2 - s (f^2 / 2 + R)),   s = f / (2 + f),
//
// where R = 2 atanh(s) / s - 2 is a polynomial in s^2 without constant term. The leading f is
// exact, and f^2 / 2 is much smaller, so the error of the parts hardly shows. The polynomial R /
// s^2, interpolated at Chebyshev nodes, is good to 2^-31 (single) and 2^-57 (double) of log(1 + f).

#if FL_SINGLE
static const real log_coefficients[] = {0.666666687f, 0.400001228f, 0.285507798f, 0.233316138f};
/// The bits of sqrt(1/2), and the scale that makes subnormal numbers normal.
static const natural sqrt_half_bits = 0x3f3504f3;
static const real lift = 0x1p24f, lift_exponent = 24;
#else
static const real log_coefficients[] = {
    0.66666666666666696, 0.39999999999898889, 0.28571428626253836, 0.22222211089379496,
    0.18182892432536871, 0.15331611722055008, 0.14617807153417325};
static const natural sqrt_half_bits = 0x3fe6a09e667f3bcd;
static const real lift = 0x1p54, lift_exponent = 54;
#endif

/// log(1 + f) + k ln 2 for 1 + f between sqrt(1/2) and sqrt(2) and integral k.
INLINE vec log_reduced(vec f, vec k) {
  vec s = f / (f + R(2.0));
  vec z = s * s;
  vec rest = z * POLYNOMIAL(log_coefficients, z);
  vec half_square = R(0.5) * f * f;
  vec low = fma_(s, half_square + rest, k * ln2_low);
  return fma_(k, spread(ln2_high), f - (half_square - low));
}

/// The parts of a positive finite number: 1 + f, returned, and k.
INLINE vec log_split(vec x, vec *k) {
  ivec tiny = x < smallest_normal;
  vec normal = tiny ? x * lift : x;
  // Counted from sqrt(1/2), the exponent field is k; an offset keeps it positive for the shift.
  const natural offset = (natural)EXPONENT_BIAS + 1;
  uvec above = (uvec)normal - sqrt_half_bits + (offset << MANTISSA_BITS);
  uvec field = above >> MANTISSA_BITS;
  vec exponent = (vec)(field + (uvec)spread(rounder)) - (rounder + (real)offset);
  *k = tiny ? exponent - lift_exponent : exponent;
  return (vec)((uvec)normal - ((field - offset) << MANTISSA_BITS));
}

INLINE vec log_of(vec x) {
  vec k;
  vec f = log_split(x, &k) - R(1.0);
  vec y = log_reduced(f, k);
  // Infinity and NaN give themselves, zero -infinity, negative numbers NaN.
  y = x < (real)INFINITY ? y : x;
  y = x == R(0.0) ? spread(-(real)INFINITY) : y;
  return x < R(0.0) ? spread((real)NAN) : y;
}

/// log(1 + z) for 0 <= z <= 1.
INLINE vec log_one_plus(vec z) {
  // 1 + z = 2 (1 + (z - 1) / 2) above sqrt(2); the difference is exact or rounds harmlessly.
  ivec large = z > R(0.41421356237309505);
  vec f = large ? (z - R(1.0)) * R(0.5) : z;
  return log_reduced(f, large ? spread(R(1.0)) : spread(R(0.0)));
}
