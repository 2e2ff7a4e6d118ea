// Runge-Kutta steps of many rows, each with its own step size, the rows last: component c of row r
// is at x[c * rows + r]. Rows are the lanes of vectors, and what is done to one does not depend on
// the others.

/// The terms of a sum, held apart from memory that results are stored to: with a constant count
/// they are in registers.
enum { MOST_TERMS = 7 };
typedef struct {
  vec weights[MOST_TERMS];
  const real *k[MOST_TERMS];
} few_terms;

INLINE few_terms take_terms(size_t count, const real *weights, const real *const *k) {
  few_terms terms;
  for (size_t j = 0; j < MOST_TERMS; j += 1) {
    terms.weights[j] = spread(j < count ? weights[j] : R(0.0));
    terms.k[j] = j < count ? k[j] : NULL;
  }
  return terms;
}

/// The sum of weights[j] * k[j] at one place: of the terms that were taken when they are few, else
/// read from memory.
INLINE vec weighted_sum(
    const few_terms *terms, size_t count, const real *weights, const real *const *k, size_t at,
    size_t part) {
  vec sum = spread(R(0.0));
  const int few = count <= MOST_TERMS;
  for (size_t j = 0; j < count; j += 1) {
    const real *place = (few ? terms->k[j] : k[j]) + at;
    vec weight = few ? terms->weights[j] : spread(weights[j]);
    sum = fma_(weight, part > 0 ? load_part(place, part) : load(place), sum);
  }
  return sum;
}

INLINE void combine_rows_at(
    size_t rows, size_t columns, const real *x, const real *h, size_t count, const real *weights,
    const real *const *k, real *y) {
  const few_terms terms = take_terms(count, weights, k);
  for (size_t c = 0; c < columns; c += 1) {
    const size_t base = c * rows;
    size_t r = 0;
    for (; r + LANES <= rows; r += LANES) {
      vec sum = weighted_sum(&terms, count, weights, k, base + r, 0), step = load(h + r);
      store(y + base + r, x != NULL ? fma_(step, sum, load(x + base + r)) : step * sum);
    }
    if (r < rows) {
      const size_t part = rows - r;
      vec sum = weighted_sum(&terms, count, weights, k, base + r, part);
      vec step = load_part(h + r, part);
      vec start = x != NULL ? load_part(x + base + r, part) : spread(R(0.0));
      store_part(y + base + r, x != NULL ? fma_(step, sum, start) : step * sum, part);
    }
  }
}

/// Calls a function, inlined once for each small count of weights.
#define FOR_COUNT(count, call)                                                                     \
  switch (count) {                                                                                 \
  case 1: { enum { COUNT = 1 }; call; break; }                                                     \
  case 2: { enum { COUNT = 2 }; call; break; }                                                     \
  case 3: { enum { COUNT = 3 }; call; break; }                                                     \
  case 4: { enum { COUNT = 4 }; call; break; }                                                     \
  case 5: { enum { COUNT = 5 }; call; break; }                                                     \
  case 6: { enum { COUNT = 6 }; call; break; }                                                     \
  case 7: { enum { COUNT = 7 }; call; break; }                                                     \
  default: { const size_t COUNT = count; call; break; }                                            \
  }

static void combine_rows(
    size_t rows, size_t columns, const real *x, const real *h, size_t count, const real *weights,
    const real *const *k, real *y) {
  FOR_COUNT(count, combine_rows_at(rows, columns, x, h, COUNT, weights, k, y))
}

INLINE vec squared_errors_of(
    size_t rows, size_t columns, const real *x, const real *y, vec h, const few_terms *terms,
    size_t count, const real *weights, const real *const *k, vec absolute, vec relative, size_t r,
    size_t part) {
  vec total = spread(R(0.0));
  for (size_t c = 0; c < columns; c += 1) {
    const size_t at = c * rows + r;
    vec start = part > 0 ? load_part(x + at, part) : load(x + at);
    vec end = part > 0 ? load_part(y + at, part) : load(y + at);
    vec bound = fma_(relative, maximum_of(absolute_of(start), absolute_of(end)), absolute);
    vec ratio = h * weighted_sum(terms, count, weights, k, at, part) / bound;
    // An infinite state hides its error; its difference from itself is no number.
    total = fma_(ratio, ratio, total + (end - end));
  }
  return total / (real)columns;
}

INLINE void squared_errors_at(
    size_t rows, size_t columns, const real *x, const real *y, const real *h, size_t count,
    const real *weights, const real *const *k, real absolute, real relative, real *squares) {
  const few_terms terms = take_terms(count, weights, k);
  const vec a = spread(absolute), b = spread(relative);
  size_t r = 0;
  for (; r + LANES <= rows; r += LANES) {
    vec step = load(h + r);
    store(
        squares + r,
        squared_errors_of(rows, columns, x, y, step, &terms, count, weights, k, a, b, r, 0));
  }
  if (r < rows) {
    const size_t part = rows - r;
    vec step = load_part(h + r, part);
    vec total =
        squared_errors_of(rows, columns, x, y, step, &terms, count, weights, k, a, b, r, part);
    store_part(squares + r, total, part);
  }
}

static void squared_errors(
    size_t rows, size_t columns, const real *x, const real *y, const real *h, size_t count,
    const real *weights, const real *const *k, real absolute, real relative, real *squares) {
  FOR_COUNT(
      count,
      squared_errors_at(
          rows, columns, x, y, h, COUNT, weights, k, absolute, relative, squares))
}

static void select_rows(
    size_t rows, size_t columns, const real *chosen, const real *x, real *y) {
  for (size_t c = 0; c < columns; c += 1) {
    const size_t base = c * rows;
    size_t r = 0;
    for (; r + LANES <= rows; r += LANES) {
      ivec mask = load(chosen + r) != R(0.0);
      store(y + base + r, mask ? load(x + base + r) : load(y + base + r));
    }
    if (r < rows) {
      const size_t part = rows - r;
      ivec mask = load_part(chosen + r, part) != R(0.0);
      vec old = load_part(y + base + r, part);
      store_part(y + base + r, mask ? load_part(x + base + r, part) : old, part);
    }
  }
}

static void combine_row(
    size_t columns, size_t rows, const real *x, real h, size_t count, const real *weights,
    const real *const *k, real *y) {
  for (size_t c = 0; c < columns; c += 1) {
    real sum = 0;
    for (size_t j = 0; j < count; j += 1) sum += weights[j] * k[j][c * rows];
    y[c] = x[c * rows] + h * sum;
  }
}
