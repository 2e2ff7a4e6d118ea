// The single-precision kernels for x86 processors with AVX-512 (F, DQ, BW, VL).
#if defined(__x86_64__)
#define FL_TABLE fl_table_avx512_f32
#define FL_VECTOR_BYTES 64
#define FL_SINGLE 1
#include "body/includes.h"
#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)
#include "body/kernels.h"
#pragma clang attribute pop
#endif
