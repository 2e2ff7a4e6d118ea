/// Whole-buffer kernels in single and double precision, chosen for the processor at run time.
///
/// Every function with the suffix `_f32` has a twin `_f64`. Pointers need no alignment; buffers
/// that a function reads and writes may be the same buffer, but must not overlap otherwise, except
/// where a function says more. No function allocates or keeps state.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Instruction sets that the kernels are compiled for. A larger number is a faster set.
typedef enum { FL_PORTABLE = 0, FL_AVX2 = 1, FL_AVX512 = 2 } fl_instruction_set;

/// The set in use by this thread: the fastest that this processor has, unless `fl_use` chose
/// another.
fl_instruction_set fl_in_use(void);

/// Uses the kernels of one set from now on in the calling thread alone; returns 0 and changes
/// nothing when the processor lacks it. For tests, which may thus try all sets side by side:
/// results differ in the last digits between sets.
int fl_use(fl_instruction_set set);

/// Functions of one number.
///
/// The bounds are on the error in units in the last place (ulp) of the result, over all numbers,
/// subnormal ones included, and for both precisions where one is given. Zeros keep their signs and
/// infinities their limits; NaN gives NaN, of either sign.
typedef enum {
  FL_NEGATE,      ///< exact
  FL_ABS,         ///< exact
  FL_SIGN,        ///< exact; zeros and NaN give themselves
  FL_SQUARE,      ///< correctly rounded: 0.5 ulp
  FL_RECIPROCAL,  ///< correctly rounded: 0.5 ulp
  FL_SQRT,        ///< correctly rounded: 0.5 ulp
  FL_EXP,         ///< 1.1 ulp
  FL_LOG,         ///< 0.9 ulp
  FL_SIN,         ///< 1.6 ulp; the C library's beyond 1.6e6
  FL_COS,         ///< 1.6 ulp; the C library's beyond 1.6e6
  FL_TANH,        ///< 2.6 ulp; 1.2 in single precision on AVX-512
  FL_SIGMOID,     ///< 2.5 ulp
  FL_SOFTPLUS,    ///< log(1 + e^x); 2 ulp
  FL_RELU,        ///< exact; NaN gives NaN
  FL_STEP,        ///< 1 where x > 0, else 0 (also for NaN)
  FL_ERF,         ///< 1.5 ulp
  FL_GELU,        ///< x Phi(x), Phi the normal distribution; 5 ulp (single), 5.5 ulp (double)
  FL_SILU,        ///< x / (1 + e^-x); 3.5 ulp
  FL_UNARY_COUNT
} fl_unary;

/// Functions of two numbers. Comparisons give 1 or 0.
typedef enum {
  FL_ADD,
  FL_SUBTRACT,
  FL_MULTIPLY,
  FL_DIVIDE,
  FL_MAXIMUM,     ///< NaN when either is NaN; of zeros of both signs the second
  FL_MINIMUM,     ///< like the maximum
  FL_POWER,       ///< 0.6 ulp (single), 2 ulp (double); special cases as in the C library
  FL_LESS,
  FL_LESS_EQUAL,
  FL_EQUAL,
  FL_BINARY_COUNT
} fl_binary;

/// Functions of three numbers.
typedef enum {
  FL_SELECT,        ///< a != 0 ? b : c
  FL_MULTIPLY_ADD,  ///< a * b + c, rounded once where the instruction set has it, else twice
  FL_SUBTRACT_PRODUCT,  ///< c - a * b, rounded like the multiply-add
  FL_TERNARY_COUNT
} fl_ternary;

/// Functions of four numbers, which only fused runs have.
typedef enum {
  FL_SCALE_DIFFERENCE,  ///< (c - a * b) * d, the difference rounded like the subtracted product
  FL_QUATERNARY_COUNT
} fl_quaternary;

/// An operation of a fused run: `fl_unary` as it is, `fl_binary` from 64, `fl_ternary` from 128,
/// `fl_quaternary` from 192.
enum { FL_BINARY_BASE = 64, FL_TERNARY_BASE = 128, FL_QUATERNARY_BASE = 192 };

/// How an operand of a fused run meets the run's `[rows, columns]` elements.
typedef enum {
  FL_FULL,    ///< `[rows, columns]`, contiguous
  FL_VECTOR,  ///< `[columns]`: the same for all rows
  FL_COLUMN,  ///< `[rows]`: one number for a whole row
  FL_SCALAR   ///< one number
} fl_spread;

/// A buffer that a fused run reads: an index into the caller's table of pointers, and its spread.
typedef struct {
  uint32_t slot;
  uint16_t spread;
} fl_load;

/// One operation of a fused run, on operands by number: first the loads, then the stores, then
/// temporaries. Operands that an operation lacks are 0.
typedef struct {
  uint8_t operation;
  uint8_t out, a, b, c, d;
} fl_instruction;

/// Elementwise operations fused into one pass over `[rows, columns]`, tile by tile in cache; in a
/// program the columns are mostly the rows of the batch.
///
/// Operand numbers: `0 ..< load_count` are the loads, the next `store_count` are the stores (each
/// `[rows, columns]`, contiguous; written by exactly one instruction, and readable afterwards), the
/// next `temporary_count` live only inside a tile. At most 250 operands. A store may be the same
/// buffer as a `FL_FULL` load. An element's result depends on its own operands only, never on its
/// place in a tile.
typedef struct {
  uint16_t load_count, store_count, temporary_count, instruction_count;
  const fl_load *loads;
  const uint32_t *stores;  ///< slots
  const fl_instruction *instructions;
} fl_run;

/// Rows of weights and the counts of a loop nest for `fl_copy`: at most this many axes.
enum { FL_MAX_RANK = 8 };

/// The bytes from one vector of partial sums to the next, whatever the instruction set's vectors.
enum { FL_PARTIAL_BYTES = 64 };

/// What a step of a program does.
typedef enum {
  FL_STEP_RUN,
  FL_STEP_PRODUCT,
  FL_STEP_CONTRACTION,   ///< a product whose inner axis is contiguous in both factors
  FL_STEP_LANE_PRODUCT,  ///< products of small matrices, one for each lane of the elements
  FL_STEP_SUM,
  FL_STEP_MAXIMUM,
  FL_STEP_COPY,
  FL_STEP_GATHER,   ///< rows taken from a table by number
  FL_STEP_SCATTER,  ///< rows added up into a table by number
  FL_STEP_EXTENT,   ///< an extent written as a number
  FL_STEP_CONVOLUTION
} fl_step_kind;

/// Which of a convolution's three forms is computed: the output from an image and a kernel, the
/// image's cotangent from the output's and a kernel, or the kernel's from an image and the output's.
typedef enum {
  FL_CONVOLUTION_OUTPUT,
  FL_CONVOLUTION_IMAGE,
  FL_CONVOLUTION_KERNEL
} fl_convolution_role;

/// Which axis of a step the rows of a run are that it consumes: the rows of A or the columns of B of a
/// contraction, what a product is summed over, or the lines of a sum.
typedef enum {
  FL_ALONG_NOTHING, FL_ALONG_LEFT, FL_ALONG_RIGHT, FL_ALONG_TERMS, FL_ALONG_LINES
} fl_along;

/// The geometry along one axis: place o of the output and place j of the kernel meet place
/// `stride * o - before + dilation * j` of the image.
typedef struct {
  ptrdiff_t image, kernel, output, stride, before, dilation;
} fl_convolution_axis;

/// One call of a kernel in a program, with buffers by slot: an index into the caller's table of
/// pointers. Extents and strides that are negative, -m, stand for m times the rows of the call.
typedef struct fl_step {
  fl_step_kind kind;
  /// Whether the result is added to what its buffer holds (products, sums, copies, and kernels' cotangents).
  int accumulates;
  /// How the step consumes the rows of the run that it takes part in.
  fl_along along;
  union {
    struct {
      const fl_run *run;
      ptrdiff_t rows, columns;
      /// The product whose rows the run consumes as they are computed, or NULL: its buffer serves
      /// for some rows at a time, and holds nothing afterwards.
      const struct fl_step *feeder;
      /// Steps that are performed for some rows of the run after the others, or NULL.
      const struct fl_step *consumers;
      ptrdiff_t consumer_count;
      /// A value that these alone read: its buffer, like the feeder's, serves for some rows at a time;
      /// -1 for none.
      int32_t local;
    } run;
    /// `stack` products [m, k] by [k, n], one after another; `bias`, -1 for none, has a number for
    /// each row of C. Of a product, B and C are contiguous along n; of a contraction, A and B along
    /// k; of a lane product, the stack is the contiguous axis of all three. With `partial`, C holds
    /// vectors of partial sums, which the step adds to.
    struct {
      int32_t a, b, c, bias;
      ptrdiff_t m, n, k, a_row, a_column, b_row, b_column, c_row, c_column;
      ptrdiff_t stack, a_stack, b_stack, c_stack;
      int partial;
    } product;
    /// The fold over the middle one of three axes. With `down`, the order of a column's additions
    /// does not depend on the number of columns; with `partial` (and inner 1), y holds vectors of
    /// partial sums, which the step adds to.
    struct {
      int32_t x, y;
      ptrdiff_t outer, count, inner;
      int down, partial;
    } fold;
    /// A box copied between strided places; `cleared` elements of y are set to zero first.
    struct {
      int32_t x, y;
      ptrdiff_t rank, x_offset, y_offset, cleared;
      ptrdiff_t extents[FL_MAX_RANK], x_strides[FL_MAX_RANK], y_strides[FL_MAX_RANK];
    } copy;
    /// `count` rows of `width` numbers; an index is brought into the table and rounded.
    struct {
      int32_t table, indices, values;
      ptrdiff_t table_rows, count, width;
      ptrdiff_t table_row, table_column, value_row, value_column;
    } gather;
    struct {
      int32_t y;
      ptrdiff_t extent;
    } extent;
    /// Images lie with their rows last, [height, width, channels, rows]. In the roles output and
    /// image, `a` is an image, `b` the weights [height, width, channels of a, channels of y], and
    /// `bias`, -1 for none, is added to every place; in the role kernel, `a` and `b` are images and y
    /// is [height, width, channels of a, channels of b], summed in blocks of so many channels; with
    /// `partial`, y holds vectors of partial sums, which the step adds to. An
    /// image's element depends on its own row alone, bit for bit, whatever the number of rows is.
    struct {
      fl_convolution_role role;
      int32_t a, b, y, bias;
      ptrdiff_t rows, a_channels, y_channels, block_in, block_out;
      int partial;
      fl_convolution_axis axes[2];
    } convolution;
  };
} fl_step;

/// What is known of a row that takes steps of its own, one number each.
typedef enum {
  FL_ROW_T,                ///< the time of its state
  FL_ROW_T_NEXT,           ///< the time at which the step that is tried ends
  FL_ROW_H,                ///< that step's size, with its sign
  FL_ROW_H_NEXT,           ///< the size wanted after it
  FL_ROW_SQUARED_ERROR,    ///< the square of its error, relative to the tolerances
  FL_ROW_LOG_ERROR,        ///< the logarithm of the last accepted one
  FL_ROW_AFTER_REJECTION,  ///< 1 when the last step was rejected, else 0
  FL_ROW_NOT_FINITE,       ///< 1 when the last step's error was not finite, else 0
  FL_ROW_ACCEPTED,         ///< the accepted steps so far
  FL_ROW_REJECTED,         ///< the rejected ones
  FL_ROW_VERDICT,          ///< what the last call found
  FL_ROW_STOP,             ///< the time at which a step must end next
  FL_ROW_DIRECTION,        ///< 1 towards it forwards, -1 backwards
  FL_ROW_WANTED,           ///< the size wanted before the step was cut to the stop
  FL_ROW_LOG_ERROR_BEFORE, ///< the logarithm of the squared error before FL_ROW_LOG_ERROR
  FL_ROW_LAST_H,           ///< the size of the last accepted step, 0 for none
  FL_ROW_LOG_RATIO,        ///< the logarithm of its ratio to the one before
  FL_ROW_START,            ///< the time at which the row began
  FL_ROW_END,              ///< the time at which it ends
  FL_ROW_HAS_JUMPED,       ///< 1 when its field may have jumped since the last evaluation
  FL_ROW_JUMPS,            ///< how often it was evaluated anew for that
  FL_ROW_IS_CUT,           ///< 1 when an event ends its last step before FL_ROW_H does
  FL_ROW_FIELDS            ///< the number of fields
} fl_row_field;

/// Why a row takes no further step.
typedef enum {
  FL_STEP_GOES_ON,
  FL_STEP_TOO_MANY,   ///< the limit on steps is met
  FL_STEP_TOO_SMALL,  ///< the step is shorter than the shortest
  FL_STEP_NOT_FINITE  ///< it is, and the last error was not finite
} fl_step_verdict;

/// The knobs of a step size controller: after an accepted step the factor to the next is
///   exp(log_safety - half_alpha log(e1^2) + half_beta log(e2^2)
///       - half_gamma log(e3^2) - ratio log(h1 / h2) - ratio_before log(h2 / h3)),
/// the errors e and sizes h being those of the last three accepted steps, the last first; after a
/// rejected one it is exp(log_safety - half_shrink log(e^2)). The second line is left out when
/// `has_filter` is 0.
typedef struct {
  double log_safety, half_alpha, half_beta, half_shrink, log_least_error;
  double smallest_factor, largest_factor;
  int has_filter;
  double half_gamma, ratio, ratio_before;
  /// Steps are at most `longest`; a row gives up at the larger of `shortest` and `rounding` |t|, and
  /// after `most` steps.
  double longest, shortest, rounding, most;
} fl_step_knobs;

/// A fork-join pool of threads: `fl_pool_run` deals `count` tasks to them and to the caller.
typedef struct fl_pool fl_pool;

/// A pool that runs tasks on `threads` threads in all, the caller's among them (so `threads - 1`
/// are started); NULL when the system refuses.
fl_pool *fl_pool_create(int threads);
int fl_pool_threads(const fl_pool *pool);
/// Calls `task(context, index, worker)` once for each index below `count`, on any thread, and
/// returns when all have returned. `worker` is below the number of threads and no two calls with
/// the same worker run at one time. Calls from two threads at once run one after the other; a call
/// from inside one of the pool's own tasks runs all of its tasks there and then, as that worker.
void fl_pool_run(
    fl_pool *pool, size_t count, void (*task)(void *context, size_t index, size_t worker),
    void *context);
void fl_pool_destroy(fl_pool *pool);

#define FL_REAL float
#define FL_NAME(name) name##_f32
#include "precision.h"
#undef FL_REAL
#undef FL_NAME

#define FL_REAL double
#define FL_NAME(name) name##_f64
#include "precision.h"
#undef FL_REAL
#undef FL_NAME

#endif
