// The innermost kernels of convolutions whose result is an image: a tile of a few channels by a few
// vectors (neighbouring places, or further rows of one place) stays in registers while the window is
// walked; the weights are the factors that are spread over the lanes.
//
// An element is one chain of multiply-adds over the window in a fixed order: it depends neither on its
// tile nor on the number of rows.

#if FL_VECTOR_BYTES == 64 || defined(__aarch64__)
enum { MOST_CHANNELS = 8, MOST_PLACES = 3 };
#else
enum { MOST_CHANNELS = 6, MOST_PLACES = 2 };
#endif

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
