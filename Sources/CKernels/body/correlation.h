// The cotangent of a convolution's kernel: for each place of the kernel and each pair of channels the
// sum over all rows and places of the image times the output's cotangent.
//
// A tile of a few channels of either side keeps one vector of partial sums for each pair while a piece
// of the cotangent is walked; between pieces the vectors rest in scratch memory. The lanes are added up
// once, at the end. A piece is so large that all its channels stay in the first-level cache while the
// kernel's places and the image's channels take their turns.

#if FL_VECTOR_BYTES == 64 || defined(__aarch64__)
enum { MOST_IN = 4, MOST_OUT = 4 };
#else
enum { MOST_IN = 2, MOST_OUT = 4 };
#endif

/// The bytes of a piece that stay in cache, and the fewest vectors that are worth the reading and
/// writing of the partial sums.
enum { PIECE_BYTES = 32768, FEWEST_VECTORS = 8 };

/// One piece: some places of some lines, where the first begins on both sides, the distances of
/// neighbours, and the tile's partial sums.
typedef struct {
  /// The rows that are added up, and the distance of neighbouring channels.
  ptrdiff_t rows, channel;
  ptrdiff_t lines, image_line, output_line;
  /// The distance of neighbouring lines of the image, strided or not.
  ptrdiff_t image_row;
  ptrdiff_t places, image_place, output_place;
  const real *image, *output;
  /// Vectors, PARTIAL numbers apart, `sums_row` from one channel of the image to the next.
  real *sums;
  ptrdiff_t sums_row;
} piece;

/// Adds the products of `count` vectors along a line: each of rows of one place, of the first `part` of
/// four places' rows, or of the first `part` of one place's.
INLINE void add_products(
    const ptrdiff_t in, const ptrdiff_t out, const filling kind, const piece *t,
    const real *image, const real *output, ptrdiff_t count, vec sums[4][4]) {
  const ptrdiff_t channel = t->channel, width = kind == QUARTERS ? 4 : 1;
  const ptrdiff_t image_step = t->image_place, output_step = t->output_place;
  const size_t part = (size_t)(t->rows % LANES);
  for (; count > 0; count -= 1, image += width * image_step, output += width * output_step) {
    vec values[4];
#pragma clang loop unroll(full)
    for (ptrdiff_t b = 0; b < out; b += 1) {
      values[b] = load_filled(kind, output + b * channel, output_step, part);
    }
#pragma clang loop unroll(full)
    for (ptrdiff_t a = 0; a < in; a += 1) {
      vec factor = load_filled(kind, image + a * channel, image_step, part);
#pragma clang loop unroll(full)
      for (ptrdiff_t b = 0; b < out; b += 1) sums[a][b] = fma_(factor, values[b], sums[a][b]);
    }
  }
}

INLINE void correlate_piece(const ptrdiff_t in, const ptrdiff_t out, const piece *t) {
  vec sums[4][4];
#pragma clang loop unroll(full)
  for (ptrdiff_t a = 0; a < in; a += 1) {
#pragma clang loop unroll(full)
    for (ptrdiff_t b = 0; b < out; b += 1) sums[a][b] = load(t->sums + a * t->sums_row + b * PARTIAL);
  }
  const ptrdiff_t whole = t->rows - t->rows % LANES;
  const real *image = t->image, *output = t->output;
  for (ptrdiff_t i = 0; i < t->lines; i += 1, image += t->image_line, output += t->output_line) {
    for (ptrdiff_t row = 0; row < whole; row += LANES) {
      add_products(in, out, WHOLE, t, image + row, output + row, t->places, sums);
    }
    if (whole == t->rows) continue;
    const real *x = image + whole, *g = output + whole;
    ptrdiff_t done = 0;
    if (FILLINGS > QUARTERS && 4 * (t->rows - whole) <= LANES) {
      add_products(in, out, QUARTERS, t, x, g, t->places / 4, sums);
      done = t->places / 4 * 4;
    }
    add_products(
        in, out, PART, t, x + done * t->image_place, g + done * t->output_place, t->places - done,
        sums);
  }
#pragma clang loop unroll(full)
  for (ptrdiff_t a = 0; a < in; a += 1) {
#pragma clang loop unroll(full)
    for (ptrdiff_t b = 0; b < out; b += 1) store(t->sums + a * t->sums_row + b * PARTIAL, sums[a][b]);
  }
}

#define PIECE(in, out) \
  static void correlate_##in##_##out(const piece *t) { correlate_piece(in, out, t); }
#define PIECES(in) PIECE(in, 1) PIECE(in, 2) PIECE(in, 3) PIECE(in, 4)
#define PIECE_ROW(in) \
  { correlate_##in##_1, correlate_##in##_2, correlate_##in##_3, correlate_##in##_4 }

PIECES(1) PIECES(2)
#if FL_VECTOR_BYTES == 64 || defined(__aarch64__)
PIECES(3) PIECES(4)
#endif

static void (*const correlates[MOST_IN][MOST_OUT])(const piece *) = {
    PIECE_ROW(1), PIECE_ROW(2),
#if FL_VECTOR_BYTES == 64 || defined(__aarch64__)
    PIECE_ROW(3), PIECE_ROW(4),
#endif
};

/// A convolution in the role whose result is a kernel, for a block of channels of either side.
typedef struct {
  const fl_convolution_axis *axes;
  ptrdiff_t rows, image_channels, output_channels;
  const real *image, *output;
  ptrdiff_t first_in, in, first_out, out;
  /// A vector for each place of the kernel and pair of channels: where the block's begin, and the
  /// distances of neighbouring places and channels of the image.
  real *sums;
  ptrdiff_t sums_place, sums_row;
} correlation;

/// A run of windows along an axis, and the place of the image where the first has its j-th place.
typedef struct {
  ptrdiff_t first, count, image;
} window_run;

/// The windows among `low ..< high` that have their j-th place inside the image.
static window_run windows_with(
    const fl_convolution_axis *a, ptrdiff_t j, ptrdiff_t low, ptrdiff_t high) {
  const ptrdiff_t start = j * a->dilation - a->before;
  const ptrdiff_t least = start < 0 ? (-start + a->stride - 1) / a->stride : 0;
  const ptrdiff_t room = a->image - 1 - start;
  const ptrdiff_t end = room < 0 ? 0 : smaller_of(room / a->stride + 1, high);
  const ptrdiff_t first = least > low ? least : low;
  return (window_run){first, end > first ? end - first : 0, first * a->stride + start};
}

/// Adds the products of a piece of the output's cotangent with what each place of the kernel pairs it
/// with. `t` holds what is the same for all; `rows` begin at `row`.
static void correlate_windows(
    const correlation *c, piece t, ptrdiff_t row, window_run lines, window_run places) {
  const fl_convolution_axis *down = &c->axes[0], *across = &c->axes[1];
  for (ptrdiff_t y = 0; y < down->kernel; y += 1) {
    const window_run ys = windows_with(down, y, lines.first, lines.first + lines.count);
    t.lines = ys.count;
    // A tile of the image's channels stays while the kernel's line is walked.
    const ptrdiff_t tiles = t.lines > 0 ? (c->in + MOST_IN - 1) / MOST_IN : 0;
    for (ptrdiff_t i = 0; i < tiles * across->kernel; i += 1) {
      const ptrdiff_t a = i / across->kernel * MOST_IN, x = i % across->kernel;
      const ptrdiff_t in = smaller_of(c->in - a, MOST_IN);
      const window_run xs = windows_with(across, x, places.first, places.first + places.count);
      if (xs.count == 0) continue;
      t.places = xs.count;
      t.image = c->image + row + ys.image * t.image_row +
                (xs.image * c->image_channels + c->first_in + a) * c->rows;
      const real *output = c->output + row + ys.first * t.output_line +
                           (xs.first * c->output_channels + c->first_out) * c->rows;
      real *sums = c->sums + (y * across->kernel + x) * c->sums_place + a * c->sums_row;
      for (ptrdiff_t b = 0; b < c->out; b += MOST_OUT) {
        const ptrdiff_t out = smaller_of(c->out - b, MOST_OUT);
        t.output = output + b * c->rows;
        t.sums = sums + b * PARTIAL;
        correlates[in - 1][out - 1](&t);
      }
    }
  }
}

/// The partial sums of a block, piece by piece.
static void correlate_block(const correlation *c) {
  const fl_convolution_axis *down = &c->axes[0], *across = &c->axes[1];
  if (c->rows == 0) return;
  const ptrdiff_t image_line = across->image * c->image_channels * c->rows;
  piece t = {
      .channel = c->rows, .image_row = image_line, .image_line = down->stride * image_line,
      .output_line = across->output * c->output_channels * c->rows,
      .image_place = across->stride * c->image_channels * c->rows,
      .output_place = c->output_channels * c->rows, .sums_row = c->sums_row};
  // As many vectors of rows, then places, then lines as fit.
  const ptrdiff_t bytes = c->out * FL_VECTOR_BYTES;
  const ptrdiff_t vectors = clipped(PIECE_BYTES / bytes, FEWEST_VECTORS, PIECE_BYTES);
  const ptrdiff_t rows = smaller_of(c->rows, vectors * LANES);
  const ptrdiff_t most = vectors / ((rows + LANES - 1) / LANES);
  const ptrdiff_t places = clipped(most, 1, across->output);
  const ptrdiff_t lines = clipped(most / places, 1, down->output);
  for (ptrdiff_t row = 0; row < c->rows; row += rows) {
    t.rows = smaller_of(c->rows - row, rows);
    for (ptrdiff_t y = 0; y < down->output; y += lines) {
      const window_run ys = {y, smaller_of(lines, down->output - y), 0};
      for (ptrdiff_t x = 0; x < across->output; x += places) {
        correlate_windows(c, t, row, ys, (window_run){x, smaller_of(places, across->output - x), 0});
      }
    }
  }
}

/// The sums of a block, joined or added to what there is.
static void join_block(const correlation *c, int adds, real *y) {
  const ptrdiff_t places = c->axes[0].kernel * c->axes[1].kernel;
  for (ptrdiff_t place = 0; place < places; place += 1) {
    for (ptrdiff_t a = 0; a < c->in; a += 1) {
      const ptrdiff_t line = place * c->image_channels + c->first_in + a;
      real *row = y + line * c->output_channels + c->first_out;
      if (!adds) fill((size_t)c->out, R(0.0), row);
      join_partial((size_t)c->out, c->sums + place * c->sums_place + a * c->sums_row, row);
    }
  }
}

/// The kernel's cotangent, in blocks of at most `block_in` by `block_out` channels, by way of scratch
/// memory.
static void convolve_to_kernel(
    correlation c, ptrdiff_t block_in, ptrdiff_t block_out, int adds, real *y) {
  const ptrdiff_t places = c.axes[0].kernel * c.axes[1].kernel;
  for (c.first_in = 0; c.first_in < c.image_channels; c.first_in += block_in) {
    c.in = smaller_of(c.image_channels - c.first_in, block_in);
    for (c.first_out = 0; c.first_out < c.output_channels; c.first_out += block_out) {
      c.out = smaller_of(c.output_channels - c.first_out, block_out);
      c.sums_row = c.out * PARTIAL;
      c.sums_place = c.in * c.sums_row;
      fill((size_t)(places * c.sums_place), R(0.0), c.sums);
      correlate_block(&c);
      join_block(&c, adds, y);
    }
  }
}

/// The kernel's cotangent added to vectors of partial sums, `sums`.
static void convolve_to_partial(correlation c, ptrdiff_t block_in, ptrdiff_t block_out, real *sums) {
  c.sums_row = c.output_channels * PARTIAL;
  c.sums_place = c.image_channels * c.sums_row;
  for (c.first_in = 0; c.first_in < c.image_channels; c.first_in += block_in) {
    c.in = smaller_of(c.image_channels - c.first_in, block_in);
    for (c.first_out = 0; c.first_out < c.output_channels; c.first_out += block_out) {
      c.out = smaller_of(c.output_channels - c.first_out, block_out);
      c.sums = sums + c.first_in * c.sums_row + c.first_out * PARTIAL;
      correlate_block(&c);
    }
  }
}
