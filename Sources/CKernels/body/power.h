// a^b = e^(b log a), with the special cases of the C library.
//
// The error of b log(a), absolute, is the relative error of the result, and b log(a) reaches 745:
// single precision computes it in double; double precision as an unevaluated sum of two numbers
// with an error of about 2^-64 log(a), from which the exponential takes the lower one as a
// correction.

/// |log(a)| is 0 or above 2^-54, so that an exponent beyond 2^80 gives the same 0, 1 or infinity.
INLINE vec bounded_exponent(vec b) { return at_least(at_most(b, R(0x1p80)), R(-0x1p80)); }

#if FL_SINGLE

/// log2(1 + f) / s in s^2, s = f / (2 + f) (error below 2^-43), and 2^r (error below 2^-34).
static const double log2_coefficients[] = {
    2.88539008177785, 0.9617966941132127, 0.5770779423594591,
    0.412209256786155, 0.3199053739227617, 0.2829066165906811};
static const double exp2_coefficients[] = {
    0.9999999999595618, 0.6931471805568324, 0.24022651213498092, 0.055504109063258665,
    0.009618025613318034, 0.0013333478473685416, 0.00015469729214118296, 1.5303700711365693e-05};

INLINE wide wide_polynomial(const double *coefficients, size_t count, wide x) {
  wide sum = (wide)coefficients[count - 1];
#pragma clang loop unroll(full)
  for (size_t i = count - 1; i-- > 0;) sum = fma_(sum, x, (wide)coefficients[i]);
  return sum;
}

/// a^b for finite positive a; b may be as large as it likes.
INLINE vec power_positive(vec a, vec b) {
  const wide_natural sqrt_half = (wide_natural)0x3fe6a09e667f3bcd, one = (wide_natural)1 << 52;
  wide_natural bits = (wide_natural)widen(a);
  wide_natural field = (bits - sqrt_half + one * 1024) >> 52;
  wide k = (wide)(field + (wide_natural)(wide)wide_rounder) - (wide_rounder + 1024);
  wide f = (wide)(bits - ((field - 1024) << 52)) - 1.0;
  wide s = f / (f + 2.0);
  wide log2 = fma_(s, wide_polynomial(log2_coefficients, 6, s * s), k);
  wide t = widen(bounded_exponent(b)) * log2;
  t = t > 300.0 ? (wide)300.0 : t;
  t = t < -300.0 ? (wide)-300.0 : t;
  wide shifted = t + wide_rounder;
  wide r = t - (shifted - wide_rounder);
  wide two_n = (wide)((wide_natural)((wide_integer)shifted + 1023) << 52);
  return narrow(wide_polynomial(exp2_coefficients, 8, r) * two_n);
}

#else

/// (2 atanh(s) - 2 s - 2 s^3 / 3) / s^5 in s^2; error below 2^-62 of 2 s.
static const real log_tail_coefficients[] = {
    0.4000000000000003, 0.28571428571338009, 0.22222222271326808, 0.18181808210921882,
    0.15385577463308145, 0.13285868837545742, 0.1291471218413509};
/// 2 / 3 in two parts.
static const real two_thirds = 0.66666666666666663, two_thirds_low = 3.7007434154171886e-17;

/// log(a) = high + low for finite positive a.
INLINE vec log_parts(vec a, vec *low) {
  vec k;
  vec f = log_split(a, &k) - R(1.0);
  // s + s_low = f / (2 + f), by one step of division with remainder.
  vec d = f + R(2.0), d_low = f - (d - R(2.0));
  vec s = f / d, back = s * d;
  vec s_low = ((f - back) - product_error(s, d, back) - s * d_low) / d;
  // The cubic term in two parts; from s^5 on one is enough.
  vec z = s * s, z_low = fma_(s + s, s_low, product_error(s, s, z));
  vec cube = z * s, cube_low = product_error(z, s, cube) + fma_(z, s_low, z_low * s);
  vec third = cube * two_thirds;
  vec third_low = product_error(cube, spread(two_thirds), third) +
                  fma_(cube, spread(two_thirds_low), cube_low * two_thirds);
  vec rest = cube * z * POLYNOMIAL(log_tail_coefficients, z);
  vec tail = third + rest;
  third_low += rest - (tail - third);
  vec head = (s + s) + tail;
  vec head_low = tail - (head - (s + s));
  // k ln 2 is added, largest parts first.
  vec base = k * ln2_high, sum = base + head;
  vec sum_low = head - (sum - base);
  sum_low += (head_low + (s_low + s_low)) + third_low + k * ln2_low;
  vec high = sum + sum_low;
  *low = sum_low - (high - sum);
  return high;
}

INLINE vec power_positive(vec a, vec b) {
  vec low, n;
  vec high = log_parts(a, &low);
  b = bounded_exponent(b);
  vec t = b * high;
  vec t_low = fma_(b, low, product_error(b, high, t));
  t_low = absolute_of(t) < R(1000.0) ? t_low : spread(R(0.0));
  vec p = exp_parts(at_least(at_most(t, exp_most), exp_least), t_low, &n);
  return scale(p, n);
}

#endif

/// Whether a non-negative number is integral: from 2^MANTISSA_BITS on all are.
INLINE ivec is_integral(vec a) {
  const real bound = (real)((natural)1 << MANTISSA_BITS);
  return (a >= bound) | ((a + bound) - bound == a);
}

INLINE vec power_of(vec x, vec y) {
  vec a = absolute_of(x), b = absolute_of(y);
  const real infinity = (real)INFINITY;
  vec z = power_positive(a, y);
  z = a == R(0.0) ? (y > R(0.0) ? spread(R(0.0)) : spread(infinity)) : z;
  z = a == infinity ? (y > R(0.0) ? spread(infinity) : spread(R(0.0))) : z;
  ivec integral = is_integral(b), odd = integral & ~is_integral(R(0.5) * b);
  z = odd != 0 ? copy_sign(z, x) : z;
  z = ((x < R(0.0)) & (x > -infinity) & ~integral) != 0 ? spread((real)NAN) : z;
  z = ((x != x) | (y != y)) != 0 ? x + y : z;
  return ((x == R(1.0)) | (y == R(0.0))) != 0 ? spread(R(1.0)) : z;
}
