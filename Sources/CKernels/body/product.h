// Matrix products: panels of a few vectors of columns, by blocks of k, by tiles of rows.
//
// A panel of B that is not made of whole vectors, or that many rows of A will use, is packed into a
// contiguous block on the stack, which stays in the first-level cache. Vectors run along the columns
// of B and C, which in a program are the rows of the batch.

/// The rows of a packed block of B: 256 times 2 vectors are 32 KiB in AVX-512.
enum { BLOCK_K = 256 };

/// Copies `k` rows of `columns` elements into rows of `width`, zero-padded.
static void pack(
    size_t k, size_t columns, size_t width, const real *b, ptrdiff_t b_row, real *packed) {
  for (size_t p = 0; p < k; p += 1, b += b_row, packed += width) {
    size_t j = 0;
    for (; j + LANES <= columns; j += LANES) store(packed + j, load(b + j));
    if (j < columns) {
      store(packed + j, load_part(b + j, columns - j));
      j += LANES;
    }
    for (; j < width; j += LANES) store(packed + j, spread(R(0.0)));
  }
}

/// The transpose of `columns` rows of k elements, as rows of `width`, zero-padded.
static void pack_turned(
    size_t k, size_t columns, size_t width, const real *b, ptrdiff_t b_row, real *packed) {
  transpose(columns, k, b, b_row, packed, (ptrdiff_t)width);
  if (columns == width) return;
  for (size_t p = 0; p < k; p += 1) fill(width - columns, R(0.0), packed + p * width + columns);
}

/// All rows of C, in tiles of nearly equal height, by one panel of `vectors` and one block of k.
static void sweep_rows(size_t m, size_t vectors, tile t) {
  size_t most = vectors == WIDE ? MOST_ROWS_WIDE : MOST_ROWS;
  size_t tiles = (m + most - 1) / most;
  for (size_t i = 0; i < tiles; i += 1) {
    size_t rows = m / tiles + (i < m % tiles);
    (vectors == WIDE ? wide_micros[rows - 1] : micros[rows - 1][vectors - 1])(&t);
    t.a += (ptrdiff_t)rows * t.a_row;
    t.c += (ptrdiff_t)rows * t.c_row;
    if (t.bias != NULL) t.bias += rows;
  }
}

static void multiply_panel(const matrices *x, size_t column, size_t columns, size_t vectors) {
  _Alignas(64) real packed[BLOCK_K * 2 * LANES];
  const size_t width = vectors * LANES;
  const size_t block = BLOCK_K * 2 / (vectors > 2 ? vectors : 2);
  const int packs =
      x->turned || columns < width || (x->m > 2 * MOST_ROWS && x->b_row != (ptrdiff_t)width);
  tile t = {
      .columns = columns, .a_row = x->a_row, .a_column = x->a_column, .c = x->c + column,
      .c_row = x->c_row, .continues = x->accumulate, .bias = x->bias};
  size_t p = 0;
  do {
    t.k = smaller(block, x->k - p);
    t.a = x->a + (ptrdiff_t)p * x->a_column;
    t.b = x->b + (ptrdiff_t)p * x->b_row + column;
    t.b_row = x->b_row;
    if (x->turned) {
      pack_turned(
          t.k, columns, width, x->b + (ptrdiff_t)column * x->b_row + p, x->b_row, packed);
    } else if (packs) {
      pack(t.k, columns, width, t.b, t.b_row, packed);
    }
    if (packs) {
      t.b = packed;
      t.b_row = (ptrdiff_t)width;
    }
    sweep_rows(x->m, vectors, t);
    t.continues = 1;
    p += t.k;
  } while (p < x->k);
}

/// C by panels of columns; the widest that its rows leave registers for.
static void multiply(const matrices *x) {
  for (size_t column = 0; column < x->n;) {
    size_t left = x->n - column;
    size_t vectors = left <= LANES ? 1 : 2;
    if (x->m <= MOST_ROWS_WIDE && left > 2 * LANES) vectors = WIDE;
    size_t columns = smaller(left, vectors * LANES);
    multiply_panel(x, column, columns, vectors);
    column += columns;
  }
}

static void add_bias(const matrices *x) {
  for (size_t i = 0; i < x->m; i += 1) {
    real *c = x->c + (ptrdiff_t)i * x->c_row;
    for (size_t j = 0; j < x->n; j += 1) c[j] += x->bias[i];
  }
}

static void product(
    size_t m, size_t n, size_t k, const real *a, ptrdiff_t a_row, ptrdiff_t a_column, const real *b,
    ptrdiff_t b_row, real *c, ptrdiff_t c_row, const real *bias, int accumulate) {
  const matrices x = {m, n, k, a, a_row, a_column, b, b_row, 0, c, c_row, bias, accumulate};
  if (m == 0 || n == 0) return;
  if (accumulate && bias != NULL) add_bias(&x);
  if (k > 0 && k <= MOST_OUTER) {
    outers[k - 1](&x);
  } else {
    multiply(&x);
  }
}
