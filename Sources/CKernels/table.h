/// The tables of kernels, one for each instruction set and precision.
#ifndef CKERNELS_TABLE_H
#define CKERNELS_TABLE_H

#include "CKernels.h"

#define FL_REAL float
#define FL_NAME(name) name##_f32
#include "table_precision.h"
#undef FL_REAL
#undef FL_NAME

#define FL_REAL double
#define FL_NAME(name) name##_f64
#include "table_precision.h"
#undef FL_REAL
#undef FL_NAME

#endif
