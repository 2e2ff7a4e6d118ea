// The table of one precision's kernels: included by table.h once for each, like precision.h. What
// an entry does is said there, under the same name.

typedef struct {
  void (*unary_apply)(fl_unary operation, size_t n, const FL_REAL *x, FL_REAL *y);
  void (*binary_apply)(
      fl_binary operation, size_t n, const FL_REAL *a, const FL_REAL *b, FL_REAL *y);
  void (*ternary_apply)(
      fl_ternary operation, size_t n, const FL_REAL *a, const FL_REAL *b, const FL_REAL *c,
      FL_REAL *y);
  size_t (*run_scratch)(const fl_run *run);
  void (*run_execute)(
      const fl_run *run, FL_REAL *const *slots, size_t rows, size_t columns, FL_REAL *scratch);
  void (*product)(
      size_t m, size_t n, size_t k, const FL_REAL *a, ptrdiff_t a_row, ptrdiff_t a_column,
      const FL_REAL *b, ptrdiff_t b_row, FL_REAL *c, ptrdiff_t c_row, const FL_REAL *bias,
      int accumulate);
  void (*contract)(
      size_t m, size_t n, size_t k, const FL_REAL *a, ptrdiff_t a_row, const FL_REAL *b,
      ptrdiff_t b_row, FL_REAL *c, ptrdiff_t c_row, ptrdiff_t c_column, int accumulate,
      int partial);
  void (*join_partial)(size_t n, const FL_REAL *partial, FL_REAL *y);
  void (*steps_execute)(
      const fl_step *steps, size_t count, FL_REAL *const *slots, size_t rows, FL_REAL *scratch);
  void (*combine)(
      size_t rows, size_t columns, const FL_REAL *x, const FL_REAL *h, size_t h_step, size_t count,
      const FL_REAL *weights, const FL_REAL *const *k, FL_REAL *y);
  void (*error_norm)(
      size_t rows, size_t columns, const FL_REAL *e, const FL_REAL *x, const FL_REAL *y,
      FL_REAL absolute, FL_REAL relative, FL_REAL *norms);
  void (*combine_rows)(
      size_t rows, size_t columns, const FL_REAL *x, const FL_REAL *h, size_t count,
      const FL_REAL *weights, const FL_REAL *const *k, FL_REAL *y);
  void (*squared_errors)(
      size_t rows, size_t columns, const FL_REAL *x, const FL_REAL *y, const FL_REAL *h,
      size_t count, const FL_REAL *weights, const FL_REAL *const *k, FL_REAL absolute,
      FL_REAL relative, FL_REAL *squares);
  void (*select_rows)(
      size_t rows, size_t columns, const FL_REAL *chosen, const FL_REAL *x, FL_REAL *y);
  void (*combine_row)(
      size_t columns, size_t rows, const FL_REAL *x, FL_REAL h, size_t count,
      const FL_REAL *weights, const FL_REAL *const *k, FL_REAL *y);
  size_t (*propose_steps)(
      const fl_step_knobs *knobs, size_t count, size_t stride, FL_REAL *rows);
  size_t (*judge_steps)(
      const fl_step_knobs *knobs, size_t count, size_t stride, FL_REAL *rows);
  size_t (*advance_steps)(
      const fl_step_knobs *knobs, size_t count, size_t stride, FL_REAL *rows);
  void (*sum)(
      size_t outer, size_t n, size_t inner, const FL_REAL *x, FL_REAL *y, int accumulate);
  void (*maximum)(size_t outer, size_t n, size_t inner, const FL_REAL *x, FL_REAL *y);
  void (*copy)(
      size_t rank, const size_t *extents, const FL_REAL *x, const ptrdiff_t *x_strides, FL_REAL *y,
      const ptrdiff_t *y_strides, int accumulate);
  void (*fill)(size_t n, FL_REAL value, FL_REAL *y);
  void (*scale_add)(size_t n, FL_REAL alpha, const FL_REAL *x, FL_REAL beta, FL_REAL *y);
  FL_REAL (*dot)(size_t n, const FL_REAL *a, const FL_REAL *b);
  int (*all_finite)(size_t n, const FL_REAL *x);
  void (*adam)(
      size_t n, FL_REAL b1, FL_REAL b2, FL_REAL c1, FL_REAL c2, FL_REAL epsilon, FL_REAL *g,
      FL_REAL *m, FL_REAL *v);
  void (*clamp)(size_t n, FL_REAL lower, FL_REAL upper, FL_REAL *x);
} FL_NAME(fl_table);

extern const FL_NAME(fl_table) FL_NAME(fl_table_portable);
extern const FL_NAME(fl_table) FL_NAME(fl_table_avx2);
extern const FL_NAME(fl_table) FL_NAME(fl_table_avx512);
