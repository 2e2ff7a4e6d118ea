// The single-precision kernels for every processor: 128-bit vectors.
#define FL_TABLE fl_table_portable_f32
#define FL_VECTOR_BYTES 16
#define FL_SINGLE 1
#include "body/includes.h"
#include "body/kernels.h"
