// Products whose inner axis is contiguous in both factors: C = A B', the rows of A and of B dotted
// with one another. In a program these are sums over the batch: gradients by weights.
//
// A tile of C keeps one vector of partial sums for each element while the vectors of the inner axis
// go by; the partial sums of a tile are joined at once, by the shuffles that would transpose them.
// A large product packs the transpose of B instead, and is one like all others. Where the caller adds
// up many, it may keep the vectors of partial sums, and have them joined once at the end.

/// A tile has this many elements, as 4 by 4, 8 by 2 or 16 by 1.
enum { TILE_ELEMENTS = 16 };

typedef struct {
  size_t k;
  const real *a, *b;
  ptrdiff_t a_row, b_row;
  /// Where the elements of C go: to places by strides, or, as vectors of partial sums, to places
  /// PARTIAL times as far apart.
  real *c;
  ptrdiff_t c_row, c_column;
  int accumulates;
} dots;

/// One vector of each row of A, or its first `part` lanes, times the same of the rows of B.
INLINE void dot_vectors(
    const size_t rows, const size_t columns, size_t part, const dots *x, size_t p, vec *sums) {
  vec bs[4];
#pragma clang loop unroll(full)
  for (size_t j = 0; j < columns; j += 1) {
    const real *b = x->b + (ptrdiff_t)j * x->b_row + p;
    bs[j] = part > 0 ? load_part(b, part) : load(b);
  }
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; i += 1) {
    const real *a = x->a + (ptrdiff_t)i * x->a_row + p;
    vec factor = part > 0 ? load_part(a, part) : load(a);
#pragma clang loop unroll(full)
    for (size_t j = 0; j < columns; j += 1) {
      sums[i * columns + j] = fma_(factor, bs[j], sums[i * columns + j]);
    }
  }
}

INLINE void dot_sums(const size_t rows, const size_t columns, const dots *x, vec *sums) {
  size_t p = 0;
  for (; p + LANES <= x->k; p += LANES) dot_vectors(rows, columns, 0, x, p, sums);
  if (p < x->k) dot_vectors(rows, columns, x->k - p, x, p, sums);
}

/// The sum over the lanes of each of LANES vectors, in their order: a transposition that adds up
/// what it would put side by side.
INLINE vec join_rows(vec *sums) {
#pragma clang loop unroll(full)
  for (int half = LANES / 2; half > 0; half /= 2) {
#pragma clang loop unroll(full)
    for (int i = 0; i < half; i += 1) {
      sums[i] = __builtin_shufflevector(sums[i], sums[i + half], LOW_HALVES) +
                __builtin_shufflevector(sums[i], sums[i + half], HIGH_HALVES);
    }
  }
  return sums[0];
}

/// The sums of the lanes of `count` vectors. Those behind the last are not read.
static void join_all(size_t count, const vec *sums, real *y) {
  vec group[LANES];
  size_t e = 0;
  for (; e + LANES <= count; e += LANES) {
    for (size_t i = 0; i < LANES; i += 1) group[i] = sums[e + i];
    store(y + e, join_rows(group));
  }
  if (e == count) return;
  for (size_t i = 0; i < LANES; i += 1) group[i] = e + i < count ? sums[e + i] : spread(R(0.0));
  vec joined = join_rows(group);
  for (size_t i = 0; e + i < count; i += 1) y[e + i] = joined[i];
}

/// A tile of C as vectors of partial sums, which it adds to.
INLINE void dot_partial(const size_t rows, const size_t columns, const dots *x) {
  vec sums[TILE_ELEMENTS];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; i += 1) {
#pragma clang loop unroll(full)
    for (size_t j = 0; j < columns; j += 1) {
      sums[i * columns + j] =
          load(x->c + ((ptrdiff_t)i * x->c_row + (ptrdiff_t)j * x->c_column) * PARTIAL);
    }
  }
  dot_sums(rows, columns, x, sums);
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; i += 1) {
#pragma clang loop unroll(full)
    for (size_t j = 0; j < columns; j += 1) {
      store(
          x->c + ((ptrdiff_t)i * x->c_row + (ptrdiff_t)j * x->c_column) * PARTIAL,
          sums[i * columns + j]);
    }
  }
}

/// A tile of C, its lanes joined.
INLINE void dot_joined(const size_t rows, const size_t columns, const dots *x) {
  vec sums[TILE_ELEMENTS];
#pragma clang loop unroll(full)
  for (size_t e = 0; e < rows * columns; e += 1) sums[e] = spread(R(0.0));
  dot_sums(rows, columns, x, sums);
  real joined[TILE_ELEMENTS];
  join_all(rows * columns, sums, joined);
  for (size_t i = 0; i < rows; i += 1) {
    for (size_t j = 0; j < columns; j += 1) {
      real *c = x->c + (ptrdiff_t)i * x->c_row + (ptrdiff_t)j * x->c_column;
      real value = joined[i * columns + j];
      *c = x->accumulates ? *c + value : value;
    }
  }
}

#define DOT_TILE(rows, columns)                                                              \
  static void dot_joined_##rows##_##columns(const dots *x) { dot_joined(rows, columns, x); } \
  static void dot_partial_##rows##_##columns(const dots *x) { dot_partial(rows, columns, x); }
#define DOT_TILES(columns) \
  DOT_TILE(1, columns) DOT_TILE(2, columns) DOT_TILE(3, columns) DOT_TILE(4, columns)
#define DOT_PAIR(rows, columns) {dot_joined_##rows##_##columns, dot_partial_##rows##_##columns}
#define DOT_PAIRS(columns) \
  {DOT_PAIR(1, columns), DOT_PAIR(2, columns), DOT_PAIR(3, columns), DOT_PAIR(4, columns)}
DOT_TILES(1) DOT_TILES(2) DOT_TILES(3) DOT_TILES(4)
DOT_TILE(8, 1) DOT_TILE(16, 1) DOT_TILE(8, 2)

typedef void (*dot_kernel)(const dots *x);

/// The tile for what is left: as many rows as it has a kernel for, and which kernel.
static dot_kernel dot_kernel_for(size_t rows, size_t columns, int partial, size_t *taken) {
  static const dot_kernel small[4][4][2] = {DOT_PAIRS(1), DOT_PAIRS(2), DOT_PAIRS(3), DOT_PAIRS(4)};
  static const dot_kernel tall[3][2] = {DOT_PAIR(8, 1), DOT_PAIR(16, 1), DOT_PAIR(8, 2)};
  if (columns == 1 && rows >= 16) return *taken = 16, tall[1][partial];
  if (columns == 1 && rows >= 8) return *taken = 8, tall[0][partial];
  if (columns == 2 && rows >= 8) return *taken = 8, tall[2][partial];
  *taken = smaller(rows, 4);
  return small[columns - 1][*taken - 1][partial];
}

/// Whether turning the `n` rows of B around, to be the lanes of a product, costs less than joining
/// the lanes of all elements of C: about a third of a cycle for each element of B against five for
/// each of C.
static int turning_pays(size_t m, size_t n, size_t k) { return 2 * n >= LANES && 16 * m >= k; }

static void contract(
    size_t m, size_t n, size_t k, const real *a, ptrdiff_t a_row, const real *b, ptrdiff_t b_row,
    real *c, ptrdiff_t c_row, ptrdiff_t c_column, int accumulate, int partial) {
  if (!partial && c_column == 1 && turning_pays(m, n, k)) {
    const matrices x = {m, n, k, a, a_row, 1, b, b_row, 1, c, c_row, NULL, accumulate};
    multiply(&x);
    return;
  }
  if (!partial && c_row == 1 && turning_pays(n, m, k)) {
    const matrices x = {n, m, k, b, b_row, 1, a, a_row, 1, c, c_column, NULL, accumulate};
    multiply(&x);
    return;
  }
  if (n > m) {
    // The taller factor's rows fill tiles of few columns.
    contract(n, m, k, b, b_row, a, a_row, c, c_column, c_row, accumulate, partial);
    return;
  }
  const ptrdiff_t wide = partial ? PARTIAL : 1;
  for (size_t j = 0; j < n; j += 4) {
    const size_t columns = smaller(4, n - j);
    dots x = {k, a, b + (ptrdiff_t)j * b_row, a_row, b_row, c + (ptrdiff_t)j * c_column * wide,
              c_row, c_column, accumulate};
    for (size_t i = 0; i < m;) {
      size_t rows;
      dot_kernel_for(m - i, columns, partial != 0, &rows)(&x);
      x.a += (ptrdiff_t)rows * a_row;
      x.c += (ptrdiff_t)rows * c_row * wide;
      i += rows;
    }
  }
}

/// y[i] += the sum of the lanes of vector i of x, the vectors PARTIAL elements apart.
static void join_partial(size_t count, const real *x, real *y) {
  for (size_t i = 0; i < count; i += LANES) {
    const size_t left = smaller(LANES, count - i);
    vec group[LANES];
    for (size_t e = 0; e < LANES; e += 1) {
      group[e] = e < left ? load(x + (i + e) * PARTIAL) : spread(R(0.0));
    }
    vec joined = join_rows(group);
    if (left == LANES) {
      store(y + i, load(y + i) + joined);
    } else {
      store_part(y + i, load_part(y + i, left) + joined, left);
    }
  }
}
