// The exponential function: x = n ln 2 + r with |r| <= ln(2) / 2 and e^x = 2^n e^r.
//
// ln 2 is the sum of `high`, with so few bits that n * high is exact, and `low`. The polynomial is
// (e^r - 1 - r) / r^2, interpolated at Chebyshev nodes; its error, relative to e^r, is below
// 2^-26.7 in single and 2^-61 in double precision. Result: within 1.1 units in the last place.

#if FL_SINGLE
static const real exp_coefficients[] = {
    0.5f, 0.166665763f, 0.0416665524f, 0.00836323295f, 0.00139262504f};
static const real log2_e = 1.44269504f, ln2_high = 0x1.62e4p-1f, ln2_low = 1.42860682e-06f;
/// Beyond these e^x is infinite, or rounds to zero.
static const real exp_most = 89, exp_least = -104;
#else
static const real exp_coefficients[] = {
    0.5, 0.16666666666666671, 0.041666666666666671, 0.0083333333333260838,
    0.0013888888888883711, 0.00019841269875002279, 2.4801587325677461e-05,
    2.7557255170000888e-06, 2.7557273478718582e-07, 2.5105312729622103e-08,
    2.0914755325893202e-09};
static const real log2_e = 1.4426950408889634, ln2_high = 0x1.62e42fefa38p-1,
                  ln2_low = 5.4979230187083712e-14;
static const real exp_most = 710, exp_least = -746;
#endif

/// The reduced argument r of x + correction, and its power of two: x - n * high is exact, so that r
/// is rounded once. The correction is below one unit in the last place of x.
INLINE vec exp_reduce(vec x, vec correction, vec *n) {
  *n = nearest(x * log2_e);
  return fma_(-*n, spread(ln2_high), x) + fma_(-*n, spread(ln2_low), correction);
}

/// e^(x + correction) as a number near 1 and a power of two, for x within `exp_least ... exp_most`.
INLINE vec exp_parts(vec x, vec correction, vec *n) {
  vec r = exp_reduce(x, correction, n);
  return fma_(r * r, POLYNOMIAL(exp_coefficients, r), r) + R(1.0);
}

INLINE vec exp_of(vec x) {
  vec n;
  vec p = exp_parts(at_least(at_most(x, exp_most), exp_least), spread(R(0.0)), &n);
  return scale(p, n);
}
