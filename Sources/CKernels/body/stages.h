// What Runge-Kutta methods do between evaluations: combine slopes, and measure the error.

/// y = alpha x + beta y; y is not read when beta is zero.
static void scale_add(size_t n, real alpha, const real *x, real beta, real *y) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    vec old = beta == R(0.0) ? spread(R(0.0)) : beta * load(y + i);
    store(y + i, fma_(spread(alpha), load(x + i), old));
  }
  if (i < n) {
    vec old = beta == R(0.0) ? spread(R(0.0)) : beta * load_part(y + i, n - i);
    store_part(y + i, fma_(spread(alpha), load_part(x + i, n - i), old), n - i);
  }
}

/// What a combination reads; h is a vector per element when `h_tile` is given, else one number.
typedef struct {
  const real *x, *h_tile;
  real h;
  size_t count;
  const real *weights;
  const real *const *k;
} combination;

/// The combination at `vectors` whole vectors from `i`, or in the first `part` lanes of one.
INLINE void combine_at(
    const combination *t, size_t offset, size_t i, size_t vectors, size_t part, real *y) {
  vec sums[4];
  for (size_t v = 0; v < vectors; v += 1) sums[v] = spread(R(0.0));
  for (size_t j = 0; j < t->count; j += 1) {
    const real *k = t->k[j] + offset + i;
    vec weight = spread(t->weights[j]);
    for (size_t v = 0; v < vectors; v += 1) {
      sums[v] = fma_(weight, part > 0 ? load_part(k, part) : load(k + v * LANES), sums[v]);
    }
  }
  for (size_t v = 0; v < vectors; v += 1) {
    size_t at = i + v * LANES;
    vec h = spread(t->h), x = spread(R(0.0));
    if (t->h_tile != NULL) h = part > 0 ? load_part(t->h_tile + at, part) : load(t->h_tile + at);
    if (t->x != NULL) {
      x = part > 0 ? load_part(t->x + offset + at, part) : load(t->x + offset + at);
    }
    vec result = t->x != NULL ? fma_(h, sums[v], x) : h * sums[v];
    if (part > 0) {
      store_part(y + offset + at, result, part);
    } else {
      store(y + offset + at, result);
    }
  }
}

/// The elements `offset ..< offset + n`.
static void combine_piece(const combination *t, size_t offset, size_t n, real *y) {
  size_t i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES) combine_at(t, offset, i, 4, 0, y);
  for (; i + LANES <= n; i += LANES) combine_at(t, offset, i, 1, 0, y);
  if (i < n) combine_at(t, offset, i, 1, n - i, y);
}

static void combine(
    size_t rows, size_t columns, const real *x, const real *h, size_t h_step, size_t count,
    const real *weights, const real *const *k, real *y) {
  if (rows == 0 || columns == 0) return;
  combination t = {.x = x, .h = *h, .count = count, .weights = weights, .k = k};
  if (h_step == 0) {
    combine_piece(&t, 0, rows * columns, y);
  } else if (columns > TILE) {
    for (size_t row = 0; row < rows; row += 1) {
      t.h = h[row];
      combine_piece(&t, row * columns, columns, y);
    }
  } else {
    real h_tile[TILE];
    t.h_tile = h_tile;
    const size_t most = TILE / columns;
    for (size_t row = 0; row < rows; row += most) {
      size_t tile_rows = smaller(most, rows - row);
      repeat_each(tile_rows, columns, h + row, h_tile);
      combine_piece(&t, row * columns, tile_rows * columns, y);
    }
  }
}

/// squares[i] = (e / (absolute + relative * max(|x|, |y|)))^2.
static void square_ratios(
    size_t n, const real *e, const real *x, const real *y, real absolute, real relative,
    real *squares) {
  for (size_t i = 0; i < n; i += LANES) {
    size_t left = n - i;
    int whole = left >= LANES;
    vec a = absolute_of(whole ? load(x + i) : load_part(x + i, left));
    vec b = absolute_of(whole ? load(y + i) : load_part(y + i, left));
    vec bound = fma_(spread(relative), maximum_of(a, b), spread(absolute));
    vec ratio = (whole ? load(e + i) : load_part(e + i, left)) / bound;
    if (whole) {
      store(squares + i, ratio * ratio);
    } else {
      store_part(squares + i, ratio * ratio, left);
    }
  }
}

static void error_norm(
    size_t rows, size_t columns, const real *e, const real *x, const real *y, real absolute,
    real relative, real *norms) {
  real squares[TILE];
  if (columns == 0) {
    fill(rows, R(0.0), norms);
  } else if (columns > TILE) {
    for (size_t row = 0; row < rows; row += 1) {
      real total = 0;
      for (size_t c = 0; c < columns; c += TILE) {
        size_t at = row * columns + c, n = smaller(TILE, columns - c);
        square_ratios(n, e + at, x + at, y + at, absolute, relative, squares);
        total += fold_row(SUM, n, squares);
      }
      norms[row] = LIBM(sqrt)(total / (real)columns);
    }
  } else {
    const size_t most = TILE / columns;
    for (size_t row = 0; row < rows; row += most) {
      size_t count = smaller(most, rows - row), at = row * columns;
      square_ratios(count * columns, e + at, x + at, y + at, absolute, relative, squares);
      for (size_t r = 0; r < count; r += 1) {
        norms[row + r] = LIBM(sqrt)(fold_row(SUM, columns, squares + r * columns) / (real)columns);
      }
    }
  }
}
