// Sums and maxima of contiguous numbers, and down the columns of a matrix.
//
// The order of the operations is fixed by the extents: four vectors of lanes side by side, joined
// at the end; long sums are split in halves (pairwise summation), so that the error grows with the
// length of a block and the logarithm of the number of blocks. NaN and infinities come through.

typedef enum { SUM, MAXIMUM } fold;

/// The longest contiguous piece, and the most rows, that are added up without splitting.
enum { LONGEST_PIECE = 256 * FL_VECTOR_BYTES / sizeof(real), MOST_FOLDED_ROWS = 256 };

INLINE vec join(fold kind, vec a, vec b) { return kind == SUM ? a + b : maximum_of(a, b); }
INLINE real join_one(fold kind, real a, real b) {
  return kind == SUM ? a + b : ((a > b || a != a) ? a : b);
}
INLINE real neutral(fold kind) { return kind == SUM ? R(0.0) : -(real)INFINITY; }

/// All lanes that are equal modulo `period`, a power of two, joined into the first `period` lanes.
INLINE void join_lanes(fold kind, vec v, size_t period, real *y) {
  real lanes[LANES];
  store(lanes, v);
  for (size_t width = LANES / 2; width >= period; width /= 2) {
    for (size_t i = 0; i < width; i += 1) lanes[i] = join_one(kind, lanes[i], lanes[i + width]);
  }
  for (size_t i = 0; i < period; i += 1) y[i] = lanes[i];
}

/// Folds `n` contiguous numbers, those equal modulo `period` together, into y.
INLINE void fold_piece(fold kind, size_t n, size_t period, const real *x, real *y) {
  vec sums[4] = {spread(neutral(kind)), spread(neutral(kind)), spread(neutral(kind)),
                 spread(neutral(kind))};
  size_t i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES) {
    for (size_t v = 0; v < 4; v += 1) sums[v] = join(kind, sums[v], load(x + i + v * LANES));
  }
  for (; i + LANES <= n; i += LANES) sums[0] = join(kind, sums[0], load(x + i));
  if (i < n) {
    vec last = load_part(x + i, n - i);
    if (kind == MAXIMUM) {
      for (size_t lane = n - i; lane < LANES; lane += 1) last[lane] = neutral(kind);
    }
    sums[1] = join(kind, sums[1], last);
  }
  vec left = join(kind, sums[0], sums[1]), right = join(kind, sums[2], sums[3]);
  join_lanes(kind, join(kind, left, right), period, y);
}

/// The fold of n contiguous numbers.
static real fold_row(fold kind, size_t n, const real *x) {
  if (n < LANES) {
    real result = neutral(kind);
    for (size_t i = 0; i < n; i += 1) result = join_one(kind, result, x[i]);
    return result;
  }
  if (n > LONGEST_PIECE) {
    size_t half = (n / 2 + LANES - 1) / LANES * LANES;
    return join_one(kind, fold_row(kind, half, x), fold_row(kind, n - half, x + half));
  }
  real result;
  if (kind == SUM) {
    fold_piece(SUM, n, 1, x, &result);
  } else {
    fold_piece(MAXIMUM, n, 1, x, &result);
  }
  return result;
}

/// y[c] = fold over r of x[r, c] for `vectors` whole vectors of columns, or for part of one.
INLINE void fold_columns_strip(
    fold kind, size_t n, size_t stride, size_t vectors, size_t part, const real *x, real *y) {
  vec total[4];
  for (size_t v = 0; v < vectors; v += 1) total[v] = spread(neutral(kind));
  for (size_t row = 0; row < n; row += MOST_FOLDED_ROWS) {
    size_t end = smaller(n, row + MOST_FOLDED_ROWS);
    vec sums[4];
    for (size_t v = 0; v < vectors; v += 1) sums[v] = spread(neutral(kind));
    for (size_t r = row; r < end; r += 1) {
      const real *p = x + r * stride;
      for (size_t v = 0; v < vectors; v += 1) {
        vec next = part > 0 ? load_part(p, part) : load(p + v * LANES);
        sums[v] = join(kind, sums[v], next);
      }
    }
    for (size_t v = 0; v < vectors; v += 1) total[v] = join(kind, total[v], sums[v]);
  }
  for (size_t v = 0; v < vectors; v += 1) {
    if (part > 0) {
      store_part(y, total[v], part);
    } else {
      store(y + v * LANES, total[v]);
    }
  }
}

/// y[c] = fold over r of x[r, c] for all columns; `columns` is also the distance of the rows.
INLINE void fold_columns(fold kind, size_t n, size_t columns, const real *x, real *y) {
  size_t c = 0;
  for (; c + 4 * LANES <= columns; c += 4 * LANES) {
    fold_columns_strip(kind, n, columns, 4, 0, x + c, y + c);
  }
  for (; c + LANES <= columns; c += LANES) {
    fold_columns_strip(kind, n, columns, 1, 0, x + c, y + c);
  }
  if (c < columns) fold_columns_strip(kind, n, columns, 1, columns - c, x + c, y + c);
}
