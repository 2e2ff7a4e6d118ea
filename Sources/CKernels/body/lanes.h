// Products of small matrices, one pair for each row of the batch, the rows side by side in lanes:
// an element of a matrix is a contiguous vector of the batch's numbers, and the product is the
// textbook's with vectors for numbers. Each element is one chain over increasing k.

typedef struct {
  size_t k;
  const real *a;
  ptrdiff_t a_row, a_column;
  const real *b;
  ptrdiff_t b_row, b_column;
  real *c;
  ptrdiff_t c_row, c_column;
  int accumulates;
} lane_matrices;

/// A tile of C for one vector of lanes, or for its first `part` when that is not 0.
INLINE void lane_tile(
    const size_t rows, const size_t columns, size_t part, const lane_matrices *x, size_t lane) {
  vec sums[4][4];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; i += 1) {
#pragma clang loop unroll(full)
    for (size_t j = 0; j < columns; j += 1) {
      const real *c = x->c + (ptrdiff_t)i * x->c_row + (ptrdiff_t)j * x->c_column + lane;
      sums[i][j] = spread(R(0.0));
      if (x->accumulates) sums[i][j] = part > 0 ? load_part(c, part) : load(c);
    }
  }
  for (size_t p = 0; p < x->k; p += 1) {
    const real *a = x->a + (ptrdiff_t)p * x->a_column + lane;
    const real *b = x->b + (ptrdiff_t)p * x->b_row + lane;
    vec bs[4];
#pragma clang loop unroll(full)
    for (size_t j = 0; j < columns; j += 1) {
      const real *place = b + (ptrdiff_t)j * x->b_column;
      bs[j] = part > 0 ? load_part(place, part) : load(place);
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i += 1) {
      const real *place = a + (ptrdiff_t)i * x->a_row;
      vec factor = part > 0 ? load_part(place, part) : load(place);
#pragma clang loop unroll(full)
      for (size_t j = 0; j < columns; j += 1) sums[i][j] = fma_(factor, bs[j], sums[i][j]);
    }
  }
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; i += 1) {
#pragma clang loop unroll(full)
    for (size_t j = 0; j < columns; j += 1) {
      real *c = x->c + (ptrdiff_t)i * x->c_row + (ptrdiff_t)j * x->c_column + lane;
      if (part > 0) {
        store_part(c, sums[i][j], part);
      } else {
        store(c, sums[i][j]);
      }
    }
  }
}

/// A tile of C for all lanes.
INLINE void lane_tiles(
    const size_t rows, const size_t columns, size_t lanes, const lane_matrices *x) {
  size_t lane = 0;
  for (; lane + LANES <= lanes; lane += LANES) lane_tile(rows, columns, 0, x, lane);
  if (lane < lanes) lane_tile(rows, columns, lanes - lane, x, lane);
}

#define LANE_TILES(rows, columns) \
  static void lane_tiles_##rows##_##columns(size_t lanes, const lane_matrices *x) { \
    lane_tiles(rows, columns, lanes, x); \
  }
LANE_TILES(1, 1) LANE_TILES(2, 1) LANE_TILES(3, 1) LANE_TILES(4, 1)
LANE_TILES(1, 2) LANE_TILES(2, 2) LANE_TILES(3, 2) LANE_TILES(4, 2)
LANE_TILES(1, 3) LANE_TILES(2, 3) LANE_TILES(3, 3) LANE_TILES(4, 3)
LANE_TILES(1, 4) LANE_TILES(2, 4) LANE_TILES(3, 4) LANE_TILES(4, 4)

static void (*const lane_kernels[4][4])(size_t lanes, const lane_matrices *x) = {
    {lane_tiles_1_1, lane_tiles_1_2, lane_tiles_1_3, lane_tiles_1_4},
    {lane_tiles_2_1, lane_tiles_2_2, lane_tiles_2_3, lane_tiles_2_4},
    {lane_tiles_3_1, lane_tiles_3_2, lane_tiles_3_3, lane_tiles_3_4},
    {lane_tiles_4_1, lane_tiles_4_2, lane_tiles_4_3, lane_tiles_4_4}};

/// The size of the next piece of `left`, in pieces of nearly equal size of at most four.
INLINE size_t even_piece(size_t left) {
  const size_t pieces = (left + 3) / 4;
  return (left + pieces - 1) / pieces;
}

/// All of C, `m` by `n` elements of `lanes` numbers each.
static void lane_product(size_t m, size_t n, size_t lanes, lane_matrices x) {
  for (size_t i = 0; i < m;) {
    const size_t rows = even_piece(m - i);
    lane_matrices tile = x;
    for (size_t j = 0; j < n;) {
      const size_t columns = even_piece(n - j);
      lane_kernels[rows - 1][columns - 1](lanes, &tile);
      tile.b += (ptrdiff_t)columns * x.b_column;
      tile.c += (ptrdiff_t)columns * x.c_column;
      j += columns;
    }
    x.a += (ptrdiff_t)rows * x.a_row;
    x.c += (ptrdiff_t)rows * x.c_row;
    i += rows;
  }
}
