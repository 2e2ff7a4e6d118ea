// The double-precision kernels for x86 processors with AVX2 with FMA.
#if defined(__x86_64__)
#define FL_TABLE fl_table_avx2_f64
#define FL_VECTOR_BYTES 32
#define FL_SINGLE 0
#include "body/includes.h"
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "body/kernels.h"
#pragma clang attribute pop
#endif
