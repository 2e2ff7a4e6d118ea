// Sine and cosine: x = n pi/2 + r with |r| <= pi/4, and the quadrant n mod 4 says which of sin r
// and cos r, and with what sign.
//
// The reduction is by Cody and Waite, in double precision for both: pi/2 is the sum of `half_pi`'s
// two 33-bit parts, whose products with |n| < 2^20 are exact, and a third of 53 bits. The remainder
// is good to 2^-99 absolutely, far below the smallest |r| that occurs. Larger arguments, rare in
// practice, go to the C library lane by lane. The polynomials, (sin r - r) / r^3 and
// (cos r - 1 + r^2 / 2) / r^4 in r^2, are interpolated at Chebyshev nodes.

static const double two_over_pi = 0.63661977236758138;
static const double half_pi[] = {
    0x1.921fb544p+0, 0x1.0b4611a6p-34, 0x1.3198a2e037073p-69};
/// About 2^20 pi/2.
static const real trigonometric_most = R(1647099.0);

#if FL_SINGLE
static const real sin_coefficients[] = {-0.166666642f, 0.00833274703f, -0.00019587639f};
static const real cos_coefficients[] = {0.0416666642f, -0.00138883013f, 2.45476895e-05f};
#else
static const real sin_coefficients[] = {
    -0.16666666666666666, 0.0083333333333309358, -0.00019841269836740532,
    2.7557316093198404e-06, -2.5051129896450185e-08, 1.5917988979397435e-10};
static const real cos_coefficients[] = {
    0.041666666666666664, -0.0013888888888887389, 2.48015872987544e-05,
    -2.7557317265878082e-07, 2.0876145049413178e-09, -1.138254464534925e-11};
#endif

/// The remainder of x, r + low, and in the low bits of an integer the quadrant. In single precision
/// the rounding of r to it is harmless, and low is zero.
INLINE vec remainder_of(vec x, vec *low, ivec *quadrant) {
  wide y = widen(x);
  wide shifted = y * two_over_pi + wide_rounder;
  wide n = shifted - wide_rounder;
  *quadrant = __builtin_convertvector((wide_integer)shifted, ivec);
  // The first difference is exact. The rounding of the second matters in double precision only.
  wide a = y - n * half_pi[0], b = n * half_pi[1], c = n * half_pi[2];
#if FL_SINGLE
  *low = spread(R(0.0));
  return narrow((a - b) - c);
#else
  wide difference = a - b, rest = ((a - difference) - b) - c, r = difference + rest;
  *low = rest - (r - difference);
  return r;
#endif
}

/// sin(r + low) with z = r^2.
INLINE vec sin_reduced(vec r, vec low, vec z) {
  vec low_cosine = low * fma_(z, spread(R(-0.5)), spread(R(1.0)));
  return r + fma_(r * z, POLYNOMIAL(sin_coefficients, z), low_cosine);
}

/// cos(r + low) = 1 - z / 2 + z^2 c - r low: the rounding error of 1 - z / 2 is known exactly and
/// put back.
INLINE vec cos_reduced(vec r, vec low, vec z) {
  vec half = R(0.5) * z;
  vec head = R(1.0) - half;
  vec error = ((R(1.0) - head) - half) - r * low;
  return head + fma_(z * z, POLYNOMIAL(cos_coefficients, z), error);
}

/// sin(x + shift pi/2).
INLINE vec sine_shifted(vec x, integer shift) {
  ivec q;
  vec low, r = remainder_of(x, &low, &q);
  q += shift;
  vec z = r * r;
  vec y = (q & 1) != 0 ? cos_reduced(r, low, z) : sin_reduced(r, low, z);
  return (vec)((ivec)y ^ ((q & 2) << (integer)(8 * sizeof(real) - 2)));
}

INLINE vec sin_of(vec x) {
  vec y = sine_shifted(x, 0);
  y = x == R(0.0) ? x : y;
  if (__builtin_expect(any(absolute_of(x) > trigonometric_most), 0)) {
    for (size_t i = 0; i < LANES; i += 1) {
      if (LIBM(fabs)(x[i]) > trigonometric_most) y[i] = LIBM(sin)(x[i]);
    }
  }
  return y;
}

INLINE vec cos_of(vec x) {
  vec y = sine_shifted(x, 1);
  if (__builtin_expect(any(absolute_of(x) > trigonometric_most), 0)) {
    for (size_t i = 0; i < LANES; i += 1) {
      if (LIBM(fabs)(x[i]) > trigonometric_most) y[i] = LIBM(cos)(x[i]);
    }
  }
  return y;
}
