// Transposition in registers: squares of LANES by LANES.
//
// Interleaving the first half of the rows with the second turns the row number's highest bit into
// the column number's lowest (a perfect shuffle); after log2(LANES) rounds rows and columns have
// changed places.

#if LANES == 2
#define LOW_HALVES 0, 2
#define HIGH_HALVES 1, 3
#elif LANES == 4
#define LOW_HALVES 0, 4, 1, 5
#define HIGH_HALVES 2, 6, 3, 7
#elif LANES == 8
#define LOW_HALVES 0, 8, 1, 9, 2, 10, 3, 11
#define HIGH_HALVES 4, 12, 5, 13, 6, 14, 7, 15
#else
#define LOW_HALVES 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define HIGH_HALVES 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#endif

/// y[j, i] = x[i, j] for one square.
INLINE void transpose_square(const real *x, ptrdiff_t x_row, real *y, ptrdiff_t y_row) {
  vec rows[LANES], next[LANES];
#pragma clang loop unroll(full)
  for (ptrdiff_t i = 0; i < LANES; i += 1) rows[i] = load(x + i * x_row);
#pragma clang loop unroll(full)
  for (int round = 1; round < LANES; round *= 2) {
#pragma clang loop unroll(full)
    for (int i = 0; i < LANES / 2; i += 1) {
      next[2 * i] = __builtin_shufflevector(rows[i], rows[i + LANES / 2], LOW_HALVES);
      next[2 * i + 1] = __builtin_shufflevector(rows[i], rows[i + LANES / 2], HIGH_HALVES);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < LANES; i += 1) rows[i] = next[i];
  }
#pragma clang loop unroll(full)
  for (ptrdiff_t i = 0; i < LANES; i += 1) store(y + i * y_row, rows[i]);
}

/// y[j, i] = x[i, j] for i below `rows` and j below `columns`. Four squares of rows at a time: the
/// next square ends the lines of y that the last began, before either side's lines leave the cache.
static void transpose(
    size_t rows, size_t columns, const real *x, ptrdiff_t x_row, real *y, ptrdiff_t y_row) {
  const ptrdiff_t whole_rows = (ptrdiff_t)(rows - rows % LANES);
  const ptrdiff_t whole_columns = (ptrdiff_t)(columns - columns % LANES);
  const ptrdiff_t m = (ptrdiff_t)rows, n = (ptrdiff_t)columns;
  for (ptrdiff_t strip = 0; strip < whole_rows; strip += 4 * LANES) {
    const ptrdiff_t end = strip + 4 * LANES < whole_rows ? strip + 4 * LANES : whole_rows;
    for (ptrdiff_t j = 0; j < whole_columns; j += LANES) {
      for (ptrdiff_t i = strip; i < end; i += LANES) {
        transpose_square(x + i * x_row + j, x_row, y + j * y_row + i, y_row);
      }
    }
  }
  for (ptrdiff_t j = whole_columns; j < n; j += 1) {
    for (ptrdiff_t i = 0; i < whole_rows; i += 1) y[j * y_row + i] = x[i * x_row + j];
  }
  for (ptrdiff_t i = whole_rows; i < m; i += 1) {
    for (ptrdiff_t j = 0; j < n; j += 1) y[j * y_row + i] = x[i * x_row + j];
  }
}
