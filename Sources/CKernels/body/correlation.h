// The cotangent of a convolution's kernel: for each place of the kernel and each pair of channels the
// sum over all rows and places of the image times the output's cotangent.
//
// A tile of a few channels of either side keeps one vector of partial sums for each pair while a line
// of places is walked; between lines the vectors rest in scratch memory. The lanes are added up once,
// at the end. Lines are cut into pieces of which all channels of the cotangent stay in the first-level
// cache while the kernel's places and channels take their turns.

#if FL_VECTOR_BYTES == 64 || defined(__aarch64__)
enum { MOST_IN = 4, MOST_OUT = 4 };
#else
enum { MOST_IN = 2, MOST_OUT = 4 };
#endif

/// The bytes of a piece of a line that stay in cache, and the fewest vectors that are worth the
/// reading and writing of the partial sums.
enum { PIECE_BYTES = 32768, FEWEST_VECTORS = 8 };

/// One piece of a line: where it begins on both sides, and the tile's partial sums.
typedef struct {
  /// The places, the rows of each that are added up, and the distance of neighbouring channels.
  ptrdiff_t count, rows, channel;
  ptrdiff_t image_step, output_step;
  const real *image, *output;
  /// Vectors, `sums_row` numbers from one channel of the image to the next.
  real *sums;
  ptrdiff_t sums_row;
} line_tile;

/// Adds the products of one vector of rows, of its first `part` lanes if that is not 0, along the
/// piece.
INLINE void add_products(
    const ptrdiff_t in, const ptrdiff_t out, const line_tile *t, ptrdiff_t row, const size_t part,
    vec sums[4][4]) {
  const ptrdiff_t channel = t->channel, image_step = t->image_step, output_step = t->output_step;
  const real *image = t->image + row, *output = t->output + row;
  for (ptrdiff_t i = t->count; i > 0; i -= 1, image += image_step, output += output_step) {
    vec values[4];
#pragma clang loop unroll(full)
    for (ptrdiff_t b = 0; b < out; b += 1) {
      const real *place = output + b * channel;
      values[b] = part > 0 ? load_part(place, part) : load(place);
    }
#pragma clang loop unroll(full)
    for (ptrdiff_t a = 0; a < in; a += 1) {
      const real *place = image + a * channel;
      vec factor = part > 0 ? load_part(place, part) : load(place);
#pragma clang loop unroll(full)
      for (ptrdiff_t b = 0; b < out; b += 1) sums[a][b] = fma_(factor, values[b], sums[a][b]);
    }
  }
}

INLINE void correlate_line(const ptrdiff_t in, const ptrdiff_t out, const line_tile *t) {
  vec sums[4][4];
#pragma clang loop unroll(full)
  for (ptrdiff_t a = 0; a < in; a += 1) {
#pragma clang loop unroll(full)
    for (ptrdiff_t b = 0; b < out; b += 1) sums[a][b] = load(t->sums + a * t->sums_row + b * LANES);
  }
  const ptrdiff_t whole = t->rows - t->rows % LANES;
  for (ptrdiff_t row = 0; row < whole; row += LANES) add_products(in, out, t, row, 0, sums);
  if (whole < t->rows) add_products(in, out, t, whole, (size_t)(t->rows - whole), sums);
#pragma clang loop unroll(full)
  for (ptrdiff_t a = 0; a < in; a += 1) {
#pragma clang loop unroll(full)
    for (ptrdiff_t b = 0; b < out; b += 1) store(t->sums + a * t->sums_row + b * LANES, sums[a][b]);
  }
}

#define LINE(in, out) \
  static void correlate_##in##_##out(const line_tile *t) { correlate_line(in, out, t); }
#define LINES(in) LINE(in, 1) LINE(in, 2) LINE(in, 3) LINE(in, 4)
#define LINE_ROW(in) \
  { correlate_##in##_1, correlate_##in##_2, correlate_##in##_3, correlate_##in##_4 }

LINES(1) LINES(2)
#if FL_VECTOR_BYTES == 64 || defined(__aarch64__)
LINES(3) LINES(4)
#endif

static void (*const correlates[MOST_IN][MOST_OUT])(const line_tile *) = {
    LINE_ROW(1), LINE_ROW(2),
#if FL_VECTOR_BYTES == 64 || defined(__aarch64__)
    LINE_ROW(3), LINE_ROW(4),
#endif
};

/// A convolution in the role whose result is a kernel, for a block of channels of either side.
typedef struct {
  const fl_convolution_axis *axes;
  ptrdiff_t rows, image_channels, output_channels;
  const real *image, *output;
  ptrdiff_t first_in, in, first_out, out;
  /// A vector for each place of the kernel and pair of the block's channels.
  real *sums;
} correlation;

/// The windows of a line that have their j-th place inside the image: all from `first`, `count` many.
static ptrdiff_t windows_with(const fl_convolution_axis *a, ptrdiff_t j, ptrdiff_t *first) {
  const ptrdiff_t start = j * a->dilation - a->before;
  const ptrdiff_t low = start < 0 ? (-start + a->stride - 1) / a->stride : 0;
  const ptrdiff_t room = a->image - 1 - start;
  const ptrdiff_t end = room < 0 ? 0 : clipped(room / a->stride + 1, 0, a->output);
  *first = low;
  return end > low ? end - low : 0;
}

/// Adds the products of a piece of a line of the output, some rows of the windows `first ..< end`,
/// with the line of the image that the kernel's line `y` pairs it with.
static void correlate_piece(
    const correlation *c, ptrdiff_t y, line_tile t, ptrdiff_t first, ptrdiff_t end) {
  const fl_convolution_axis *across = &c->axes[1];
  const real *image = t.image, *output = t.output;
  for (ptrdiff_t a = 0; a < c->in; a += MOST_IN) {
    const ptrdiff_t in = c->in - a < MOST_IN ? c->in - a : MOST_IN;
    for (ptrdiff_t x = 0; x < across->kernel; x += 1) {
      ptrdiff_t start;
      const ptrdiff_t count = windows_with(across, x, &start);
      const ptrdiff_t low = start > first ? start : first;
      const ptrdiff_t high = start + count < end ? start + count : end;
      if (low >= high) continue;
      const ptrdiff_t place = low * across->stride - across->before + x * across->dilation;
      real *sums = c->sums + ((y * across->kernel + x) * c->in + a) * c->out * LANES;
      t.count = high - low;
      t.image = image + (place * c->image_channels + c->first_in + a) * c->rows;
      for (ptrdiff_t b = 0; b < c->out; b += MOST_OUT) {
        const ptrdiff_t out = c->out - b < MOST_OUT ? c->out - b : MOST_OUT;
        t.output = output + (low * c->output_channels + c->first_out + b) * c->rows;
        t.sums = sums + b * LANES;
        correlates[in - 1][out - 1](&t);
      }
    }
  }
}

/// Adds the products of one line of the output with the line of the image that the kernel's line `y`
/// pairs it with, piece by piece.
static void correlate_lines(
    const correlation *c, ptrdiff_t y, const real *image_line, const real *output_line) {
  if (c->rows == 0) return;
  const fl_convolution_axis *across = &c->axes[1];
  const ptrdiff_t bytes = c->out * FL_VECTOR_BYTES;
  const ptrdiff_t vectors = clipped(PIECE_BYTES / bytes, FEWEST_VECTORS, PIECE_BYTES);
  const ptrdiff_t rows = c->rows < vectors * LANES ? c->rows : vectors * LANES;
  const ptrdiff_t most = clipped(vectors / ((rows + LANES - 1) / LANES), 1, across->output);
  const ptrdiff_t pieces = (across->output + most - 1) / most;
  line_tile t = {
      .channel = c->rows, .image_step = across->stride * c->image_channels * c->rows,
      .output_step = c->output_channels * c->rows, .sums_row = c->out * LANES};
  for (ptrdiff_t row = 0; row < c->rows; row += rows) {
    t.rows = c->rows - row < rows ? c->rows - row : rows;
    for (ptrdiff_t i = 0; i < pieces; i += 1) {
      t.image = image_line + row;
      t.output = output_line + row;
      correlate_piece(
          c, y, t, i * across->output / pieces, (i + 1) * across->output / pieces);
    }
  }
}

/// The partial sums of a block, all lines of the output one after another.
static void correlate_block(const correlation *c) {
  const fl_convolution_axis *down = &c->axes[0], *across = &c->axes[1];
  const ptrdiff_t count = down->kernel * across->kernel * c->in * c->out;
  fill((size_t)(count * LANES), R(0.0), c->sums);
  for (ptrdiff_t line = 0; line < down->output; line += 1) {
    const taps along_y = output_taps(down, line);
    const real *output = c->output + line * across->output * c->output_channels * c->rows;
    for (ptrdiff_t i = 0; i < along_y.count; i += 1) {
      const ptrdiff_t image_line = along_y.source + i * along_y.source_step;
      correlate_lines(
          c, along_y.kernel + i, c->image + image_line * across->image * c->image_channels * c->rows,
          output);
    }
  }
}

/// y[i] = the sum of the lanes of the i-th vector, or adds it to y[i].
static void join_vectors(ptrdiff_t count, const real *vectors, int adds, real *y) {
  for (ptrdiff_t i = 0; i < count; i += LANES, vectors += LANES * LANES) {
    vec sums[LANES];
    real joined[LANES];
    const ptrdiff_t n = count - i < LANES ? count - i : LANES;
    for (ptrdiff_t j = 0; j < LANES; j += 1) {
      sums[j] = j < n ? load(vectors + j * LANES) : spread(R(0.0));
    }
    store(joined, join_rows(sums));
    for (ptrdiff_t j = 0; j < n; j += 1) y[i + j] = adds ? y[i + j] + joined[j] : joined[j];
  }
}

/// The kernel's cotangent, in blocks of at most `block_in` by `block_out` channels.
static void convolve_to_kernel(
    correlation c, ptrdiff_t block_in, ptrdiff_t block_out, int adds, real *y) {
  const ptrdiff_t places = c.axes[0].kernel * c.axes[1].kernel;
  for (c.first_in = 0; c.first_in < c.image_channels; c.first_in += block_in) {
    c.in = clipped(c.image_channels - c.first_in, 0, block_in);
    for (c.first_out = 0; c.first_out < c.output_channels; c.first_out += block_out) {
      c.out = clipped(c.output_channels - c.first_out, 0, block_out);
      correlate_block(&c);
      for (ptrdiff_t i = 0; i < places * c.in; i += 1) {
        const ptrdiff_t place = i / c.in, a = c.first_in + i % c.in;
        join_vectors(
            c.out, c.sums + i * c.out * LANES, adds,
            y + (place * c.image_channels + a) * c.output_channels + c.first_out);
      }
    }
  }
}
