// Programs: the steps of one evaluation, performed without going back to the caller between them.

/// An extent's value in a call over `rows` rows.
INLINE ptrdiff_t extent_of(ptrdiff_t extent, size_t rows) {
  return extent < 0 ? -extent * (ptrdiff_t)rows : extent;
}

static void step_product(const fl_step *step, real *const *slots, size_t rows) {
  const __typeof__(step->product) *p = &step->product;
  const ptrdiff_t m = extent_of(p->m, rows), n = extent_of(p->n, rows), k = extent_of(p->k, rows);
  const ptrdiff_t a_row = extent_of(p->a_row, rows), a_column = extent_of(p->a_column, rows);
  const ptrdiff_t b_row = extent_of(p->b_row, rows), b_column = extent_of(p->b_column, rows);
  const ptrdiff_t c_row = extent_of(p->c_row, rows), c_column = extent_of(p->c_column, rows);
  const ptrdiff_t stack = extent_of(p->stack, rows);
  const real *a = slots[p->a], *b = slots[p->b], *bias = p->bias < 0 ? NULL : slots[p->bias];
  real *c = slots[p->c];
  if (step->kind == FL_STEP_LANE_PRODUCT) {
    const lane_matrices x = {(size_t)k, a,     a_row, a_column, b,
                             b_row,     b_column, c,  c_row,    c_column, step->accumulates};
    lane_product((size_t)m, (size_t)n, (size_t)stack, x);
    return;
  }
  for (ptrdiff_t i = 0; i < stack; i += 1) {
    if (step->kind == FL_STEP_PRODUCT) {
      product(
          (size_t)m, (size_t)n, (size_t)k, a, a_row, a_column, b, b_row, c, c_row, bias,
          step->accumulates);
    } else {
      contract(
          (size_t)m, (size_t)n, (size_t)k, a, a_row, b, b_column, c, c_row, c_column,
          step->accumulates, p->partial);
    }
    a += extent_of(p->a_stack, rows);
    b += extent_of(p->b_stack, rows);
    c += extent_of(p->c_stack, rows);
  }
}

static void step_fold(const fl_step *step, real *const *slots, size_t rows) {
  const __typeof__(step->fold) *p = &step->fold;
  const size_t outer = (size_t)extent_of(p->outer, rows), count = (size_t)extent_of(p->count, rows),
               inner = (size_t)extent_of(p->inner, rows);
  const real *x = slots[p->x];
  real *y = slots[p->y];
  if (p->partial) {
    sum_partially(outer, count, x, y);
  } else if (p->down) {
    for (size_t o = 0; o < outer; o += 1, x += count * inner, y += inner) {
      fold_columns(step->kind == FL_STEP_SUM ? SUM : MAXIMUM, count, inner, x, y);
    }
  } else if (step->kind == FL_STEP_SUM) {
    sum(outer, count, inner, x, y, step->accumulates);
  } else {
    maximum(outer, count, inner, x, y);
  }
}

/// Performs a step for some rows of the run whose rows it consumes. `local` is the buffer that holds
/// these rows alone, at its beginning.
static void step_some(
    const fl_step *step, real *const *slots, size_t rows, size_t first, size_t count,
    int32_t local) {
  const __typeof__(step->product) *p = &step->product;
  const ptrdiff_t place = (ptrdiff_t)first, partial = p->partial ? PARTIAL : 1;
  switch (step->along) {
    case FL_ALONG_NOTHING: break;
    case FL_ALONG_LINES: {
      const __typeof__(step->fold) *f = &step->fold;
      const size_t length = (size_t)extent_of(f->count, rows);
      const real *x = slots[f->x] + (f->x == local ? 0 : first * length);
      if (f->partial) {
        sum_partially(count, length, x, slots[f->y] + first * PARTIAL);
      } else {
        sum(count, length, 1, x, slots[f->y] + first, step->accumulates);
      }
      break;
    }
    case FL_ALONG_TERMS: {
      const ptrdiff_t a_column = extent_of(p->a_column, rows), b_row = extent_of(p->b_row, rows);
      product(
          (size_t)extent_of(p->m, rows), (size_t)extent_of(p->n, rows), count,
          slots[p->a] + place * a_column, extent_of(p->a_row, rows), a_column,
          slots[p->b] + (p->b == local ? 0 : place * b_row), b_row, slots[p->c],
          extent_of(p->c_row, rows), p->bias < 0 || first > 0 ? NULL : slots[p->bias],
          first > 0 || step->accumulates);
      break;
    }
    case FL_ALONG_LEFT: {
      const ptrdiff_t a_row = extent_of(p->a_row, rows), c_row = extent_of(p->c_row, rows);
      contract(
          count, (size_t)extent_of(p->n, rows), (size_t)extent_of(p->k, rows),
          slots[p->a] + (p->a == local ? 0 : place * a_row), a_row, slots[p->b],
          extent_of(p->b_column, rows), slots[p->c] + place * c_row * partial, c_row,
          extent_of(p->c_column, rows), step->accumulates, p->partial);
      break;
    }
    case FL_ALONG_RIGHT: {
      const ptrdiff_t b_column = extent_of(p->b_column, rows);
      const ptrdiff_t c_column = extent_of(p->c_column, rows);
      contract(
          (size_t)extent_of(p->m, rows), count, (size_t)extent_of(p->k, rows), slots[p->a],
          extent_of(p->a_row, rows), slots[p->b] + (p->b == local ? 0 : place * b_column),
          b_column, slots[p->c] + place * c_column * partial, extent_of(p->c_row, rows), c_column,
          step->accumulates, p->partial);
      break;
    }
  }
}

/// The product that feeds a run, for some of its rows, into the beginning of its buffer.
static void feed_some(
    const fl_step *feeder, real *const *slots, size_t rows, size_t first, size_t count,
    size_t columns) {
  const __typeof__(feeder->product) *p = &feeder->product;
  const ptrdiff_t a_row = extent_of(p->a_row, rows);
  product(
      count, columns, (size_t)extent_of(p->k, rows), slots[p->a] + (ptrdiff_t)first * a_row, a_row,
      extent_of(p->a_column, rows), slots[p->b], extent_of(p->b_row, rows), slots[p->c],
      (ptrdiff_t)columns, p->bias < 0 ? NULL : slots[p->bias] + first, 0);
}

/// A run with the product that feeds it and the steps that consume its rows: all take some rows at a
/// time, while they are in the first-level cache.
static void step_joined_run(const fl_step *step, real *const *slots, size_t rows, real *scratch) {
  enum { CHUNK = 8192 / sizeof(real) };
  const fl_step *feeder = step->run.feeder, *consumers = step->run.consumers;
  const size_t consumer_count = (size_t)step->run.consumer_count;
  const size_t lines = (size_t)extent_of(step->run.rows, rows);
  const size_t columns = (size_t)extent_of(step->run.columns, rows);
  if (lines == 0 || columns == 0 || columns > TILE) {
    if (feeder != NULL) step_product(feeder, slots, rows);
    run_execute(step->run.run, slots, lines, columns, scratch);
    for (size_t i = 0; i < consumer_count; i += 1) {
      step_some(consumers + i, slots, rows, 0, lines, -1);
    }
    return;
  }
  size_t chunk = CHUNK / columns;
  const int is_tiled = feeder != NULL && extent_of(feeder->product.k, rows) > MOST_OUTER;
  if (chunk > MOST_ROWS && is_tiled) chunk -= chunk % MOST_ROWS;
  const int32_t local = step->run.local, fed = feeder == NULL ? -1 : feeder->product.c;
  machine m;
  m.run = step->run.run;
  m.slots = slots;
  assign_scratch(&m, scratch);
  expand_shared(&m, smaller(tile_rows(columns), lines), columns);
  for (size_t first = 0; first < lines; first += chunk) {
    const size_t count = smaller(chunk, lines - first);
    if (feeder != NULL) feed_some(feeder, slots, rows, first, count, columns);
    run_rows(&m, first, count, columns, fed, local);
    for (size_t i = 0; i < consumer_count; i += 1) {
      step_some(consumers + i, slots, rows, first, count, local);
    }
  }
}

static void step_copy(const fl_step *step, real *const *slots, size_t rows) {
  const __typeof__(step->copy) *p = &step->copy;
  if (p->cleared != 0) fill((size_t)extent_of(p->cleared, rows), R(0.0), slots[p->y]);
  size_t extents[FL_MAX_RANK];
  ptrdiff_t x_strides[FL_MAX_RANK], y_strides[FL_MAX_RANK];
  for (ptrdiff_t i = 0; i < p->rank; i += 1) {
    extents[i] = (size_t)extent_of(p->extents[i], rows);
    x_strides[i] = extent_of(p->x_strides[i], rows);
    y_strides[i] = extent_of(p->y_strides[i], rows);
  }
  copy(
      (size_t)p->rank, extents, slots[p->x] + extent_of(p->x_offset, rows), x_strides,
      slots[p->y] + extent_of(p->y_offset, rows), y_strides, step->accumulates);
}

/// y[i * y_stride] = x[i * x_stride], or added to it.
INLINE void move_entry(
    size_t n, const real *x, ptrdiff_t x_stride, real *y, ptrdiff_t y_stride, int adds) {
  for (size_t i = 0; i < n; i += 1, x += x_stride, y += y_stride) *y = adds ? *y + *x : *x;
}

static void step_gather(const fl_step *step, real *const *slots, size_t rows) {
  const __typeof__(step->gather) *p = &step->gather;
  const size_t width = (size_t)extent_of(p->width, rows);
  const ptrdiff_t table_rows = extent_of(p->table_rows, rows), count = extent_of(p->count, rows);
  const ptrdiff_t row = extent_of(p->table_row, rows), column = extent_of(p->table_column, rows);
  const ptrdiff_t value = extent_of(p->value_row, rows), part = extent_of(p->value_column, rows);
  const int scatters = step->kind == FL_STEP_SCATTER;
  if (scatters) fill((size_t)table_rows * width, R(0.0), slots[p->table]);
  if (table_rows == 0) {
    // A table without rows has nothing to give: zeros.
    if (!scatters) fill((size_t)count * width, R(0.0), slots[p->values]);
    return;
  }
  const real *indices = slots[p->indices];
  real *values = slots[p->values];
  for (ptrdiff_t i = 0; i < count; i += 1, values += value) {
    // NaN is below everything here: row 0.
    const real last = (real)(table_rows - 1), index = indices[i] > 0 ? indices[i] : R(0.0);
    const ptrdiff_t number = index < last ? (ptrdiff_t)(index + R(0.5)) : table_rows - 1;
    real *entry = slots[p->table] + number * row;
    if (scatters) {
      move_entry(width, values, part, entry, column, 1);
    } else {
      move_entry(width, entry, column, values, part, 0);
    }
  }
}

static void step_convolution(
    const fl_step *step, real *const *slots, size_t rows, real *scratch) {
  const __typeof__(step->convolution) *p = &step->convolution;
  const ptrdiff_t count = extent_of(p->rows, rows);
  if (p->role == FL_CONVOLUTION_KERNEL) {
    const correlation c = {
        .axes = p->axes, .rows = count, .image_channels = p->a_channels,
        .output_channels = p->y_channels, .image = slots[p->a], .output = slots[p->b],
        .sums = scratch};
    if (p->partial) {
      convolve_to_partial(c, p->block_in, p->block_out, slots[p->y]);
    } else {
      convolve_to_kernel(c, p->block_in, p->block_out, step->accumulates, slots[p->y]);
    }
  } else {
    const image_convolution c = {
        p->role, p->axes, count, p->a_channels, p->y_channels, slots[p->a], slots[p->b],
        p->bias < 0 ? NULL : slots[p->bias], slots[p->y]};
    convolve_to_image(&c);
  }
}

static void steps_execute(
    const fl_step *steps, size_t count, real *const *slots, size_t rows, real *scratch) {
  for (const fl_step *step = steps; step < steps + count; step += 1) {
    switch (step->kind) {
      case FL_STEP_RUN:
        if (step->run.feeder != NULL || step->run.consumers != NULL) {
          step_joined_run(step, slots, rows, scratch);
          break;
        }
        run_execute(
            step->run.run, slots, (size_t)extent_of(step->run.rows, rows),
            (size_t)extent_of(step->run.columns, rows), scratch);
        break;
      case FL_STEP_PRODUCT:
      case FL_STEP_CONTRACTION:
      case FL_STEP_LANE_PRODUCT: step_product(step, slots, rows); break;
      case FL_STEP_SUM:
      case FL_STEP_MAXIMUM: step_fold(step, slots, rows); break;
      case FL_STEP_COPY: step_copy(step, slots, rows); break;
      case FL_STEP_GATHER:
      case FL_STEP_SCATTER: step_gather(step, slots, rows); break;
      case FL_STEP_EXTENT:
        *slots[step->extent.y] = (real)extent_of(step->extent.extent, rows);
        break;
      case FL_STEP_CONVOLUTION: step_convolution(step, slots, rows, scratch); break;
    }
  }
}
