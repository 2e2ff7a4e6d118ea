// Copies of boxes between strided places.
//
// The box is first simplified: axes of extent 1 go, the axis on which y is densest becomes the
// innermost, and neighbours that are one axis in disguise are merged. What is left is a loop nest
// over lines, and lines are contiguous, repeat one element, or step; and where x is dense on
// another axis than y, the two axes are walked in square tiles (a transposition).

typedef struct {
  size_t extent;
  ptrdiff_t x, y;
} axis;

INLINE ptrdiff_t magnitude(ptrdiff_t stride) { return stride < 0 ? -stride : stride; }

/// One line of n elements.
static void copy_line(
    size_t n, const real *x, ptrdiff_t x_step, real *y, ptrdiff_t y_step, int adds) {
  if (y_step == 1 && x_step == 1) {
    if (adds) {
      add_map(n, whole(x), whole(y), y);
    } else if (n < 2 * LANES) {
      for (size_t i = 0; i < n; i += 1) y[i] = x[i];
    } else {
      memcpy(y, x, n * sizeof(real));
    }
  } else if (y_step == 1 && x_step == 0 && !adds) {
    fill(n, *x, y);
  } else if (adds) {
    for (size_t i = 0; i < n; i += 1) y[(ptrdiff_t)i * y_step] += x[(ptrdiff_t)i * x_step];
  } else {
    for (size_t i = 0; i < n; i += 1) y[(ptrdiff_t)i * y_step] = x[(ptrdiff_t)i * x_step];
  }
}

/// Two axes, y dense on the inner one and x on the outer: in registers where that is all, else in
/// squares small enough that their lines stay in cache.
static void copy_plane(axis outer, axis inner, const real *x, real *y, int adds) {
  enum { SQUARE = 16 };
  if (outer.x == 1 && inner.y == 1 && !adds) {
    transpose(inner.extent, outer.extent, x, inner.x, y, outer.y);
    return;
  }
  for (size_t i = 0; i < outer.extent; i += SQUARE) {
    size_t i_end = smaller(outer.extent, i + SQUARE);
    for (size_t j = 0; j < inner.extent; j += SQUARE) {
      size_t n = smaller(SQUARE, inner.extent - j);
      for (size_t r = i; r < i_end; r += 1) {
        copy_line(
            n, x + (ptrdiff_t)r * outer.x + (ptrdiff_t)j * inner.x, inner.x,
            y + (ptrdiff_t)r * outer.y + (ptrdiff_t)j * inner.y, inner.y, adds);
      }
    }
  }
}

/// Many short lines: without a call for each.
static void copy_short_lines(axis outer, axis inner, const real *x, real *y, int adds) {
  for (size_t i = 0; i < outer.extent; i += 1, x += outer.x, y += outer.y) {
    for (size_t j = 0; j < inner.extent; j += 1) {
      real *target = y + (ptrdiff_t)j * inner.y;
      real value = x[(ptrdiff_t)j * inner.x];
      *target = adds ? *target + value : value;
    }
  }
}

static void copy_nest(size_t rank, const axis *axes, const real *x, real *y, int adds) {
  if (rank == 0) {
    copy_line(1, x, 1, y, 1, adds);
  } else if (rank == 1) {
    copy_line(axes[0].extent, x, axes[0].x, y, axes[0].y, adds);
  } else if (rank == 2 && magnitude(axes[0].x) < magnitude(axes[1].x) && axes[0].x != 0) {
    copy_plane(axes[0], axes[1], x, y, adds);
  } else if (rank == 2 && axes[1].extent <= 8) {
    copy_short_lines(axes[0], axes[1], x, y, adds);
  } else {
    for (size_t i = 0; i < axes[0].extent; i += 1) {
      copy_nest(rank - 1, axes + 1, x, y, adds);
      x += axes[0].x;
      y += axes[0].y;
    }
  }
}

/// Sorts the axes by decreasing stride in y (in x where those are equal) and merges neighbours;
/// returns how many are left, or -1 when the box is empty.
static int simplify(
    size_t rank, const size_t *extents, const ptrdiff_t *x, const ptrdiff_t *y, axis *axes) {
  int count = 0;
  for (size_t i = 0; i < rank; i += 1) {
    if (extents[i] == 0) return -1;
    if (extents[i] == 1) continue;
    axis next = {extents[i], x[i], y[i]};
    int at = count++;
    for (; at > 0; at -= 1) {
      axis before = axes[at - 1];
      ptrdiff_t by_y = magnitude(before.y) - magnitude(next.y);
      if (by_y > 0 || (by_y == 0 && magnitude(before.x) >= magnitude(next.x))) break;
      axes[at] = before;
    }
    axes[at] = next;
  }
  int merged = 0;
  for (int i = 0; i < count; i += 1) {
    axis *last = axes + merged - 1;
    ptrdiff_t extent = (ptrdiff_t)axes[i].extent;
    if (merged > 0 && last->x == axes[i].x * extent && last->y == axes[i].y * extent) {
      *last = (axis){last->extent * axes[i].extent, axes[i].x, axes[i].y};
    } else {
      axes[merged++] = axes[i];
    }
  }
  return merged;
}

static void copy(
    size_t rank, const size_t *extents, const real *x, const ptrdiff_t *x_strides, real *y,
    const ptrdiff_t *y_strides, int accumulate) {
  axis axes[FL_MAX_RANK];
  int count = simplify(rank, extents, x_strides, y_strides, axes);
  if (count >= 0) copy_nest((size_t)count, axes, x, y, accumulate);
}
