// The kernels of one precision: included once for `float` and once for `double`, with FL_REAL the
// type and FL_NAME the suffix. No include guard: that is its purpose.

/// y[i] = operation(x[i]) for n elements.
void FL_NAME(fl_unary_apply)(fl_unary operation, size_t n, const FL_REAL *x, FL_REAL *y);

/// y[i] = operation(a[i], b[i]).
void FL_NAME(fl_binary_apply)(
    fl_binary operation, size_t n, const FL_REAL *a, const FL_REAL *b, FL_REAL *y);

/// y[i] = operation(a[i], b[i], c[i]).
void FL_NAME(fl_ternary_apply)(
    fl_ternary operation, size_t n, const FL_REAL *a, const FL_REAL *b, const FL_REAL *c,
    FL_REAL *y);

/// How many elements of scratch memory `fl_run_execute` needs for this run.
size_t FL_NAME(fl_run_scratch)(const fl_run *run);

/// Executes a fused run over `[rows, columns]`; `slots` holds the buffers that loads and stores name.
void FL_NAME(fl_run_execute)(
    const fl_run *run, FL_REAL *const *slots, size_t rows, size_t columns, FL_REAL *scratch);

/// C = A B, or C += A B when `accumulate` is not 0: C is `[m, n]`, B is `[k, n]`, both with
/// contiguous rows (`c_row`, `b_row` apart); A is `[m, k]` with element (i, j) at
/// `a[i * a_row + j * a_column]`, so that a transposed A costs nothing. `bias`, when not NULL, is
/// `[m]`: one number for each row of C. Column j of C depends on A, on column j of B and on the bias
/// alone, bit for bit, whatever n is: an element is one chain of (fused, where the instruction set
/// has them) multiply-adds over increasing k. C must not overlap A or B.
void FL_NAME(fl_product)(
    size_t m, size_t n, size_t k, const FL_REAL *a, ptrdiff_t a_row, ptrdiff_t a_column,
    const FL_REAL *b, ptrdiff_t b_row, FL_REAL *c, ptrdiff_t c_row, const FL_REAL *bias,
    int accumulate);

/// C = A B', or C += A B': A is `[m, k]`, B is `[n, k]`, both with contiguous rows (`a_row`, `b_row`
/// apart); element (i, j) of C is at `c[i * c_row + j * c_column]`. With `partial` not 0, a vector of
/// partial sums of it is, FL_PARTIAL_BYTES times as far on: what fl_join_partial joins.
void FL_NAME(fl_contract)(
    size_t m, size_t n, size_t k, const FL_REAL *a, ptrdiff_t a_row, const FL_REAL *b,
    ptrdiff_t b_row, FL_REAL *c, ptrdiff_t c_row, ptrdiff_t c_column, int accumulate, int partial);

/// y[i] += the sum of the i-th vector of partial sums.
void FL_NAME(fl_join_partial)(size_t n, const FL_REAL *partial, FL_REAL *y);

/// Performs the steps of a program one after another over `rows` rows. `scratch` is what the largest
/// of its steps needs: a run what `fl_run_scratch` says, the cotangent of a convolution's kernel 64
/// bytes for each place of the kernel and pair of a block's channels.
void FL_NAME(fl_steps_execute)(
    const fl_step *steps, size_t count, FL_REAL *const *slots, size_t rows, FL_REAL *scratch);

/// y[r, c] = x[r, c] + h[r * h_step] * sum over i of weights[i] * k[i][r, c]: the stage of a
/// Runge-Kutta method. `x` may be NULL (zero); `h_step` is 0 (one step size) or 1 (one a row).
void FL_NAME(fl_combine)(
    size_t rows, size_t columns, const FL_REAL *x, const FL_REAL *h, size_t h_step, size_t count,
    const FL_REAL *weights, const FL_REAL *const *k, FL_REAL *y);

/// norms[r] = sqrt(mean over c of (e[r, c] / (absolute + relative * max(|x[r, c]|, |y[r, c]|)))^2).
void FL_NAME(fl_error_norm)(
    size_t rows, size_t columns, const FL_REAL *e, const FL_REAL *x, const FL_REAL *y,
    FL_REAL absolute, FL_REAL relative, FL_REAL *norms);

/// y[c, r] = x[c, r] + h[r] * sum over i of weights[i] * k[i][c, r], the rows last: element (c, r) is
/// at c * rows + r. `x` may be NULL (zero).
void FL_NAME(fl_combine_rows)(
    size_t rows, size_t columns, const FL_REAL *x, const FL_REAL *h, size_t count,
    const FL_REAL *weights, const FL_REAL *const *k, FL_REAL *y);

/// squares[r] = mean over c of (h[r] e[c, r] / (absolute + relative * max(|x[c, r]|, |y[c, r]|)))^2
/// with e[c, r] = sum over i of weights[i] * k[i][c, r], the rows last; NaN where y is not finite.
void FL_NAME(fl_squared_errors)(
    size_t rows, size_t columns, const FL_REAL *x, const FL_REAL *y, const FL_REAL *h,
    size_t count, const FL_REAL *weights, const FL_REAL *const *k, FL_REAL absolute,
    FL_REAL relative, FL_REAL *squares);

/// y[c, r] = x[c, r] for the rows r whose `chosen` is not 0, the rows last.
void FL_NAME(fl_select_rows)(
    size_t rows, size_t columns, const FL_REAL *chosen, const FL_REAL *x, FL_REAL *y);

/// One row of `fl_combine_rows`: the pointers are to its first component, `rows` numbers before the
/// next one. `y` is contiguous.
void FL_NAME(fl_combine_row)(
    size_t columns, size_t rows, const FL_REAL *x, FL_REAL h, size_t count,
    const FL_REAL *weights, const FL_REAL *const *k, FL_REAL *y);

/// Cuts the step that each of `count` rows wants to its next stop, sets the time at which it ends,
/// and says in FL_ROW_VERDICT (an `fl_step_verdict`) why there is none; returns how many rows
/// have none. `rows` has the fields of `fl_row_field`, each `stride` numbers, a multiple of 16.
size_t FL_NAME(fl_propose_steps)(
    const fl_step_knobs *knobs, size_t count, size_t stride, FL_REAL *rows);

/// Judges steps by FL_ROW_SQUARED_ERROR: at most 1 is accepted (FL_ROW_VERDICT 1), all else rejected
/// (0), which are counted; sets the step wanted next. Returns how many are accepted.
size_t FL_NAME(fl_judge_steps)(
    const fl_step_knobs *knobs, size_t count, size_t stride, FL_REAL *rows);

/// Makes the ends of accepted steps the rows' times and the steps wanted next their steps; sets
/// FL_ROW_VERDICT to 1 for rows that are at their next stop, 0 for others, and counts them. A step
/// that was cut to a stop does not shorten those after it.
size_t FL_NAME(fl_advance_steps)(
    const fl_step_knobs *knobs, size_t count, size_t stride, FL_REAL *rows);

/// y[o, i] = sum (or maximum) over r of x[o, r, i]; added to y when `accumulate` is not 0 (sums
/// only). The order of the additions depends on the three extents only, and long sums are split, so
/// that errors grow slowly. NaN comes through both; the maximum of nothing is -infinity.
void FL_NAME(fl_sum)(
    size_t outer, size_t n, size_t inner, const FL_REAL *x, FL_REAL *y, int accumulate);
void FL_NAME(fl_maximum)(size_t outer, size_t n, size_t inner, const FL_REAL *x, FL_REAL *y);

/// Copies a box of at most FL_MAX_RANK axes between strided places (strides in elements, 0 to
/// repeat a source element); adds instead of copying when `accumulate` is not 0. The boxes must not
/// overlap.
void FL_NAME(fl_copy)(
    size_t rank, const size_t *extents, const FL_REAL *x, const ptrdiff_t *x_strides, FL_REAL *y,
    const ptrdiff_t *y_strides, int accumulate);

/// y[i] = value.
void FL_NAME(fl_fill)(size_t n, FL_REAL value, FL_REAL *y);

/// y[i] = alpha * x[i] + beta * y[i]; y is not read when beta is 0.
void FL_NAME(fl_scale_add)(size_t n, FL_REAL alpha, const FL_REAL *x, FL_REAL beta, FL_REAL *y);

/// The sum over i of a[i] * b[i], in an order that depends on n only.
FL_REAL FL_NAME(fl_dot)(size_t n, const FL_REAL *a, const FL_REAL *b);

/// 1 when all n elements are finite, else 0.
int FL_NAME(fl_all_finite)(size_t n, const FL_REAL *x);

/// One step of Adam's moments: m = b1 m + (1 - b1) g and v = b2 v + (1 - b2) g^2; then g becomes
/// (m c1) / (sqrt(v c2) + epsilon). No two buffers may overlap.
void FL_NAME(fl_adam)(
    size_t n, FL_REAL b1, FL_REAL b2, FL_REAL c1, FL_REAL c2, FL_REAL epsilon, FL_REAL *g,
    FL_REAL *m, FL_REAL *v);

/// Brings x[i] into [lower, upper]; NaN stays.
void FL_NAME(fl_clamp)(size_t n, FL_REAL lower, FL_REAL upper, FL_REAL *x);
