// The public functions of one precision: each calls the entry of its name in the table in use.
// Included by dispatch.c once for each precision.

void FL_NAME(fl_unary_apply)(fl_unary operation, size_t n, const FL_REAL *x, FL_REAL *y) {
  FL_TABLE->unary_apply(operation, n, x, y);
}

void FL_NAME(fl_binary_apply)(
    fl_binary operation, size_t n, const FL_REAL *a, const FL_REAL *b, FL_REAL *y) {
  FL_TABLE->binary_apply(operation, n, a, b, y);
}

void FL_NAME(fl_ternary_apply)(
    fl_ternary operation, size_t n, const FL_REAL *a, const FL_REAL *b, const FL_REAL *c,
    FL_REAL *y) {
  FL_TABLE->ternary_apply(operation, n, a, b, c, y);
}

size_t FL_NAME(fl_run_scratch)(const fl_run *run) { return FL_TABLE->run_scratch(run); }

void FL_NAME(fl_run_execute)(
    const fl_run *run, FL_REAL *const *slots, size_t rows, size_t columns, FL_REAL *scratch) {
  FL_TABLE->run_execute(run, slots, rows, columns, scratch);
}

void FL_NAME(fl_product)(
    size_t m, size_t n, size_t k, const FL_REAL *a, ptrdiff_t a_row, ptrdiff_t a_column,
    const FL_REAL *b, ptrdiff_t b_row, FL_REAL *c, ptrdiff_t c_row, const FL_REAL *bias,
    int accumulate) {
  FL_TABLE->product(m, n, k, a, a_row, a_column, b, b_row, c, c_row, bias, accumulate);
}

void FL_NAME(fl_contract)(
    size_t m, size_t n, size_t k, const FL_REAL *a, ptrdiff_t a_row, const FL_REAL *b,
    ptrdiff_t b_row, FL_REAL *c, ptrdiff_t c_row, ptrdiff_t c_column, int accumulate, int partial) {
  FL_TABLE->contract(m, n, k, a, a_row, b, b_row, c, c_row, c_column, accumulate, partial);
}

void FL_NAME(fl_join_partial)(size_t n, const FL_REAL *partial, FL_REAL *y) {
  FL_TABLE->join_partial(n, partial, y);
}

void FL_NAME(fl_steps_execute)(
    const fl_step *steps, size_t count, FL_REAL *const *slots, size_t rows, FL_REAL *scratch) {
  FL_TABLE->steps_execute(steps, count, slots, rows, scratch);
}

void FL_NAME(fl_combine)(
    size_t rows, size_t columns, const FL_REAL *x, const FL_REAL *h, size_t h_step, size_t count,
    const FL_REAL *weights, const FL_REAL *const *k, FL_REAL *y) {
  FL_TABLE->combine(rows, columns, x, h, h_step, count, weights, k, y);
}

void FL_NAME(fl_error_norm)(
    size_t rows, size_t columns, const FL_REAL *e, const FL_REAL *x, const FL_REAL *y,
    FL_REAL absolute, FL_REAL relative, FL_REAL *norms) {
  FL_TABLE->error_norm(rows, columns, e, x, y, absolute, relative, norms);
}

void FL_NAME(fl_combine_rows)(
    size_t rows, size_t columns, const FL_REAL *x, const FL_REAL *h, size_t count,
    const FL_REAL *weights, const FL_REAL *const *k, FL_REAL *y) {
  FL_TABLE->combine_rows(rows, columns, x, h, count, weights, k, y);
}

void FL_NAME(fl_squared_errors)(
    size_t rows, size_t columns, const FL_REAL *x, const FL_REAL *y, const FL_REAL *h,
    size_t count, const FL_REAL *weights, const FL_REAL *const *k, FL_REAL absolute,
    FL_REAL relative, FL_REAL *squares) {
  FL_TABLE->squared_errors(
      rows, columns, x, y, h, count, weights, k, absolute, relative, squares);
}

void FL_NAME(fl_select_rows)(
    size_t rows, size_t columns, const FL_REAL *chosen, const FL_REAL *x, FL_REAL *y) {
  FL_TABLE->select_rows(rows, columns, chosen, x, y);
}

void FL_NAME(fl_combine_row)(
    size_t columns, size_t rows, const FL_REAL *x, FL_REAL h, size_t count,
    const FL_REAL *weights, const FL_REAL *const *k, FL_REAL *y) {
  FL_TABLE->combine_row(columns, rows, x, h, count, weights, k, y);
}

size_t FL_NAME(fl_propose_steps)(
    const fl_step_knobs *knobs, size_t count, size_t stride, FL_REAL *rows) {
  return FL_TABLE->propose_steps(knobs, count, stride, rows);
}

size_t FL_NAME(fl_judge_steps)(
    const fl_step_knobs *knobs, size_t count, size_t stride, FL_REAL *rows) {
  return FL_TABLE->judge_steps(knobs, count, stride, rows);
}

size_t FL_NAME(fl_advance_steps)(
    const fl_step_knobs *knobs, size_t count, size_t stride, FL_REAL *rows) {
  return FL_TABLE->advance_steps(knobs, count, stride, rows);
}

void FL_NAME(fl_sum)(
    size_t outer, size_t n, size_t inner, const FL_REAL *x, FL_REAL *y, int accumulate) {
  FL_TABLE->sum(outer, n, inner, x, y, accumulate);
}

void FL_NAME(fl_maximum)(size_t outer, size_t n, size_t inner, const FL_REAL *x, FL_REAL *y) {
  FL_TABLE->maximum(outer, n, inner, x, y);
}

void FL_NAME(fl_copy)(
    size_t rank, const size_t *extents, const FL_REAL *x, const ptrdiff_t *x_strides, FL_REAL *y,
    const ptrdiff_t *y_strides, int accumulate) {
  FL_TABLE->copy(rank, extents, x, x_strides, y, y_strides, accumulate);
}

void FL_NAME(fl_fill)(size_t n, FL_REAL value, FL_REAL *y) { FL_TABLE->fill(n, value, y); }

void FL_NAME(fl_scale_add)(size_t n, FL_REAL alpha, const FL_REAL *x, FL_REAL beta, FL_REAL *y) {
  FL_TABLE->scale_add(n, alpha, x, beta, y);
}

FL_REAL FL_NAME(fl_dot)(size_t n, const FL_REAL *a, const FL_REAL *b) {
  return FL_TABLE->dot(n, a, b);
}

int FL_NAME(fl_all_finite)(size_t n, const FL_REAL *x) { return FL_TABLE->all_finite(n, x); }

void FL_NAME(fl_adam)(
    size_t n, FL_REAL b1, FL_REAL b2, FL_REAL c1, FL_REAL c2, FL_REAL epsilon, FL_REAL *g,
    FL_REAL *m, FL_REAL *v) {
  FL_TABLE->adam(n, b1, b2, c1, c2, epsilon, g, m, v);
}

void FL_NAME(fl_clamp)(size_t n, FL_REAL lower, FL_REAL upper, FL_REAL *x) {
  FL_TABLE->clamp(n, lower, upper, x);
}
