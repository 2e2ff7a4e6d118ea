// Double-precision vectors with as many lanes as `vec`: single precision reduces the arguments of
// sine and cosine in them, and computes powers. In double precision they are `vec` itself.

// Every function that takes them is inlined, so it does not matter how they would be passed.
#pragma clang diagnostic ignored "-Wpsabi"

typedef double wide __attribute__((ext_vector_type(LANES)));
typedef int64_t wide_integer __attribute__((ext_vector_type(LANES)));
typedef uint64_t wide_natural __attribute__((ext_vector_type(LANES)));

/// 1.5 times 2^52, the rounder of double precision.
static const double wide_rounder = 0x1.8p52;

INLINE wide widen(vec x) { return __builtin_convertvector(x, wide); }
INLINE vec narrow(wide x) { return __builtin_convertvector(x, vec); }
