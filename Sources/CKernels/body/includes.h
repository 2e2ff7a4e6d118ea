// What the kernels' body needs from elsewhere. Apart from the body, because system headers must
// come before the `#pragma clang attribute push` that compiles the body for a larger instruction
// set.
#if !defined(__clang__)
#error "The kernels are written with clang's extended vectors."
#endif
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include "../table.h"
