// The single-precision kernels for x86 processors with AVX2 with FMA.
#if defined(__x86_64__)
#define FL_TABLE fl_table_avx2_f32
#define FL_VECTOR_BYTES 32
#define FL_SINGLE 1
#include "body/includes.h"
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "body/kernels.h"
#pragma clang attribute pop
#endif
