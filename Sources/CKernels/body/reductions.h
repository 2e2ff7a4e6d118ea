// Reductions over a middle axis, dot products and the test for finite numbers.

/// The folds of one slab `[n, inner]`.
INLINE void fold_slab(fold kind, size_t n, size_t inner, const real *x, real *y) {
  if (inner == 1) {
    *y = fold_row(kind, n, x);
  } else if (inner < LANES && LANES % inner == 0 && n <= LONGEST_PIECE / LANES) {
    fold_piece(kind, n * inner, inner, x, y);
  } else {
    fold_columns(kind, n, inner, x, y);
  }
}

/// Sums of rows shorter than a vector, without a call for each.
static void sum_short_rows(size_t outer, size_t n, const real *x, real *y, int accumulate) {
  for (size_t o = 0; o < outer; o += 1, x += n) {
    real total = 0;
    for (size_t i = 0; i < n; i += 1) total += x[i];
    y[o] = accumulate ? y[o] + total : total;
  }
}

static void sum(size_t outer, size_t n, size_t inner, const real *x, real *y, int accumulate) {
  if (inner == 0) return;
  if (inner == 1 && n < LANES) {
    sum_short_rows(outer, n, x, y, accumulate);
    return;
  }
  real piece[1024];
  for (size_t o = 0; o < outer; o += 1, x += n * inner, y += inner) {
    if (!accumulate) {
      fold_slab(SUM, n, inner, x, y);
    } else if (inner <= 1024) {
      fold_slab(SUM, n, inner, x, piece);
      for (size_t i = 0; i < inner; i += 1) y[i] += piece[i];
    } else {
      for (size_t c = 0; c < inner; c += LANES) {
        size_t part = inner - c < LANES ? inner - c : 0;
        fold_columns_strip(SUM, n, inner, 1, part, x + c, piece);
        for (size_t i = 0; i < smaller(LANES, inner - c); i += 1) y[c + i] += piece[i];
      }
    }
  }
}

/// The lines of `sum_partially` that are taken side by side, since each is a chain of additions.
enum { LINES_TOGETHER = 8 };

INLINE void sum_lines_partially(const size_t lines, size_t n, const real *x, real *y) {
  vec totals[LINES_TOGETHER];
#pragma clang loop unroll(full)
  for (size_t l = 0; l < lines; l += 1) totals[l] = load(y + l * PARTIAL);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
#pragma clang loop unroll(full)
    for (size_t l = 0; l < lines; l += 1) totals[l] += load(x + l * n + i);
  }
  if (i < n) {
#pragma clang loop unroll(full)
    for (size_t l = 0; l < lines; l += 1) totals[l] += load_part(x + l * n + i, n - i);
  }
#pragma clang loop unroll(full)
  for (size_t l = 0; l < lines; l += 1) store(y + l * PARTIAL, totals[l]);
}

/// Adds the vectors of each of `outer` contiguous lines of n elements to a vector of partial sums,
/// FL_PARTIAL elements apart.
static void sum_partially(size_t outer, size_t n, const real *x, real *y) {
  for (; outer >= LINES_TOGETHER; outer -= LINES_TOGETHER) {
    sum_lines_partially(LINES_TOGETHER, n, x, y);
    x += LINES_TOGETHER * n;
    y += LINES_TOGETHER * PARTIAL;
  }
  for (; outer > 0; outer -= 1, x += n, y += PARTIAL) sum_lines_partially(1, n, x, y);
}

static void maximum(size_t outer, size_t n, size_t inner, const real *x, real *y) {
  if (inner == 0) return;
  for (size_t o = 0; o < outer; o += 1, x += n * inner, y += inner) {
    fold_slab(MAXIMUM, n, inner, x, y);
  }
}

/// The dot product of a piece, with four vectors of lanes.
INLINE real dot_piece(size_t n, const real *a, const real *b) {
  vec sums[4] = {spread(R(0.0)), spread(R(0.0)), spread(R(0.0)), spread(R(0.0))};
  size_t i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES) {
    for (size_t v = 0; v < 4; v += 1) {
      sums[v] = fma_(load(a + i + v * LANES), load(b + i + v * LANES), sums[v]);
    }
  }
  for (; i + LANES <= n; i += LANES) sums[0] = fma_(load(a + i), load(b + i), sums[0]);
  if (i < n) sums[1] = fma_(load_part(a + i, n - i), load_part(b + i, n - i), sums[1]);
  real result;
  join_lanes(SUM, (sums[0] + sums[1]) + (sums[2] + sums[3]), 1, &result);
  return result;
}

static real dot(size_t n, const real *a, const real *b) {
  if (n <= LONGEST_PIECE) return dot_piece(n, a, b);
  size_t half = (n / 2 + LANES - 1) / LANES * LANES;
  return dot(half, a, b) + dot(n - half, a + half, b + half);
}

/// x - x is zero for finite numbers and NaN for the others.
static int all_finite(size_t n, const real *x) {
  size_t i = 0;
  while (i < n) {
    // Blocks short enough to stop early, long enough for the test to cost nothing.
    size_t end = smaller(n, i + 64 * LANES);
    ivec bad = (ivec)(integer)0;
    for (; i + LANES <= end; i += LANES) {
      vec v = load(x + i);
      bad |= v - v != R(0.0);
    }
    if (i < end) {
      vec v = load_part(x + i, end - i);
      bad |= v - v != R(0.0);
      i = end;
    }
    if (any(bad)) return 0;
  }
  return 1;
}
