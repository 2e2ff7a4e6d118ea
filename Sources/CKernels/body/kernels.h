// All kernels of one precision for one instruction set, in the order in which they build on each
// other, and the table that the dispatcher picks. The including file defines FL_TABLE (its name),
// FL_VECTOR_BYTES and FL_SINGLE (1 for float, 0 for double).
//
// Error-free transformations need products and sums rounded one by one, so contraction is off and
// every fused multiply-add is written as `fma_`.
#pragma STDC FP_CONTRACT OFF
#include "vector.h"
#include "wide.h"
#include "exponential.h"
#include "logarithm.h"
#include "hyperbolic.h"
#include "trigonometric.h"
#include "error_function.h"
#include "power.h"
#include "elementwise.h"
#include "run.h"
#include "transpose.h"
#include "micro.h"
#include "matrices.h"
#include "outer.h"
#include "product.h"
#include "contraction.h"
#include "lanes.h"
#include "fold.h"
#include "reductions.h"
#include "stages.h"
#include "rows.h"
#include "control.h"
#include "updates.h"
#include "copy.h"
#include "window.h"
#include "convolution.h"
#include "correlation.h"
#include "steps.h"
#include "export.h"
