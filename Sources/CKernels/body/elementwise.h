// Whole-buffer loops over the functions of one, two and three numbers, and tables of them by
// number.

INLINE vec negate_of(vec x) { return -x; }
INLINE vec sign_of(vec x) {
  vec one = copy_sign(spread(R(1.0)), x);
  return absolute_of(x) > R(0.0) ? one : x;
}
INLINE vec square_of(vec x) { return x * x; }
INLINE vec reciprocal_of(vec x) { return R(1.0) / x; }
INLINE vec sqrt_of(vec x) { return __builtin_elementwise_sqrt(x); }
INLINE vec relu_of(vec x) { return x < R(0.0) ? spread(R(0.0)) : x; }
INLINE vec step_of(vec x) { return x > R(0.0) ? spread(R(1.0)) : spread(R(0.0)); }

INLINE vec truth(ivec mask) { return mask ? spread(R(1.0)) : spread(R(0.0)); }
INLINE vec add_of(vec a, vec b) { return a + b; }
INLINE vec subtract_of(vec a, vec b) { return a - b; }
INLINE vec multiply_of(vec a, vec b) { return a * b; }
INLINE vec divide_of(vec a, vec b) { return a / b; }
/// NaN when either is NaN.
INLINE vec maximum_of(vec a, vec b) { return ((a > b) | (a != a)) ? a : b; }
INLINE vec minimum_of(vec a, vec b) { return ((a < b) | (a != a)) ? a : b; }
INLINE vec less_of(vec a, vec b) { return truth(a < b); }
INLINE vec less_equal_of(vec a, vec b) { return truth(a <= b); }
INLINE vec equal_of(vec a, vec b) { return truth(a == b); }

INLINE vec select_of(vec a, vec b, vec c) { return a != R(0.0) ? b : c; }
INLINE vec multiply_add_of(vec a, vec b, vec c) { return fma_(a, b, c); }
INLINE vec subtract_product_of(vec a, vec b, vec c) { return fma_(-a, b, c); }
INLINE vec scale_difference_of(vec a, vec b, vec c, vec d) { return fma_(-a, b, c) * d; }

/// Where a loop finds an operand: at place i & mask, so that one vector serves for all places where the
/// mask is 0.
typedef struct {
  const real *at;
  size_t mask;
} operand;

INLINE operand whole(const real *x) { return (operand){x, SIZE_MAX}; }
/// Where an operand that is written to lies.
INLINE real *place_of(operand x) { return (real *)x.at; }
INLINE vec load_operand(operand x, size_t i) { return load(x.at + (i & x.mask)); }
INLINE vec load_operand_part(operand x, size_t i, size_t count) {
  return load_part(x.at + (i & x.mask), count);
}

typedef void (*unary_map)(size_t n, operand a, real *y);
typedef void (*binary_map)(size_t n, operand a, operand b, real *y);
typedef void (*ternary_map)(size_t n, operand a, operand b, operand c, real *y);
typedef void (*quaternary_map)(size_t n, operand a, operand b, operand c, operand d, real *y);

/// The loop of a function: its vectors, and what is left of one.
#define MAP_LOOP(whole_vectors, part_of_one)                                   \
  size_t i = 0;                                                                \
  for (; i + LANES <= n; i += LANES) store(y + i, whole_vectors);              \
  if (i < n) {                                                                 \
    const size_t left = n - i;                                                 \
    store_part(y + i, part_of_one, left);                                      \
  }
#define WHOLE(x) load_operand(x, i)
#define PART(x) load_operand_part(x, i, left)
#define UNARY_MAP(name)                                                        \
  static void name##_map(size_t n, operand a, real *y) {                       \
    MAP_LOOP(name##_of(WHOLE(a)), name##_of(PART(a)))                          \
  }
#define BINARY_MAP(name)                                                       \
  static void name##_map(size_t n, operand a, operand b, real *y) {            \
    MAP_LOOP(name##_of(WHOLE(a), WHOLE(b)), name##_of(PART(a), PART(b)))       \
  }
#define TERNARY_MAP(name)                                                      \
  static void name##_map(size_t n, operand a, operand b, operand c, real *y) { \
    MAP_LOOP(                                                                  \
        name##_of(WHOLE(a), WHOLE(b), WHOLE(c)),                               \
        name##_of(PART(a), PART(b), PART(c)))                                  \
  }
#define QUATERNARY_MAP(name)                                                   \
  static void name##_map(                                                      \
      size_t n, operand a, operand b, operand c, operand d, real *y) {         \
    MAP_LOOP(                                                                  \
        name##_of(WHOLE(a), WHOLE(b), WHOLE(c), WHOLE(d)),                     \
        name##_of(PART(a), PART(b), PART(c), PART(d)))                         \
  }

UNARY_MAP(negate)
UNARY_MAP(absolute)
UNARY_MAP(sign)
UNARY_MAP(square)
UNARY_MAP(reciprocal)
UNARY_MAP(sqrt)
UNARY_MAP(exp)
UNARY_MAP(log)
UNARY_MAP(sin)
UNARY_MAP(cos)
UNARY_MAP(tanh)
UNARY_MAP(sigmoid)
UNARY_MAP(softplus)
UNARY_MAP(relu)
UNARY_MAP(step)
UNARY_MAP(erf)
UNARY_MAP(gelu)
UNARY_MAP(silu)
BINARY_MAP(add)
BINARY_MAP(subtract)
BINARY_MAP(multiply)
BINARY_MAP(divide)
BINARY_MAP(maximum)
BINARY_MAP(minimum)
BINARY_MAP(power)
BINARY_MAP(less)
BINARY_MAP(less_equal)
BINARY_MAP(equal)
TERNARY_MAP(select)
TERNARY_MAP(multiply_add)
TERNARY_MAP(subtract_product)
QUATERNARY_MAP(scale_difference)

static const unary_map unary_maps[FL_UNARY_COUNT] = {
    [FL_NEGATE] = negate_map,   [FL_ABS] = absolute_map,     [FL_SIGN] = sign_map,
    [FL_SQUARE] = square_map,   [FL_RECIPROCAL] = reciprocal_map,
    [FL_SQRT] = sqrt_map,       [FL_EXP] = exp_map,          [FL_LOG] = log_map,
    [FL_SIN] = sin_map,         [FL_COS] = cos_map,          [FL_TANH] = tanh_map,
    [FL_SIGMOID] = sigmoid_map, [FL_SOFTPLUS] = softplus_map, [FL_RELU] = relu_map,
    [FL_STEP] = step_map,       [FL_ERF] = erf_map,          [FL_GELU] = gelu_map,
    [FL_SILU] = silu_map,
};
static const binary_map binary_maps[FL_BINARY_COUNT] = {
    [FL_ADD] = add_map,           [FL_SUBTRACT] = subtract_map, [FL_MULTIPLY] = multiply_map,
    [FL_DIVIDE] = divide_map,     [FL_MAXIMUM] = maximum_map,   [FL_MINIMUM] = minimum_map,
    [FL_POWER] = power_map,       [FL_LESS] = less_map,         [FL_LESS_EQUAL] = less_equal_map,
    [FL_EQUAL] = equal_map,
};
static const ternary_map ternary_maps[FL_TERNARY_COUNT] = {
    [FL_SELECT] = select_map, [FL_MULTIPLY_ADD] = multiply_add_map,
    [FL_SUBTRACT_PRODUCT] = subtract_product_map,
};
static const quaternary_map quaternary_maps[FL_QUATERNARY_COUNT] = {
    [FL_SCALE_DIFFERENCE] = scale_difference_map,
};

static void unary_apply(fl_unary operation, size_t n, const real *x, real *y) {
  unary_maps[operation](n, whole(x), y);
}

static void binary_apply(fl_binary operation, size_t n, const real *a, const real *b, real *y) {
  binary_maps[operation](n, whole(a), whole(b), y);
}

static void ternary_apply(
    fl_ternary operation, size_t n, const real *a, const real *b, const real *c, real *y) {
  ternary_maps[operation](n, whole(a), whole(b), whole(c), y);
}

static void fill(size_t n, real value, real *y) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) store(y + i, spread(value));
  for (; i < n; i += 1) y[i] = value;
}
