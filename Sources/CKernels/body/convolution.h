// Convolutions of images that lie with their rows last, [height, width, channels, rows]: rows are
// the lanes, so that no image is ever unfolded and no channel count is special.
//
// Output and image roles are one kernel that walks windows. Windows are clipped at borders, so that
// nothing is multiplied by padding; places whose windows are clipped alike are walked together.

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

/// A convolution in one of the roles whose result is an image.
typedef struct {
  fl_convolution_role role;
  const fl_convolution_axis *axes;
  ptrdiff_t rows, source_channels, target_channels;
  const real *source, *weights, *bias;
  real *target;
} image_convolution;

INLINE ptrdiff_t source_extent(const image_convolution *c, int axis) {
  return c->role == FL_CONVOLUTION_OUTPUT ? c->axes[axis].image : c->axes[axis].output;
}
INLINE ptrdiff_t target_extent(const image_convolution *c, int axis) {
  return c->role == FL_CONVOLUTION_OUTPUT ? c->axes[axis].output : c->axes[axis].image;
}

/// Places of a line, `phase` apart, whose windows are clipped alike: the source moves on by `advance`
/// from one to the next. Places of the image a stride apart have windows alike, places next to each
/// other have not.
typedef struct {
  ptrdiff_t place, count, phase, advance;
  taps taps;
} place_group;

/// The group that begins at a place.
static place_group group_at(const image_convolution *c, ptrdiff_t place) {
  const fl_convolution_axis *a = &c->axes[1];
  const int is_output = c->role == FL_CONVOLUTION_OUTPUT;
  place_group g = {
      .place = place, .count = 1, .phase = is_output ? 1 : a->stride,
      .advance = is_output ? a->stride : 1, .taps = taps_of(c->role, a, place)};
  for (; place + g.count * g.phase < target_extent(c, 1); g.count += 1) {
    const taps t = taps_of(c->role, a, place + g.count * g.phase);
    if (t.kernel != g.taps.kernel || t.count != g.taps.count) break;
    if (t.count > 0 && t.source != g.taps.source + g.count * g.advance) break;
  }
  return g;
}

/// As many groups of a line as are listed at one time.
enum { MOST_GROUPS = 32 };

/// The groups of a line from the place `start` of a sequence of places on; both are moved on.
static int list_groups(
    const image_convolution *c, ptrdiff_t *sequence, ptrdiff_t *start, place_group *groups) {
  const ptrdiff_t sequences = c->role == FL_CONVOLUTION_OUTPUT ? 1 : c->axes[1].stride;
  int count = 0;
  while (*sequence < sequences && count < MOST_GROUPS) {
    if (*start >= target_extent(c, 1)) {
      *start = *sequence += 1;
      continue;
    }
    groups[count] = group_at(c, *start);
    *start += groups[count].count * groups[count].phase;
    count += 1;
  }
  return count;
}

/// All channels of the target, in tiles of nearly equal height.
static void walk_channels(window_tile t, ptrdiff_t channels, filling kind, ptrdiff_t places) {
  const ptrdiff_t tiles = (channels + MOST_CHANNELS - 1) / MOST_CHANNELS;
  for (ptrdiff_t i = 0; i < tiles; i += 1) {
    const ptrdiff_t count = channels / tiles + (i < channels % tiles);
    walks[count - 1][kind][places - 1](&t);
    t.target += count * t.rows;
    t.weights += count;
    if (t.bias != NULL) t.bias += count;
  }
}

/// The rows behind the last whole vector, `count` vectors of them, `width` places in each, from the
/// place `first` on; returns the place behind the last.
static ptrdiff_t walk_remainder(
    const image_convolution *c, window_tile t, filling kind, ptrdiff_t width, ptrdiff_t first,
    ptrdiff_t count) {
  const ptrdiff_t row = c->rows - (ptrdiff_t)t.part;
  for (ptrdiff_t i = 0; i < count;) {
    const ptrdiff_t places = smaller_of(count - i, MOST_PLACES);
    for (ptrdiff_t v = 0; v < places; v += 1, i += 1) {
      t.sources[v] = (first + i * width) * t.source_step + row;
      t.targets[v] = (first + i * width) * t.target_step + row;
    }
    walk_channels(t, c->target_channels, kind, places);
  }
  return first + count * width;
}

/// The places of a group: first whole vectors of rows, then the rows that are left.
static void walk_group(const image_convolution *c, window_tile t, const place_group *g) {
  const ptrdiff_t lanes = LANES, vectors = c->rows / lanes;
  const ptrdiff_t source_step = g->advance * c->source_channels * c->rows;
  const ptrdiff_t target_step = g->phase * c->target_channels * c->rows;
  const ptrdiff_t all = g->count * vectors;
  for (ptrdiff_t i = 0; i < all;) {
    const ptrdiff_t places = smaller_of(all - i, MOST_PLACES);
    for (ptrdiff_t v = 0; v < places; v += 1, i += 1) {
      t.sources[v] = i / vectors * source_step + i % vectors * lanes;
      t.targets[v] = i / vectors * target_step + i % vectors * lanes;
    }
    walk_channels(t, c->target_channels, WHOLE, places);
  }
  t.part = (size_t)(c->rows % lanes);
  if (t.part == 0) return;
  t.source_step = source_step;
  t.target_step = target_step;
  ptrdiff_t done = 0;
  if (FILLINGS > QUARTERS && 4 * t.part <= LANES) {
    done = walk_remainder(c, t, QUARTERS, 4, 0, g->count / 4);
  }
  walk_remainder(c, t, PART, 1, done, g->count - done);
}

/// Some groups of a line of the target, whose taps along the first axis are given.
static void convolve_line(
    const image_convolution *c, const taps *y, real *line, const place_group *groups, int count) {
  const ptrdiff_t source_place = c->source_channels * c->rows;
  const ptrdiff_t source_line = source_extent(c, 1) * source_place;
  const ptrdiff_t weights_place = c->source_channels * c->target_channels;
  const ptrdiff_t weights_line = c->axes[1].kernel * weights_place;
  for (const place_group *g = groups; g < groups + count; g += 1) {
    const taps *x = &g->taps;
    window_tile t = {
        .y_count = y->count, .y_source = y->source_step * source_line,
        .y_weights = y->kernel_step * weights_line, .x_count = x->count,
        .x_source = x->source_step * source_place, .x_weights = x->kernel_step * weights_place,
        .run = c->source_channels, .rows = c->rows, .channels = c->target_channels,
        .source = c->source + y->source * source_line + x->source * source_place,
        .weights = c->weights + y->kernel * weights_line + x->kernel * weights_place,
        .bias = c->bias, .target = line + g->place * c->target_channels * c->rows};
    if (x->source_step == 1 && x->kernel_step == 1 && x->count > 0) {
      // Neighbouring places of the window lie one after another on both sides: one run.
      t.run *= x->count;
      t.x_count = 1;
    }
    walk_group(c, t, g);
  }
}

/// The output or the image's cotangent, line by line.
static void convolve_to_image(const image_convolution *c) {
  const ptrdiff_t line = target_extent(c, 1) * c->target_channels * c->rows;
  place_group groups[MOST_GROUPS];
  ptrdiff_t sequence = 0, start = 0;
  for (int count; (count = list_groups(c, &sequence, &start, groups)) > 0;) {
    for (ptrdiff_t y = 0; y < target_extent(c, 0); y += 1) {
      const taps along_y = taps_of(c->role, &c->axes[0], y);
      convolve_line(c, &along_y, c->target + y * line, groups, count);
    }
  }
}
