// The innermost kernels of the matrix product: a tile of C, a few rows by a few vectors, stays in
// registers while k runs over one block.
//
// Every element of C is one chain acc = acc + a * b over increasing k (fused where the processor
// fuses). Between blocks of k the chain's value rests in C, which changes no bit of it: so an
// element depends on neither the tile that it is in nor on the blocks.

#if FL_VECTOR_BYTES == 64
enum { MOST_ROWS = 12, MOST_ROWS_WIDE = 6 };
#else
enum { MOST_ROWS = 6, MOST_ROWS_WIDE = 2 };
#endif
enum { WIDE = 4 };

/// One tile's operands: A by strides, B as `k` rows of whole vectors, the tile of C with `columns`
/// of its columns in use, and where its accumulators start: at what C holds, at one number of
/// `bias` for each row, or at zero.
typedef struct {
  size_t k, columns;
  const real *a;
  ptrdiff_t a_row, a_column;
  const real *b;
  ptrdiff_t b_row;
  real *c;
  ptrdiff_t c_row;
  int continues;
  const real *bias;
} tile;

/// The accumulators from C: `whole` when all columns of the tile are in use, which spares a product
/// with a short k most of its branches.
INLINE void load_sums(
    const size_t rows, const size_t vectors, const int whole, const tile *t, vec sums[12][4]) {
  const size_t full = t->columns / LANES, part = t->columns % LANES;
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; i += 1) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v += 1) {
      const real *c = t->c + (ptrdiff_t)i * t->c_row + v * LANES;
      sums[i][v] = spread(R(0.0));
      if (whole || v < full) {
        sums[i][v] = load(c);
      } else if (v == full && part > 0) {
        sums[i][v] = load_part(c, part);
      }
    }
  }
}

INLINE void store_sums(
    const size_t rows, const size_t vectors, const int whole, const tile *t, vec sums[12][4]) {
  const size_t full = t->columns / LANES, part = t->columns % LANES;
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; i += 1) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v += 1) {
      real *c = t->c + (ptrdiff_t)i * t->c_row + v * LANES;
      if (whole || v < full) {
        store(c, sums[i][v]);
      } else if (v == full && part > 0) {
        store_part(c, sums[i][v], part);
      }
    }
  }
}

INLINE void micro(const size_t rows, const size_t vectors, const tile *t) {
  vec sums[12][4];
  const int whole = t->columns == vectors * LANES;
  if (!t->continues) {
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i += 1) {
      vec start = spread(t->bias == NULL ? R(0.0) : t->bias[i]);
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v += 1) sums[i][v] = start;
    }
  } else if (whole) {
    load_sums(rows, vectors, 1, t, sums);
  } else {
    load_sums(rows, vectors, 0, t, sums);
  }
  const real *a = t->a, *b = t->b;
  const ptrdiff_t a_row = t->a_row, a_column = t->a_column, b_row = t->b_row;
  for (size_t p = t->k; p > 0; p -= 1) {
    vec bs[4];
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v += 1) bs[v] = load(b + v * LANES);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i += 1) {
      vec factor = spread(a[(ptrdiff_t)i * a_row]);
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v += 1) sums[i][v] = fma_(factor, bs[v], sums[i][v]);
    }
    a += a_column;
    b += b_row;
  }
  if (whole) {
    store_sums(rows, vectors, 1, t, sums);
  } else {
    store_sums(rows, vectors, 0, t, sums);
  }
}

#define MICRO(rows, vectors) \
  static void micro_##rows##_##vectors(const tile *t) { micro(rows, vectors, t); }
#define MICROS(rows) MICRO(rows, 1) MICRO(rows, 2)
#define MICRO_PAIR(rows) micro_##rows##_1, micro_##rows##_2

MICROS(1) MICROS(2) MICROS(3) MICROS(4) MICROS(5) MICROS(6)
MICRO(1, 4) MICRO(2, 4)
#if FL_VECTOR_BYTES == 64
MICROS(7) MICROS(8) MICROS(9) MICROS(10) MICROS(11) MICROS(12)
MICRO(3, 4) MICRO(4, 4) MICRO(5, 4) MICRO(6, 4)
#endif

/// The kernels for 1, 2, ... rows by one or two vectors, and by four.
static void (*const micros[MOST_ROWS][2])(const tile *) = {
    {MICRO_PAIR(1)}, {MICRO_PAIR(2)}, {MICRO_PAIR(3)}, {MICRO_PAIR(4)}, {MICRO_PAIR(5)},
    {MICRO_PAIR(6)},
#if FL_VECTOR_BYTES == 64
    {MICRO_PAIR(7)}, {MICRO_PAIR(8)}, {MICRO_PAIR(9)}, {MICRO_PAIR(10)}, {MICRO_PAIR(11)},
    {MICRO_PAIR(12)},
#endif
};
static void (*const wide_micros[MOST_ROWS_WIDE])(const tile *) = {
    micro_1_4, micro_2_4,
#if FL_VECTOR_BYTES == 64
    micro_3_4, micro_4_4, micro_5_4, micro_6_4,
#endif
};
