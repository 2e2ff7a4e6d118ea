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

/// What a vector holds: rows of one place, LANES of them or fewer; or, where so few rows are left that
/// they would fill no more than a quarter of it, those of four neighbouring places.
typedef enum { WHOLE, PART, QUARTERS } filling;

#if FL_VECTOR_BYTES == 64
enum { FILLINGS = 3 };

/// The first `part` numbers at four places, each in a quarter of a vector.
INLINE vec load_quarters(const real *x, ptrdiff_t step, size_t part) {
#if FL_SINGLE
  const __mmask8 mask = (__mmask8)((1u << part) - 1);
  __m512 v = _mm512_castps128_ps512(_mm_maskz_loadu_ps(mask, x));
  v = _mm512_insertf32x4(v, _mm_maskz_loadu_ps(mask, x + step), 1);
  v = _mm512_insertf32x4(v, _mm_maskz_loadu_ps(mask, x + 2 * step), 2);
  return (vec)_mm512_insertf32x4(v, _mm_maskz_loadu_ps(mask, x + 3 * step), 3);
#else
  const __mmask8 mask = (__mmask8)((1u << part) - 1);
  __m512d v = _mm512_castpd128_pd512(_mm_maskz_loadu_pd(mask, x));
  v = _mm512_insertf64x2(v, _mm_maskz_loadu_pd(mask, x + step), 1);
  v = _mm512_insertf64x2(v, _mm_maskz_loadu_pd(mask, x + 2 * step), 2);
  return (vec)_mm512_insertf64x2(v, _mm_maskz_loadu_pd(mask, x + 3 * step), 3);
#endif
}

INLINE void store_quarters(real *y, ptrdiff_t step, vec v, size_t part) {
#if FL_SINGLE
  const __mmask8 mask = (__mmask8)((1u << part) - 1);
  _mm_mask_storeu_ps(y, mask, _mm512_extractf32x4_ps((__m512)v, 0));
  _mm_mask_storeu_ps(y + step, mask, _mm512_extractf32x4_ps((__m512)v, 1));
  _mm_mask_storeu_ps(y + 2 * step, mask, _mm512_extractf32x4_ps((__m512)v, 2));
  _mm_mask_storeu_ps(y + 3 * step, mask, _mm512_extractf32x4_ps((__m512)v, 3));
#else
  const __mmask8 mask = (__mmask8)((1u << part) - 1);
  _mm_mask_storeu_pd(y, mask, _mm512_extractf64x2_pd((__m512d)v, 0));
  _mm_mask_storeu_pd(y + step, mask, _mm512_extractf64x2_pd((__m512d)v, 1));
  _mm_mask_storeu_pd(y + 2 * step, mask, _mm512_extractf64x2_pd((__m512d)v, 2));
  _mm_mask_storeu_pd(y + 3 * step, mask, _mm512_extractf64x2_pd((__m512d)v, 3));
#endif
}
#else
enum { FILLINGS = 2 };
#endif

INLINE vec load_filled(
    const filling kind, const real *x, ptrdiff_t step, size_t part) {
#if FL_VECTOR_BYTES == 64
  if (kind == QUARTERS) return load_quarters(x, step, part);
#endif
  (void)step;
  return kind == WHOLE ? load(x) : load_part(x, part);
}

INLINE void store_filled(
    const filling kind, real *y, ptrdiff_t step, vec v, size_t part) {
#if FL_VECTOR_BYTES == 64
  if (kind == QUARTERS) {
    store_quarters(y, step, v, part);
    return;
  }
#endif
  (void)step;
  if (kind == WHOLE) {
    store(y, v);
  } else {
    store_part(y, v, part);
  }
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
  /// The rows of a place in a vector, when not all of its lanes, and the distances of the places whose
  /// quarters it holds.
  size_t part;
  ptrdiff_t source_step, target_step;
} window_tile;

INLINE void walk_window(
    const ptrdiff_t channels, const ptrdiff_t places, const filling kind, const window_tile *t) {
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
          values[v] = load_filled(kind, source + t->sources[v], t->source_step, t->part);
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
      store_filled(kind, place, t->target_step, sums[i][v], t->part);
    }
  }
}

#define WALK_AS(kind, channels, places)                               \
  static void walk_##kind##_##channels##_##places(const window_tile *t) { \
    walk_window(channels, places, kind, t);                           \
  }
#if FL_VECTOR_BYTES == 64
#define WALK(channels, places)                                        \
  WALK_AS(WHOLE, channels, places) WALK_AS(PART, channels, places)    \
  WALK_AS(QUARTERS, channels, places)
#define FILLED(channels)                                              \
  {                                                                   \
    {WALKS_OF(walk_WHOLE_##channels)}, {WALKS_OF(walk_PART_##channels)}, \
    {WALKS_OF(walk_QUARTERS_##channels)}                              \
  }
#else
#define WALK(channels, places) WALK_AS(WHOLE, channels, places) WALK_AS(PART, channels, places)
#define FILLED(channels) \
  { {WALKS_OF(walk_WHOLE_##channels)}, {WALKS_OF(walk_PART_##channels)} }
#endif
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

/// The walks for 1, 2, ... channels, each way of filling vectors, and one, two, ... of these.
static void (*const walks[MOST_CHANNELS][FILLINGS][MOST_PLACES])(const window_tile *) = {
    FILLED(1), FILLED(2), FILLED(3), FILLED(4), FILLED(5), FILLED(6),
#if FL_VECTOR_BYTES == 64 || defined(__aarch64__)
    FILLED(7), FILLED(8),
#endif
};
