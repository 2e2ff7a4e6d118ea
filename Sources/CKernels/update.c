// Gradient steps fused into one pass. Contraction to fused multiply-add is off and every operation
// is rounded correctly, so all instruction sets give the same bits.
#include "CKernels.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FL_UPDATE_PLAIN
#endif
#endif

// The resolvers that choose a clone run before ThreadSanitizer is ready.
#if defined(__x86_64__) && defined(__linux__) && !defined(FL_UPDATE_PLAIN)
#define FL_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FL_CLONES
#endif

#define FL_DEFINE_UPDATES(real, suffix, root)                                                  \
  FL_CLONES void fl_adam##suffix(                                                              \
      size_t n, real b1, real b2, real c1, real c2, real epsilon, real *restrict g,            \
      real *restrict m, real *restrict v) {                                                    \
    const real a1 = 1 - b1, a2 = 1 - b2;                                                       \
    for (size_t i = 0; i < n; i++) {                                                           \
      const real x = g[i];                                                                     \
      m[i] = b1 * m[i] + a1 * x;                                                               \
      v[i] = b2 * v[i] + a2 * (x * x);                                                         \
      g[i] = (m[i] / c1) / (root(v[i] / c2) + epsilon);                                        \
    }                                                                                          \
  }                                                                                            \
                                                                                               \
  FL_CLONES void fl_clamp##suffix(size_t n, real lower, real upper, real *x) {                 \
    for (size_t i = 0; i < n; i++) {                                                           \
      const real y = x[i] < lower ? lower : x[i];                                              \
      x[i] = y > upper ? upper : y;                                                            \
    }                                                                                          \
  }

FL_DEFINE_UPDATES(float, _f32, sqrtf)
FL_DEFINE_UPDATES(double, _f64, sqrt)
