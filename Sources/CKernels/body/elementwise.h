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

typedef void (*unary_map)(size_t n, const real *x, real *y);
typedef void (*binary_map)(size_t n, const real *a, const real *b, real *y);
typedef void (*ternary_map)(size_t n, const real *a, const real *b, const real *c, real *y);

#define UNARY_MAP(name)                                                               \
  static void name##_map(size_t n, const real *x, real *y) {                          \
    size_t i = 0;                                                                     \
    for (; i + LANES <= n; i += LANES) store(y + i, name##_of(load(x + i)));          \
    if (i < n) store_part(y + i, name##_of(load_part(x + i, n - i)), n - i);          \
  }
#define BINARY_MAP(name)                                                              \
  static void name##_map(size_t n, const real *a, const real *b, real *y) {           \
    size_t i = 0;                                                                     \
    for (; i + LANES <= n; i += LANES) {                                              \
      store(y + i, name##_of(load(a + i), load(b + i)));                              \
    }                                                                                 \
    if (i < n) {                                                                      \
      vec v = name##_of(load_part(a + i, n - i), load_part(b + i, n - i));            \
      store_part(y + i, v, n - i);                                                    \
    }                                                                                 \
  }
#define TERNARY_MAP(name)                                                             \
  static void name##_map(                                                             \
      size_t n, const real *a, const real *b, const real *c, real *y) {               \
    size_t i = 0;                                                                     \
    for (; i + LANES <= n; i += LANES) {                                              \
      store(y + i, name##_of(load(a + i), load(b + i), load(c + i)));                 \
    }                                                                                 \
    if (i < n) {                                                                      \
      size_t left = n - i;                                                            \
      vec v = name##_of(                                                              \
          load_part(a + i, left), load_part(b + i, left), load_part(c + i, left));    \
      store_part(y + i, v, left);                                                     \
    }                                                                                 \
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

static void unary_apply(fl_unary operation, size_t n, const real *x, real *y) {
  unary_maps[operation](n, x, y);
}

static void binary_apply(fl_binary operation, size_t n, const real *a, const real *b, real *y) {
  binary_maps[operation](n, a, b, y);
}

static void ternary_apply(
    fl_ternary operation, size_t n, const real *a, const real *b, const real *c, real *y) {
  ternary_maps[operation](n, a, b, c, y);
}

static void fill(size_t n, real value, real *y) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) store(y + i, spread(value));
  for (; i < n; i += 1) y[i] = value;
}
