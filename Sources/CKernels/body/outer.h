// Products with few terms, sums of a few outer products: the rows of B stay in registers while all rows
// of A go by. What the tiles of longer products cost in calls would be more than their arithmetic.
//
// Every element of C is the same chain over increasing k as in a tile.

#if FL_VECTOR_BYTES == 64
enum { REGISTERS = 32 };
#else
enum { REGISTERS = 16 };
#endif

/// The most terms.
enum { MOST_OUTER = 8 };

/// All rows of C in a few whole vectors of columns, or in part of one.
INLINE void outer_panel(
    const size_t k, const size_t vectors, const size_t part, const matrices *x, size_t column) {
  vec bs[MOST_OUTER][4];
#pragma clang loop unroll(full)
  for (size_t p = 0; p < k; p += 1) {
    const real *b = x->b + (ptrdiff_t)p * x->b_row + column;
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v += 1) {
      bs[p][v] = part > 0 ? load_part(b, part) : load(b + v * LANES);
    }
  }
  const ptrdiff_t a_row = x->a_row, a_column = x->a_column, c_row = x->c_row;
  const real *a = x->a, *bias = x->bias;
  real *c = x->c + column;
  const int accumulate = x->accumulate;
  for (size_t i = 0; i < x->m; i += 1, a += a_row, c += c_row) {
    vec sums[4];
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v += 1) {
      if (accumulate) {
        sums[v] = part > 0 ? load_part(c, part) : load(c + v * LANES);
      } else {
        sums[v] = spread(bias == NULL ? R(0.0) : bias[i]);
      }
    }
#pragma clang loop unroll(full)
    for (size_t p = 0; p < k; p += 1) {
      const vec factor = spread(a[(ptrdiff_t)p * a_column]);
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v += 1) sums[v] = fma_(factor, bs[p][v], sums[v]);
    }
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v += 1) {
      if (part > 0) {
        store_part(c, sums[v], part);
      } else {
        store(c + v * LANES, sums[v]);
      }
    }
  }
}

/// C by panels of as many vectors as k of them leave registers for.
INLINE void outer(const size_t k, const matrices *x) {
  const size_t vectors = 4 * (k + 1) < REGISTERS ? 4 : 2 * (k + 1) < REGISTERS ? 2 : 1;
  size_t column = 0;
  for (; column + vectors * LANES <= x->n; column += vectors * LANES) {
    outer_panel(k, vectors, 0, x, column);
  }
  if (vectors > 2 && column + 2 * LANES <= x->n) {
    outer_panel(k, 2, 0, x, column);
    column += 2 * LANES;
  }
  for (; column + LANES <= x->n; column += LANES) outer_panel(k, 1, 0, x, column);
  if (column < x->n) outer_panel(k, 1, x->n - column, x, column);
}

#define OUTER(k) \
  static void outer_##k(const matrices *x) { outer(k, x); }
OUTER(1) OUTER(2) OUTER(3) OUTER(4) OUTER(5) OUTER(6) OUTER(7) OUTER(8)

/// The kernels for 1, 2, ... terms.
static void (*const outers[MOST_OUTER])(const matrices *) = {
    outer_1, outer_2, outer_3, outer_4, outer_5, outer_6, outer_7, outer_8};
