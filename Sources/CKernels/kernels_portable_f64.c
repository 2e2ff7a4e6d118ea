// The double-precision kernels for every processor: 128-bit vectors.
#define FL_TABLE fl_table_portable_f64
#define FL_VECTOR_BYTES 16
#define FL_SINGLE 0
#include "body/includes.h"
#include "body/kernels.h"
