// Matrix products with few columns, where vectors along the rows of C would be mostly idle.
//
// Where the rows of A are contiguous, an element is a dot product with as many partial sums as a
// vector has lanes; the partial sums of LANES rows are joined at once, by the shuffles that would
// transpose them. Where the columns of A are contiguous, vectors run down the columns of C.

/// The most columns that count as few, and the longest dot products made in one piece.
enum { NARROW = 4, LONGEST_DOT = 1024 };

/// Adds the products of one vector of each of `rows` rows of A, of its first `part` lanes if that is
/// not 0, with the same vector of the rows of B'.
INLINE void dot_vector(
    const size_t rows, const size_t n, size_t part, const real *a, ptrdiff_t a_row, const real *b,
    size_t b_row, vec partial[4][NARROW]) {
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; i += 1) {
    const real *x = a + (ptrdiff_t)i * a_row;
    vec factor = part > 0 ? load_part(x, part) : load(x);
#pragma clang loop unroll(full)
    for (size_t j = 0; j < n; j += 1) {
      partial[i][j] = fma_(factor, load(b + j * b_row), partial[i][j]);
    }
  }
}

/// The partial sums of `rows` rows of A with each of the `n` rows of B', in the order of C.
INLINE void dot_rows(
    const size_t rows, const size_t n, size_t k, const real *a, ptrdiff_t a_row, const real *b,
    size_t b_row, vec *sums) {
  vec partial[4][NARROW];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; i += 1) {
#pragma clang loop unroll(full)
    for (size_t j = 0; j < n; j += 1) partial[i][j] = spread(R(0.0));
  }
  const real *end = a + k / LANES * LANES;
  for (; a < end; a += LANES, b += LANES) dot_vector(rows, n, 0, a, a_row, b, b_row, partial);
  if (k % LANES > 0) dot_vector(rows, n, k % LANES, a, a_row, b, b_row, partial);
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; i += 1) {
#pragma clang loop unroll(full)
    for (size_t j = 0; j < n; j += 1) sums[i * n + j] = partial[i][j];
  }
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

/// B', its rows filled up with zeros to whole vectors.
INLINE void turn_right(const size_t n, const matrices *x, size_t width, real *turned) {
  for (size_t j = 0; j < n; j += 1, turned += width) {
    const real *b = x->b + j;
    for (size_t p = 0; p < x->k; p += 1, b += x->b_row) turned[p] = *b;
    for (size_t p = x->k; p < width; p += 1) turned[p] = 0;
  }
}

/// C by dot products, `n` known to the compiler: LANES rows of C, n vectors, at a time.
INLINE void dots(const size_t n, const matrices *x) {
  _Alignas(64) real turned[NARROW * (LONGEST_DOT + LANES)], results[NARROW * LANES];
  const size_t width = (x->k + LANES - 1) / LANES * LANES;
  turn_right(n, x, width, turned);
  vec sums[NARROW * LANES], starts[NARROW];
  for (size_t i = 0; i < n * LANES; i += 1) {
    sums[i] = spread(R(0.0));
    results[i] = x->bias == NULL || x->accumulate ? R(0.0) : x->bias[i % n];
  }
  for (size_t v = 0; v < n; v += 1) starts[v] = load(results + v * LANES);
  for (size_t row = 0; row < x->m; row += LANES) {
    const size_t rows = smaller(LANES, x->m - row);
    const real *a = x->a + (ptrdiff_t)row * x->a_row;
    size_t i = 0;
    for (; i + 4 <= rows; i += 4, a += 4 * x->a_row) {
      dot_rows(4, n, x->k, a, x->a_row, turned, width, sums + i * n);
    }
    for (; i < rows; i += 1, a += x->a_row) {
      dot_rows(1, n, x->k, a, x->a_row, turned, width, sums + i * n);
    }
    real *c = x->c + (ptrdiff_t)row * x->c_row;
    const int whole = rows == LANES && x->c_row == (ptrdiff_t)n;
#pragma clang loop unroll(full)
    for (size_t v = 0; v < n; v += 1) {
      vec result = join_rows(sums + v * LANES) + starts[v];
      real *place = (whole ? c : results) + v * LANES;
      store(place, whole && x->accumulate ? load(place) + result : result);
    }
    if (whole) continue;
    for (i = 0; i < rows; i += 1, c += x->c_row) {
      for (size_t j = 0; j < n; j += 1) {
        c[j] = x->accumulate ? c[j] + results[i * n + j] : results[i * n + j];
      }
    }
  }
}

static void multiply_by_dots(const matrices *x) {
  switch (x->n) {
    case 1: dots(1, x); break;
    case 2: dots(2, x); break;
    case 3: dots(3, x); break;
    default: dots(4, x);
  }
}

/// C' = B' A' by blocks of rows of C, into a small buffer that is then transposed into C. The
/// columns of A are contiguous.
static void multiply_turned(const matrices *x) {
  enum { WIDTH = 4 * LANES };
  _Alignas(64) real sums[NARROW * WIDTH];
  matrices y = {
      .m = x->n, .k = x->k, .a = x->b, .a_row = 1, .a_column = x->b_row, .b_row = x->a_column,
      .c = sums, .c_row = WIDTH, .accumulate = 1};
  for (size_t row = 0; row < x->m; row += WIDTH) {
    real *c = x->c + (ptrdiff_t)row * x->c_row;
    y.n = smaller(WIDTH, x->m - row);
    y.b = x->a + row;
    for (size_t j = 0; j < x->n; j += 1) {
      real start = x->bias == NULL ? R(0.0) : x->bias[j];
      for (size_t i = 0; i < y.n; i += 1) {
        sums[j * WIDTH + i] = x->accumulate ? c[(ptrdiff_t)i * x->c_row + (ptrdiff_t)j] : start;
      }
    }
    multiply(&y);
    for (size_t i = 0; i < y.n; i += 1) {
      for (size_t j = 0; j < x->n; j += 1) {
        c[(ptrdiff_t)i * x->c_row + (ptrdiff_t)j] = sums[j * WIDTH + i];
      }
    }
  }
}
