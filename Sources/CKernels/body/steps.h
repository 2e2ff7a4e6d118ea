// Programs: the steps of one evaluation, performed without going back to the caller between them.

/// An extent's value in a call over `rows` rows.
INLINE ptrdiff_t extent_of(ptrdiff_t extent, size_t rows) {
  return extent < 0 ? -extent * (ptrdiff_t)rows : extent;
}

static void step_product(const fl_step *step, real *const *slots, size_t rows) {
  const __typeof__(step->product) *p = &step->product;
  const ptrdiff_t m = extent_of(p->m, rows), n = extent_of(p->n, rows), k = extent_of(p->k, rows);
  const ptrdiff_t a_row = extent_of(p->a_row, rows), a_column = extent_of(p->a_column, rows);
  const real *bias = p->bias < 0 ? NULL : slots[p->bias];
  for (ptrdiff_t i = 0; i < extent_of(p->stack, rows); i += 1) {
    product(
        (size_t)m, (size_t)n, (size_t)k, slots[p->a] + i * m * k, a_row, a_column,
        slots[p->b] + i * k * n, n, slots[p->c] + i * m * n, n, bias, step->accumulates);
  }
}

static void step_fold(const fl_step *step, real *const *slots, size_t rows) {
  const __typeof__(step->fold) *p = &step->fold;
  const size_t outer = (size_t)extent_of(p->outer, rows), count = (size_t)extent_of(p->count, rows),
               inner = (size_t)extent_of(p->inner, rows);
  if (step->kind == FL_STEP_SUM) {
    sum(outer, count, inner, slots[p->x], slots[p->y], step->accumulates);
  } else {
    maximum(outer, count, inner, slots[p->x], slots[p->y]);
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

static void step_gather(const fl_step *step, real *const *slots, size_t rows) {
  const __typeof__(step->gather) *p = &step->gather;
  const size_t width = (size_t)extent_of(p->width, rows);
  const ptrdiff_t table_rows = extent_of(p->table_rows, rows);
  const int scatters = step->kind == FL_STEP_SCATTER;
  if (scatters) fill((size_t)table_rows * width, R(0.0), slots[p->table]);
  if (table_rows == 0) {
    // A table without rows has nothing to give: zeros.
    if (!scatters) fill((size_t)extent_of(p->count, rows) * width, R(0.0), slots[p->values]);
    return;
  }
  const real *indices = slots[p->indices];
  real *values = slots[p->values];
  for (ptrdiff_t i = 0; i < extent_of(p->count, rows); i += 1, values += width) {
    // NaN is below everything here: row 0.
    const real last = (real)(table_rows - 1), index = indices[i] > 0 ? indices[i] : R(0.0);
    const ptrdiff_t row = index < last ? (ptrdiff_t)(index + R(0.5)) : table_rows - 1;
    real *entry = slots[p->table] + row * (ptrdiff_t)width;
    if (scatters) {
      scale_add(width, R(1.0), values, R(1.0), entry);
    } else {
      memcpy(values, entry, width * sizeof(real));
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
    convolve_to_kernel(c, p->block_in, p->block_out, step->accumulates, slots[p->y]);
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
        run_execute(step->run.run, slots, (size_t)extent_of(step->run.rows, rows), scratch);
        break;
      case FL_STEP_PRODUCT: step_product(step, slots, rows); break;
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
