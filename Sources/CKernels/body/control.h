// The step sizes of many rows: proposed, judged and advanced, rows as lanes. The fields of
// `fl_row_field` lie `stride` numbers apart, a multiple of every vector's length, so that whole
// vectors may be loaded and stored; lanes beyond the rows hold anything and count for nothing.

INLINE vec field_at(const real *rows, size_t stride, fl_row_field field, size_t i) {
  return load(rows + (size_t)field * stride + i);
}
INLINE void set_field(real *rows, size_t stride, fl_row_field field, size_t i, vec value) {
  store(rows + (size_t)field * stride + i, value);
}

/// The lanes of a mask that belong to one of `left` rows, counted.
INLINE size_t count_lanes(ivec mask, size_t left) {
  real ones[LANES];
  store(ones, mask ? spread(R(1.0)) : spread(R(0.0)));
  size_t total = 0;
  const size_t most = smaller(left, LANES);
  for (size_t lane = 0; lane < most; lane += 1) total += ones[lane] != R(0.0);
  return total;
}

static size_t propose_steps(
    const fl_step_knobs *knobs, size_t count, size_t stride, real *rows) {
  const vec longest = spread((real)knobs->longest), shortest = spread((real)knobs->shortest);
  size_t ended = 0;
  for (size_t i = 0; i < count; i += LANES) {
    vec t = field_at(rows, stride, FL_ROW_T, i), h = field_at(rows, stride, FL_ROW_H, i);
    vec tries = field_at(rows, stride, FL_ROW_ACCEPTED, i) +
                field_at(rows, stride, FL_ROW_REJECTED, i);
    vec stop = field_at(rows, stride, FL_ROW_STOP, i), rest = stop - t;
    h = absolute_of(h) > longest ? field_at(rows, stride, FL_ROW_DIRECTION, i) * longest : h;
    ivec last = R(1.01) * absolute_of(h) >= absolute_of(rest);
    vec giving_up = absolute_of(t) * (real)knobs->rounding;
    giving_up = giving_up > shortest ? giving_up : shortest;
    ivec small = ~last & (absolute_of(h) <= giving_up), many = tries >= (real)knobs->most;
    vec verdict = field_at(rows, stride, FL_ROW_NOT_FINITE, i) != R(0.0)
                      ? spread((real)FL_STEP_NOT_FINITE) : spread((real)FL_STEP_TOO_SMALL);
    verdict = small ? verdict : spread((real)FL_STEP_GOES_ON);
    verdict = many ? spread((real)FL_STEP_TOO_MANY) : verdict;
    set_field(rows, stride, FL_ROW_VERDICT, i, verdict);
    set_field(rows, stride, FL_ROW_WANTED, i, h);
    set_field(rows, stride, FL_ROW_H, i, last ? rest : h);
    set_field(rows, stride, FL_ROW_T_NEXT, i, last ? stop : t + h);
    if (any(small | many)) ended += count_lanes(small | many, count - i);
  }
  return ended;
}

/// What a digital filter adds to the logarithm of the factor; keeps what it needs of accepted steps.
INLINE vec filtered(
    const fl_step_knobs *knobs, size_t stride, real *rows, size_t i, ivec ok, vec before,
    vec wanted) {
  const vec zero = spread(R(0.0));
  vec h = field_at(rows, stride, FL_ROW_H, i), last = field_at(rows, stride, FL_ROW_LAST_H, i);
  vec size = at_least(absolute_of(h), smallest_normal);
  vec size_before = at_least(absolute_of(last), smallest_normal);
  vec ratio = last == zero ? zero : log_of(size) - log_of(size_before);
  vec ratio_before = field_at(rows, stride, FL_ROW_LOG_RATIO, i);
  vec third = field_at(rows, stride, FL_ROW_LOG_ERROR_BEFORE, i);
  set_field(rows, stride, FL_ROW_LAST_H, i, ok ? h : last);
  set_field(rows, stride, FL_ROW_LOG_RATIO, i, ok ? ratio : ratio_before);
  set_field(rows, stride, FL_ROW_LOG_ERROR_BEFORE, i, ok ? before : third);
  return wanted - (real)knobs->half_gamma * third - (real)knobs->ratio * ratio -
         (real)knobs->ratio_before * ratio_before;
}

static size_t judge_steps(const fl_step_knobs *knobs, size_t count, size_t stride, real *rows) {
  size_t accepted = 0;
  const vec one = spread(R(1.0)), zero = spread(R(0.0));
  for (size_t i = 0; i < count; i += LANES) {
    vec square = field_at(rows, stride, FL_ROW_SQUARED_ERROR, i);
    vec before = field_at(rows, stride, FL_ROW_LOG_ERROR, i);
    vec log = log_of(at_least(square, smallest_normal));
    vec wanted = (real)knobs->log_safety - (real)knobs->half_alpha * log;
    vec shrinking = (real)knobs->log_safety - (real)knobs->half_shrink * log;
    ivec ok = square <= one;
    wanted = fma_(spread((real)knobs->half_beta), before, wanted);
    if (knobs->has_filter) wanted = filtered(knobs, stride, rows, i, ok, before, wanted);
    vec factor = exp_of(ok ? wanted : shrinking);
    vec most = field_at(rows, stride, FL_ROW_AFTER_REJECTION, i) != zero
                   ? one : spread((real)knobs->largest_factor);
    most = ok ? most : one;
    factor = factor > (real)knobs->smallest_factor ? factor : spread((real)knobs->smallest_factor);
    factor = factor < most ? factor : most;
    const real least = (real)knobs->log_least_error;
    set_field(rows, stride, FL_ROW_H_NEXT, i, field_at(rows, stride, FL_ROW_H, i) * factor);
    set_field(rows, stride, FL_ROW_LOG_ERROR, i, ok ? at_least(log, least) : before);
    set_field(rows, stride, FL_ROW_AFTER_REJECTION, i, ok ? zero : one);
    set_field(rows, stride, FL_ROW_NOT_FINITE, i, square < (real)INFINITY ? zero : one);
    vec yes = ok ? one : zero;
    set_field(rows, stride, FL_ROW_VERDICT, i, yes);
    set_field(
        rows, stride, FL_ROW_ACCEPTED, i, field_at(rows, stride, FL_ROW_ACCEPTED, i) + yes);
    set_field(
        rows, stride, FL_ROW_REJECTED, i, field_at(rows, stride, FL_ROW_REJECTED, i) + (one - yes));
    accepted += count_lanes(ok, count - i);
  }
  return accepted;
}

static size_t advance_steps(const fl_step_knobs *knobs, size_t count, size_t stride, real *rows) {
  (void)knobs;
  size_t ended = 0;
  for (size_t i = 0; i < count; i += LANES) {
    ivec ok = field_at(rows, stride, FL_ROW_VERDICT, i) != R(0.0);
    vec t = ok ? field_at(rows, stride, FL_ROW_T_NEXT, i) : field_at(rows, stride, FL_ROW_T, i);
    ivec done = ok & (t == field_at(rows, stride, FL_ROW_STOP, i));
    vec next = field_at(rows, stride, FL_ROW_H_NEXT, i);
    vec wanted = field_at(rows, stride, FL_ROW_WANTED, i);
    next = done ? (absolute_of(wanted) > absolute_of(next) ? wanted : next) : next;
    set_field(rows, stride, FL_ROW_T, i, t);
    set_field(rows, stride, FL_ROW_H, i, next);
    set_field(rows, stride, FL_ROW_VERDICT, i, done ? spread(R(1.0)) : spread(R(0.0)));
    if (any(done)) ended += count_lanes(done, count - i);
  }
  return ended;
}
