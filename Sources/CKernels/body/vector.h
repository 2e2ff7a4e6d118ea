// Vectors of the compiled width: clang's extended vectors, which have arithmetic, comparisons that
// give lanes of 0 or -1, and `mask ? a : b` lane by lane. Everything is done by whole vectors; the
// elements left over at the end of a buffer are loaded into a zero-padded vector and take the same
// code, so that no result depends on the place of its element.

#if FL_SINGLE
typedef float real;
typedef int32_t integer;
typedef uint32_t natural;
#define R(x) x##f
#define LIBM(name) name##f
enum { MANTISSA_BITS = 23, EXPONENT_BIAS = 127 };
/// 1.5 times 2^23: adding and subtracting it rounds to an integer, which the low bits hold between.
static const real rounder = 0x1.8p23f;
static const real smallest_normal = FLT_MIN;
#else
typedef double real;
typedef int64_t integer;
typedef uint64_t natural;
#define R(x) x
#define LIBM(name) name
enum { MANTISSA_BITS = 52, EXPONENT_BIAS = 1023 };
static const real rounder = 0x1.8p52;
static const real smallest_normal = DBL_MIN;
#endif

/// How many numbers a vector holds (a constant for the preprocessor too).
#define LANES (FL_VECTOR_BYTES / (FL_SINGLE ? 4 : 8))
/// How far apart the vectors of partial sums lie, whatever the instruction set.
enum { PARTIAL = FL_PARTIAL_BYTES / sizeof(real) };
#define INLINE static inline __attribute__((always_inline))

typedef real vec __attribute__((ext_vector_type(LANES)));
/// What a comparison gives: integers of the same width (`long` or `long long`, as clang has it).
typedef __typeof__((vec)R(0.0) == (vec)R(0.0)) ivec;
typedef natural uvec __attribute__((ext_vector_type(LANES)));
typedef vec unaligned_vec __attribute__((aligned(sizeof(real)), may_alias));

INLINE vec load(const real *x) { return *(const unaligned_vec *)x; }
INLINE void store(real *y, vec v) { *(unaligned_vec *)y = v; }
INLINE vec spread(real x) { return (vec)x; }

INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

#if FL_VECTOR_BYTES == 32
/// The lanes below `count`, as the masks of AVX2 want them.
INLINE __m256i first_lanes(size_t count) {
  static const integer numbers[] = {0, 1, 2, 3, 4, 5, 6, 7};
  ivec lanes;
  memcpy(&lanes, numbers, sizeof lanes);
  return (__m256i)(lanes < (ivec)(integer)count);
}
#endif

/// The first `count < LANES` elements, the rest zero; nothing behind them is touched.
INLINE vec load_part(const real *x, size_t count) {
#if FL_VECTOR_BYTES == 64 && FL_SINGLE
  return (vec)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), x);
#elif FL_VECTOR_BYTES == 64
  return (vec)_mm512_maskz_loadu_pd((__mmask8)((1u << count) - 1), x);
#elif FL_VECTOR_BYTES == 32 && FL_SINGLE
  return (vec)_mm256_maskload_ps(x, first_lanes(count));
#elif FL_VECTOR_BYTES == 32
  return (vec)_mm256_maskload_pd(x, first_lanes(count));
#else
  vec v = (vec)R(0.0);
  for (size_t lane = 0; lane < LANES - 1; lane += 1) {
    if (lane < count) v[lane] = x[lane];
  }
  return v;
#endif
}

INLINE void store_part(real *y, vec v, size_t count) {
#if FL_VECTOR_BYTES == 64 && FL_SINGLE
  _mm512_mask_storeu_ps(y, (__mmask16)((1u << count) - 1), (__m512)v);
#elif FL_VECTOR_BYTES == 64
  _mm512_mask_storeu_pd(y, (__mmask8)((1u << count) - 1), (__m512d)v);
#elif FL_VECTOR_BYTES == 32 && FL_SINGLE
  _mm256_maskstore_ps(y, first_lanes(count), (__m256)v);
#elif FL_VECTOR_BYTES == 32
  _mm256_maskstore_pd(y, first_lanes(count), (__m256d)v);
#else
  for (size_t lane = 0; lane < LANES - 1; lane += 1) {
    if (lane < count) y[lane] = v[lane];
  }
#endif
}

/// a * b + c, rounded once where the processor has the instruction, else twice.
#if FL_VECTOR_BYTES > 16 || defined(__aarch64__) || defined(__FMA__)
#define FL_FMA 1
#define fma_(a, b, c) __builtin_elementwise_fma((a), (b), (c))
#else
#define FL_FMA 0
#define fma_(a, b, c) ((a) * (b) + (c))
#endif

/// What rounding took from the product p = a * b: p + product_error(a, b, p) is a * b exactly,
/// unless it underflows. Without a fused multiply-add by Veltkamp's splitting and Dekker's
/// products.
INLINE vec product_error(vec a, vec b, vec p) {
#if FL_FMA
  return fma_(a, b, -p);
#else
  const real splitter = (real)(((natural)1 << ((MANTISSA_BITS + 2) / 2)) + 1);
  vec a_scaled = a * splitter, b_scaled = b * splitter;
  vec a_high = a_scaled - (a_scaled - a), b_high = b_scaled - (b_scaled - b);
  vec a_low = a - a_high, b_low = b - b_high;
  return ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low;
#endif
}

/// The polynomial with these coefficients, constant term first, by Horner's rule. (The loop is over
/// a constant table: it unrolls into a chain of fused multiply-adds.)
#define POLYNOMIAL(table, x) polynomial(table, sizeof(table) / sizeof *(table), x)
INLINE vec polynomial(const real *coefficients, size_t count, vec x) {
  vec sum = spread(coefficients[count - 1]);
#pragma clang loop unroll(full)
  for (size_t i = count - 1; i-- > 0;) sum = fma_(sum, x, spread(coefficients[i]));
  return sum;
}

INLINE vec absolute_of(vec x) { return __builtin_elementwise_abs(x); }
INLINE vec copy_sign(vec magnitude, vec sign) {
  return __builtin_elementwise_copysign(magnitude, sign);
}
INLINE vec nearest(vec x) { return (x + rounder) - rounder; }
INLINE int any(ivec mask) { return __builtin_reduce_or(mask) != 0; }

/// The smaller of x and a bound (larger with `at_least`); NaN stays NaN.
INLINE vec at_most(vec x, real bound) { return x > bound ? spread(bound) : x; }
INLINE vec at_least(vec x, real bound) { return x < bound ? spread(bound) : x; }

/// 2^n for integral n between the exponents of the smallest and of the largest normal number.
INLINE vec power_of_two(vec n) {
  ivec bits = (ivec)(n + rounder);
  return (vec)((uvec)(bits + EXPONENT_BIAS) << MANTISSA_BITS);
}

/// x 2^n for integral n, correctly rounded into the subnormal numbers: in two steps, the first
/// exact, because 2^n itself may be out of range. |n| is below twice the exponents' range.
INLINE vec scale(vec x, vec n) {
#if FL_VECTOR_BYTES == 64 && FL_SINGLE
  return (vec)_mm512_scalef_ps((__m512)x, (__m512)n);
#elif FL_VECTOR_BYTES == 64
  return (vec)_mm512_scalef_pd((__m512d)x, (__m512d)n);
#else
  vec half = nearest(n * R(0.5));
  return x * power_of_two(half) * power_of_two(n - half);
#endif
}
