// The hyperbolic tangent and the logistic functions, on top of the exponential.

#if FL_SINGLE
/// (tanh(x) / x - 1) / x^2 in x^2 for |x| <= 9/16; error below 2^-27 of tanh.
static const real tanh_coefficients[] = {
    -0.333333313f, 0.133330733f, -0.0539017543f, 0.0212633535f, -0.00652557239f};
static const real tanh_most = 10;
#else
static const real tanh_coefficients[] = {
    -0.33333333333333331, 0.133333333333333, -0.053968253968202907, 0.021869488533130331,
    -0.0088632354371203769, 0.0035921263528222338, -0.0014558149436249654,
    0.00058987881875023412, -0.00023836459039376214, 9.4277788283195032e-05,
    -3.3330620139971521e-05, 7.6344141851187127e-06};
static const real tanh_most = 20;
#endif

/// tanh(x) as a polynomial near zero; for larger a = |x| as 1 - 2 / (e^2a + 1), which is at least a
/// half and therefore feels little of the errors of the quotient.
///
/// The number n of 2^n e^r = e^2a is rounded with the exponents' bias on top, so that its bits,
/// shifted, are those of 2^n.
INLINE vec tanh_of(vec x) {
  const real biased_rounder = rounder + EXPONENT_BIAS;
  vec a = absolute_of(x);
  vec bounded = at_most(a, tanh_most);
  vec shifted = fma_(bounded, spread(R(2.0) * log2_e), spread(biased_rounder));
  vec power = (vec)((uvec)shifted << MANTISSA_BITS), n = shifted - biased_rounder;
  vec r = fma_(-n, spread(ln2_low), fma_(-n, spread(ln2_high), bounded + bounded));
  vec e = fma_(r * r, POLYNOMIAL(exp_coefficients, r), r) + R(1.0);
  vec far = R(1.0) - R(2.0) / fma_(e, power, spread(R(1.0)));
  vec z = a * a;
  vec near = fma_(a * z, POLYNOMIAL(tanh_coefficients, z), a);
  return copy_sign(a < R(0.5625) ? near : far, x);
}

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
