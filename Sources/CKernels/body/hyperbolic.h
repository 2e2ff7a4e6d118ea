// The hyperbolic tangent and the logistic functions, on top of the exponential.
#include "tanh_table.h"

#if FL_VECTOR_BYTES != 64 || !FL_SINGLE
static const real tanh_most = FL_SINGLE ? 10 : 20;

/// tanh(x) = m / (m + 2), m = e^2a - 1 for a = |x|: with e^2a = 2^n (1 + p), m = 2^n p + (2^n - 1) has
/// a small relative error near zero too.
///
/// The number n is rounded with the exponents' bias on top, so that its bits, shifted, are those of
/// 2^n.
INLINE vec tanh_of(vec x) {
  const real biased_rounder = rounder + EXPONENT_BIAS;
  vec bounded = at_most(absolute_of(x), tanh_most);
  vec shifted = fma_(bounded, spread(R(2.0) * log2_e), spread(biased_rounder));
  vec power = (vec)((uvec)shifted << MANTISSA_BITS), n = shifted - biased_rounder;
  vec r = fma_(-n, spread(ln2_low), fma_(-n, spread(ln2_high), bounded + bounded));
  vec p = fma_(r * r, POLYNOMIAL(exp_coefficients, r), r);
  vec m = fma_(power, p, power - R(1.0));
  return copy_sign(m / (m + R(2.0)), x);
}
#endif

/// e^-|x| as a number near 1 and a power of two; down to where even x e^-|x| rounds to zero.
INLINE vec decay_parts(vec x, vec *n) {
  return exp_parts(at_least(-absolute_of(x), R(1.1) * exp_least), spread(R(0.0)), n);
}

/// y / (1 + e^-x): for negative x as y e^x / (1 + e^x), with the power of two of e^x put in last,
/// so that nothing overflows and only a subnormal result loses digits.
INLINE vec over_one_plus_exp(vec y, vec x) {
  vec n;
  vec p = decay_parts(x, &n);
  vec denominator = scale(p, n) + R(1.0);
  ivec negative = x < R(0.0);
  vec quotient = (negative ? y * p : y) / denominator;
  return scale(quotient, negative ? n : spread(R(0.0)));
}

INLINE vec sigmoid_of(vec x) { return over_one_plus_exp(spread(R(1.0)), x); }

/// x sigmoid(x); the limit, -0, at -infinity.
INLINE vec silu_of(vec x) {
  vec bounded = at_least(x, R(2.0) * exp_least);
  return over_one_plus_exp(bounded, x);
}

/// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|).
INLINE vec softplus_of(vec x) {
  vec n;
  vec p = decay_parts(x, &n);
  vec rest = log_one_plus(scale(p, n));
  return x > R(0.0) ? x + rest : rest;
}
