// The error function, and the Gaussian linear unit x Phi(x) with Phi the normal distribution.
//
// Both rest on erfcx(a) = e^(a^2) erfc(a) for a >= 0. After Shepherd and Laframboise (Mathematics
// of Computation 36, 1981), (1 + 2 a) erfcx(a) is smooth in t = (a - c) / (a + c), which maps the
// half line to [-1, 1): a polynomial in t, interpolated at Chebyshev nodes, serves for all a. So
// the far tails keep their relative accuracy, provided that e^(-a^2) does: the error of the rounded
// square is put back into the reduced argument of the exponential.

#if FL_SINGLE
/// c and the coefficients of (1 + 2 a) erfcx(a); error below 2^-29.
static const real erfcx_center = 3.75f;
static const real erfcx_coefficients[] = {
    1.23751259f, -0.14024058f, 0.00358544337f, 0.0822761133f, -0.108804874f, 0.0923127234f,
    -0.0586796366f, 0.0283216313f, -0.0098310085f, 0.00180429255f, 0.000480784103f,
    -0.000210841419f};
/// erf(x) / x - 1 in x^2 for |x| <= 1; error below 2^-27.
static const real erf_coefficients[] = {
    0.128379166f, -0.37612626f, 0.112835944f, -0.0268542115f, 0.00518908724f, -0.00080168643f,
    7.87587487e-05f};
/// Beyond these erf is 1, and x Phi(-x) rounds to zero.
static const real erf_most = 4, gelu_most = 15;
#else
static const real erfcx_center = 4.0;
static const real erfcx_coefficients[] = {
    1.2329951186255526, -0.13962111684056253, 0.015379652102620116, 0.06809705425469291,
    -0.10103906603632995, 0.09373283499833801, -0.066330365811531344, 0.03716751553780008,
    -0.016197734067246759, 0.0050319699729287713, -0.00075777321287481771,
    -0.00019925664643860174, 0.00015062130119265676, -2.4399495858584883e-05,
    -1.1220862886053713e-05, 5.7107598533565089e-06, 2.9155487653327103e-07,
    -8.2777741520408937e-07, 7.7156105290401755e-08, 1.1334820346673086e-07,
    -1.9190052516070799e-08, -1.6688087128107713e-08, 1.7002770343447557e-09,
    2.1370564310083821e-09, 3.008082939955346e-10};
static const real erf_coefficients[] = {
    0.12837916709551259, -0.37612638903183748, 0.11283791670954879, -0.026866170645076792,
    0.0052239776248180145, -0.000854832698083379, 0.0001205533111164271,
    -1.4925595266831182e-05, 1.6461000484121368e-06, -1.6350312701054695e-07,
    1.4659775274047436e-08, -1.1372848856791674e-09, 5.9571761477489113e-11};
static const real erf_most = 6, gelu_most = 39;
#endif

/// erfcx(a / root) for root^2 = 1 or 2 and a >= 0: t is the same fraction with c root for c.
INLINE vec erfcx_of(vec a, real root) {
  vec t = (a - erfcx_center * root) / (a + erfcx_center * root);
  vec denominator = fma_(a, spread(R(2.0) / root), spread(R(1.0)));
  return POLYNOMIAL(erfcx_coefficients, t) / denominator;
}

/// erf(x) for |x| <= 1.
INLINE vec erf_near(vec x) { return fma_(x, POLYNOMIAL(erf_coefficients, x * x), x); }

INLINE vec erf_of(vec x) {
  vec a = at_most(absolute_of(x), erf_most), n;
  vec p = exp_parts(-a * a, spread(R(0.0)), &n);
  vec far = R(1.0) - erfcx_of(a, R(1.0)) * scale(p, n);
  return a < R(1.0) ? erf_near(x) : copy_sign(far, x);
}

/// x Phi(x), with Phi(-a) = erfc(a / sqrt(2)) / 2 and Phi(a) = 1 - Phi(-a), or, near zero,
/// Phi(x) = 1 / 2 + erf(x / sqrt(2)) / 2; -0 at -infinity.
INLINE vec gelu_of(vec x) {
  vec a = at_most(absolute_of(x), gelu_most), n;
  vec square = a * a;
  vec p = exp_parts(R(-0.5) * square, R(-0.5) * product_error(a, a, square), &n);
  vec tail = R(0.5) * erfcx_of(a, R(1.4142135623730951)) * p;
  vec negative = scale(-a * tail, n);
  vec positive = x * (R(1.0) - scale(tail, n));
  vec u = x * R(0.70710678118654752);
  vec near = x * fma_(spread(R(0.5)), erf_near(u), spread(R(0.5)));
  return absolute_of(x) < R(0.75) ? near : (x > R(0.0) ? positive : negative);
}
