// Convolutions of images that lie with their rows last, [height, width, channels, rows]: rows are
// the lanes, so that no image is ever unfolded and no channel count is special.
//
// Output and image roles are one kernel: a tile of a few channels by a few vectors (neighbouring
// places, or further rows of one place) stays in registers while the window is walked; the weights
// are the factors that are spread over the lanes. Windows are clipped at borders, so that nothing is
// multiplied by padding. An element is one chain of multiply-adds over the window in a fixed order:
// it depends neither on its tile nor on the number of rows.

#if FL_VECTOR_BYTES == 64 || defined(__aarch64__)
enum { MOST_CHANNELS = 8, MOST_PLACES = 3 };
#else
enum { MOST_CHANNELS = 6, MOST_PLACES = 2 };
#endif

/// The places of a kernel that meet one place of the target along an axis: `count` of them, the first
/// at `kernel` and `kernel_step` apart, and the places of the source that they read.
typedef struct {
  ptrdiff_t kernel, kernel_step, source, source_step, count;
} taps;

INLINE ptrdiff_t smaller_of(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }
INLINE ptrdiff_t clipped(ptrdiff_t x, ptrdiff_t low, ptrdiff_t high) {
  return x < low ? low : (x > high ? high : x);
}

/// The taps of a place of the output: the image's places stride * place - before + dilation * j.
static taps output_taps(const fl_convolution_axis *a, ptrdiff_t place) {
  const ptrdiff_t start = place * a->stride - a->before;
  const ptrdiff_t first = start < 0 ? (-start + a->dilation - 1) / a->dilation : 0;
  const ptrdiff_t room = a->image - 1 - start;
  const ptrdiff_t end = room < 0 ? 0 : clipped(room / a->dilation + 1, 0, a->kernel);
  return (taps){first, 1, start + first * a->dilation, a->dilation, end > first ? end - first : 0};
}

/// The taps of a place of the image: the windows of the output in which it is the j-th place.
static taps image_taps(const fl_convolution_axis *a, ptrdiff_t place) {
  taps t = {0, 1, 0, 0, 0};
  for (ptrdiff_t j = 0; j < a->kernel; j += 1) {
    const ptrdiff_t start = place + a->before - j * a->dilation;
    if (start < 0) break;
    const ptrdiff_t window = start / a->stride;
    if (start % a->stride != 0 || window >= a->output) continue;
    if (t.count == 0) t.kernel = j, t.source = window;
    if (t.count == 1) t.kernel_step = j - t.kernel, t.source_step = window - t.source;
    t.count += 1;
  }
  return t;
}

INLINE taps taps_of(fl_convolution_role role, const fl_convolution_axis *a, ptrdiff_t place) {
  return role == FL_CONVOLUTION_OUTPUT ? output_taps(a, place) : image_taps(a, place);
}

/// One tile: a walk over the window, two loops around a run of source channels, for a few vectors of
/// the source and a few channels of the target.
typedef struct {
  ptrdiff_t y_count, y_source, y_weights, x_count, x_source, x_weights, run;
  /// The distances of neighbouring channels, in images and in weights.
  ptrdiff_t rows, channels;
  const real *source, *weights, *bias;
  real *target;
  /// Where each vector lies behind `source` and `target`.
  ptrdiff_t sources[MOST_PLACES], targets[MOST_PLACES];
  /// The lanes in use, when not all.
  size_t part;
} window_tile;

INLINE void walk_window(
    const ptrdiff_t channels, const ptrdiff_t places, const int is_part, const window_tile *t) {
  vec sums[MOST_CHANNELS][MOST_PLACES];
#pragma clang loop unroll(full)
  for (ptrdiff_t i = 0; i < channels; i += 1) {
    vec start = spread(t->bias == NULL ? R(0.0) : t->bias[i]);
#pragma clang loop unroll(full)
    for (ptrdiff_t v = 0; v < places; v += 1) sums[i][v] = start;
  }
  const ptrdiff_t rows = t->rows, step = t->channels;
  for (ptrdiff_t y = 0; y < t->y_count; y += 1) {
    for (ptrdiff_t x = 0; x < t->x_count; x += 1) {
      const real *source = t->source + y * t->y_source + x * t->x_source;
      const real *weights = t->weights + y * t->y_weights + x * t->x_weights;
      for (ptrdiff_t c = t->run; c > 0; c -= 1, source += rows, weights += step) {
        vec values[MOST_PLACES];
#pragma clang loop unroll(full)
        for (ptrdiff_t v = 0; v < places; v += 1) {
          const real *place = source + t->sources[v];
          values[v] = is_part ? load_part(place, t->part) : load(place);
        }
#pragma clang loop unroll(full)
        for (ptrdiff_t i = 0; i < channels; i += 1) {
          vec factor = spread(weights[i]);
#pragma clang loop unroll(full)
          for (ptrdiff_t v = 0; v < places; v += 1) {
            sums[i][v] = fma_(factor, values[v], sums[i][v]);
          }
        }
      }
    }
  }
#pragma clang loop unroll(full)
  for (ptrdiff_t i = 0; i < channels; i += 1) {
#pragma clang loop unroll(full)
    for (ptrdiff_t v = 0; v < places; v += 1) {
      real *place = t->target + t->targets[v] + i * rows;
      if (is_part) {
        store_part(place, sums[i][v], t->part);
      } else {
        store(place, sums[i][v]);
      }
    }
  }
}

#define WALK(channels, places)                                        \
  static void walk_##channels##_##places(const window_tile *t) {      \
    walk_window(channels, places, 0, t);                              \
  }                                                                   \
  static void walk_part_##channels##_##places(const window_tile *t) { \
    walk_window(channels, places, 1, t);                              \
  }
#if FL_VECTOR_BYTES == 64 || defined(__aarch64__)
#define WALKS(channels) WALK(channels, 1) WALK(channels, 2) WALK(channels, 3)
#define WALKS_OF(name) name##_1, name##_2, name##_3
#else
#define WALKS(channels) WALK(channels, 1) WALK(channels, 2)
#define WALKS_OF(name) name##_1, name##_2
#endif

WALKS(1) WALKS(2) WALKS(3) WALKS(4) WALKS(5) WALKS(6)
#if FL_VECTOR_BYTES == 64 || defined(__aarch64__)
WALKS(7) WALKS(8)
#endif

/// The walks for 1, 2, ... channels, whole vectors or parts of them, and one, two, ... places.
static void (*const walks[MOST_CHANNELS][2][MOST_PLACES])(const window_tile *) = {
    {{WALKS_OF(walk_1)}, {WALKS_OF(walk_part_1)}}, {{WALKS_OF(walk_2)}, {WALKS_OF(walk_part_2)}},
    {{WALKS_OF(walk_3)}, {WALKS_OF(walk_part_3)}}, {{WALKS_OF(walk_4)}, {WALKS_OF(walk_part_4)}},
    {{WALKS_OF(walk_5)}, {WALKS_OF(walk_part_5)}}, {{WALKS_OF(walk_6)}, {WALKS_OF(walk_part_6)}},
#if FL_VECTOR_BYTES == 64 || defined(__aarch64__)
    {{WALKS_OF(walk_7)}, {WALKS_OF(walk_part_7)}}, {{WALKS_OF(walk_8)}, {WALKS_OF(walk_part_8)}},
#endif
};

/// A convolution in one of the roles whose result is an image.
typedef struct {
  fl_convolution_role role;
  const fl_convolution_axis *axes;
  ptrdiff_t rows, source_channels, target_channels;
  const real *source, *weights, *bias;
  real *target;
} image_convolution;

/// All channels of the target, in tiles of nearly equal height.
static void walk_channels(window_tile t, ptrdiff_t channels, int is_part, ptrdiff_t places) {
  const ptrdiff_t tiles = (channels + MOST_CHANNELS - 1) / MOST_CHANNELS;
  for (ptrdiff_t i = 0; i < tiles; i += 1) {
    const ptrdiff_t count = channels / tiles + (i < channels % tiles);
    walks[count - 1][is_part][places - 1](&t);
    t.target += count * t.rows;
    t.weights += count;
    if (t.bias != NULL) t.bias += count;
  }
}

/// `count` places of one line of the target whose windows are clipped alike: first whole vectors of
/// rows, then the rows that are left. Neighbours are `source_step` and `target_step` apart.
static void walk_places(
    const image_convolution *c, window_tile t, ptrdiff_t count, ptrdiff_t source_step,
    ptrdiff_t target_step) {
  const ptrdiff_t lanes = LANES, vectors = c->rows / lanes;
  const ptrdiff_t all = count * vectors;
  for (ptrdiff_t i = 0; i < all;) {
    const ptrdiff_t places = smaller_of(all - i, MOST_PLACES);
    for (ptrdiff_t v = 0; v < places; v += 1, i += 1) {
      t.sources[v] = i / vectors * source_step + i % vectors * lanes;
      t.targets[v] = i / vectors * target_step + i % vectors * lanes;
    }
    walk_channels(t, c->target_channels, 0, places);
  }
  t.part = (size_t)(c->rows % lanes);
  if (t.part == 0) return;
  for (ptrdiff_t i = 0; i < count;) {
    const ptrdiff_t places = smaller_of(count - i, MOST_PLACES);
    for (ptrdiff_t v = 0; v < places; v += 1, i += 1) {
      t.sources[v] = i * source_step + vectors * lanes;
      t.targets[v] = i * target_step + vectors * lanes;
    }
    walk_channels(t, c->target_channels, 1, places);
  }
}

/// One line of places along the second axis, `phase` apart, whose windows are clipped alike; `y` is
/// the place along the first axis.
static void convolve_group(
    const image_convolution *c, ptrdiff_t y, const taps *along_x, ptrdiff_t x, ptrdiff_t phase,
    ptrdiff_t count, ptrdiff_t advance) {
  const int is_output = c->role == FL_CONVOLUTION_OUTPUT;
  const fl_convolution_axis *axes = c->axes;
  const ptrdiff_t source_width = is_output ? axes[1].image : axes[1].output;
  const ptrdiff_t target_width = is_output ? axes[1].output : axes[1].image;
  const ptrdiff_t source_place = c->source_channels * c->rows;
  const ptrdiff_t target_place = c->target_channels * c->rows;
  const ptrdiff_t weights_place = c->source_channels * c->target_channels;
  const taps along_y = taps_of(c->role, &axes[0], y);
  window_tile t = {
      .y_count = along_y.count, .y_source = along_y.source_step * source_width * source_place,
      .y_weights = along_y.kernel_step * axes[1].kernel * weights_place, .x_count = along_x->count,
      .x_source = along_x->source_step * source_place,
      .x_weights = along_x->kernel_step * weights_place, .run = c->source_channels,
      .rows = c->rows, .channels = c->target_channels,
      .source = c->source + (along_y.source * source_width + along_x->source) * source_place,
      .weights =
          c->weights + (along_y.kernel * axes[1].kernel + along_x->kernel) * weights_place,
      .bias = c->bias, .target = c->target + (y * target_width + x) * target_place};
  if (along_x->source_step == 1 && along_x->kernel_step == 1 && t.x_count > 0) {
    // Neighbouring places of the window lie one after another on both sides: one run.
    t.run *= t.x_count;
    t.x_count = 1;
  }
  walk_places(c, t, count, advance * source_place, phase * target_place);
}

/// The number of places from `x` on, `phase` apart, whose taps are those of `x` moved on by `advance`.
static ptrdiff_t group_length(
    const image_convolution *c, const taps *first, ptrdiff_t x, ptrdiff_t phase, ptrdiff_t width,
    ptrdiff_t advance) {
  ptrdiff_t count = 1;
  for (ptrdiff_t next = x + phase; next < width; next += phase, count += 1) {
    const taps t = taps_of(c->role, &c->axes[1], next);
    if (t.kernel != first->kernel || t.count != first->count) break;
    if (t.count > 0 && t.source != first->source + count * advance) break;
  }
  return count;
}

/// The output or the image's cotangent, by groups of columns whose windows are clipped alike. Places
/// of the image a stride apart have windows alike, places next to each other have not.
static void convolve_to_image(const image_convolution *c) {
  const int is_output = c->role == FL_CONVOLUTION_OUTPUT;
  const ptrdiff_t height = is_output ? c->axes[0].output : c->axes[0].image;
  const ptrdiff_t width = is_output ? c->axes[1].output : c->axes[1].image;
  const ptrdiff_t phase = is_output ? 1 : c->axes[1].stride;
  const ptrdiff_t advance = is_output ? c->axes[1].stride : 1;
  for (ptrdiff_t start = 0; start < phase; start += 1) {
    for (ptrdiff_t x = start; x < width;) {
      const taps along_x = taps_of(c->role, &c->axes[1], x);
      const ptrdiff_t count = group_length(c, &along_x, x, phase, width, advance);
      for (ptrdiff_t y = 0; y < height; y += 1) {
        convolve_group(c, y, &along_x, x, phase, count, advance);
      }
      x += count * phase;
    }
  }
}
