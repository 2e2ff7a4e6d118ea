// Fused runs: a small machine that works tile by tile, so that what one instruction writes is still
// in the first-level cache when the next reads it.
//
// A tile is some whole rows, or, when rows are longer than a tile, a piece of one row. Operands are
// pointers: a full load points into its buffer and a store into its destination; only what is not
// laid out like the tile is expanded into scratch memory, and only as often as it changes: vectors once
// a call, columns once a tile (once a row when rows are long). A scalar is one vector for all places.

enum { TILE = 8192 / sizeof(real), MOST_OPERANDS = 250 };

typedef struct {
  const fl_run *run;
  real *const *slots;
  /// Where each operand's current tile is.
  operand operands[MOST_OPERANDS];
} machine;

/// The scratch memory of a load, which may need expansion: a tile, or a vector.
INLINE size_t load_scratch(fl_load load) {
  return load.spread == FL_FULL ? 0 : load.spread == FL_SCALAR ? LANES : TILE;
}

/// Scratch memory for each load and a tile for each temporary.
static size_t run_scratch(const fl_run *run) {
  size_t count = run->temporary_count * (size_t)TILE;
  for (size_t i = 0; i < run->load_count; i += 1) count += load_scratch(run->loads[i]);
  return count;
}

/// Gives each operand its scratch memory, the temporaries first, so that all of them are aligned.
static void assign_scratch(machine *m, real *scratch) {
  const fl_run *run = m->run;
  for (size_t i = 0; i < run->temporary_count; i += 1) {
    m->operands[run->load_count + run->store_count + i] = whole(scratch);
    scratch += TILE;
  }
  for (size_t i = 0; i < run->load_count; i += 1) {
    m->operands[i] = whole(scratch);
    if (run->loads[i].spread == FL_SCALAR) m->operands[i].mask = 0;
    scratch += load_scratch(run->loads[i]);
  }
}

static void perform(const machine *m, size_t n) {
  const operand *p = m->operands;
  const fl_instruction *end = m->run->instructions + m->run->instruction_count;
  for (const fl_instruction *i = m->run->instructions; i < end; i += 1) {
    real *out = place_of(p[i->out]);
    if (i->operation < FL_BINARY_BASE) {
      unary_maps[i->operation](n, p[i->a], out);
    } else if (i->operation < FL_TERNARY_BASE) {
      binary_maps[i->operation - FL_BINARY_BASE](n, p[i->a], p[i->b], out);
    } else if (i->operation < FL_QUATERNARY_BASE) {
      ternary_maps[i->operation - FL_TERNARY_BASE](n, p[i->a], p[i->b], p[i->c], out);
    } else {
      quaternary_maps[i->operation - FL_QUATERNARY_BASE](
          n, p[i->a], p[i->b], p[i->c], p[i->d], out);
    }
  }
}

/// The loads' scalars, spread over a vector.
static void expand_scalars(machine *m) {
  for (size_t i = 0; i < m->run->load_count; i += 1) {
    fl_load load = m->run->loads[i];
    if (load.spread == FL_SCALAR) {
      store(place_of(m->operands[i]), spread(*m->slots[load.slot]));
    }
  }
}

/// y = x, x, x ... : `count` elements, `period` of them in x; by doubling what is there.
static void repeat(size_t count, size_t period, const real *x, real *y) {
  memcpy(y, x, smaller(count, period) * sizeof(real));
  for (size_t done = period; done < count; done += done) {
    memcpy(y + done, y, smaller(done, count - done) * sizeof(real));
  }
}

INLINE void repeat_each_short(size_t rows, const size_t columns, const real *x, real *y) {
  for (size_t r = 0; r < rows; r += 1) {
    for (size_t c = 0; c < columns; c += 1) y[r * columns + c] = x[r];
  }
}

/// y[r, c] = x[r]. The fewest columns have loops of their own, which the compiler makes vectors of.
static void repeat_each(size_t rows, size_t columns, const real *restrict x, real *restrict y) {
  if (columns == 2) {
    repeat_each_short(rows, 2, x, y);
  } else if (columns == 3) {
    repeat_each_short(rows, 3, x, y);
  } else if (columns == 4) {
    repeat_each_short(rows, 4, x, y);
  } else if (columns < LANES) {
    repeat_each_short(rows, columns, x, y);
  } else {
    for (size_t r = 0; r < rows; r += 1) fill(columns, x[r], y + r * columns);
  }
}

/// The rows of a tile.
INLINE size_t tile_rows(size_t columns) {
  size_t most = TILE / columns;
  return most > LANES ? most - most % LANES : most;
}

/// Expands what is the same for all tiles of at most `rows` rows.
static void expand_shared(machine *m, size_t rows, size_t columns) {
  expand_scalars(m);
  for (size_t i = 0; i < m->run->load_count; i += 1) {
    fl_load load = m->run->loads[i];
    if (load.spread == FL_VECTOR) {
      repeat(rows * columns, columns, m->slots[load.slot], place_of(m->operands[i]));
    }
  }
}

/// Points the stores to a place of their buffers; that of `local` to another.
static void point_to_stores(machine *m, size_t offset, int32_t local, size_t local_offset) {
  for (size_t i = 0; i < m->run->store_count; i += 1) {
    const uint32_t slot = m->run->stores[i];
    const size_t place = (int32_t)slot == local ? local_offset : offset;
    m->operands[m->run->load_count + i] = whole(m->slots[slot] + place);
  }
}

/// Tiles of whole rows, from a first row on; the buffers `fed` and `local`, if they are not negative, hold
/// these rows only, the one to be read, the other to be written.
static void run_rows(
    machine *m, size_t first, size_t rows, size_t columns, int32_t fed, int32_t local) {
  const size_t most = tile_rows(columns);
  for (size_t row = 0; row < rows; row += most) {
    size_t count = smaller(most, rows - row);
    for (size_t i = 0; i < m->run->load_count; i += 1) {
      fl_load load = m->run->loads[i];
      if (load.spread == FL_FULL) {
        const size_t place = (int32_t)load.slot == fed ? row : first + row;
        m->operands[i] = whole(m->slots[load.slot] + place * columns);
      } else if (load.spread == FL_COLUMN) {
        repeat_each(
            count, columns, m->slots[load.slot] + first + row, place_of(m->operands[i]));
      }
    }
    point_to_stores(m, (first + row) * columns, local, row * columns);
    perform(m, count * columns);
  }
}

/// Tiles that are pieces of a row.
static void run_long_rows(machine *m, size_t rows, size_t columns) {
  expand_scalars(m);
  for (size_t row = 0; row < rows; row += 1) {
    for (size_t column = 0; column < columns; column += TILE) {
      for (size_t i = 0; i < m->run->load_count; i += 1) {
        fl_load load = m->run->loads[i];
        if (load.spread == FL_FULL) {
          m->operands[i] = whole(m->slots[load.slot] + row * columns + column);
        } else if (load.spread == FL_VECTOR) {
          m->operands[i] = whole(m->slots[load.slot] + column);
        } else if (load.spread == FL_COLUMN && column == 0) {
          fill(TILE, m->slots[load.slot][row], place_of(m->operands[i]));
        }
      }
      point_to_stores(m, row * columns + column, -1, 0);
      perform(m, smaller(TILE, columns - column));
    }
  }
}

static void run_execute(
    const fl_run *run, real *const *slots, size_t rows, size_t columns, real *scratch) {
  if (rows == 0 || columns == 0) return;
  machine m;
  m.run = run;
  m.slots = slots;
  assign_scratch(&m, scratch);
  if (columns <= TILE) {
    expand_shared(&m, smaller(tile_rows(columns), rows), columns);
    run_rows(&m, 0, rows, columns, -1, -1);
  } else {
    run_long_rows(&m, rows, columns);
  }
}
