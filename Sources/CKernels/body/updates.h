// Gradient steps fused into one pass over flat buffers.
//
// Products and sums are rounded one by one, without fused multiply-adds: memory bounds the pass, and
// all instruction sets give the same bits.

typedef struct {
  real b1, b2, c1, c2, epsilon;
} adam_numbers;

/// The update; the moments' vectors are moved.
INLINE vec adam_update(const adam_numbers *t, vec g, vec *m, vec *v) {
  *m = t->b1 * *m + (R(1.0) - t->b1) * g;
  *v = t->b2 * *v + (R(1.0) - t->b2) * (g * g);
  return (*m * t->c1) / (__builtin_elementwise_sqrt(*v * t->c2) + t->epsilon);
}

static void adam(
    size_t n, real b1, real b2, real c1, real c2, real epsilon, real *g, real *m, real *v) {
  const adam_numbers t = {b1, b2, c1, c2, epsilon};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    vec first = load(m + i), second = load(v + i);
    store(g + i, adam_update(&t, load(g + i), &first, &second));
    store(m + i, first);
    store(v + i, second);
  }
  if (i < n) {
    vec first = load_part(m + i, n - i), second = load_part(v + i, n - i);
    store_part(g + i, adam_update(&t, load_part(g + i, n - i), &first, &second), n - i);
    store_part(m + i, first, n - i);
    store_part(v + i, second, n - i);
  }
}

static void clamp(size_t n, real lower, real upper, real *x) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) store(x + i, at_most(at_least(load(x + i), lower), upper));
  if (i < n) {
    store_part(x + i, at_most(at_least(load_part(x + i, n - i), lower), upper), n - i);
  }
}
