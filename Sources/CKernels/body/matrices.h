// What a product is told: C = A B, plus what C held or a bias.

typedef struct {
  size_t m, n, k;
  const real *a;
  ptrdiff_t a_row, a_column;
  /// B, or its transpose `[n, k]` when it is `turned`; either has contiguous rows.
  const real *b;
  ptrdiff_t b_row;
  int turned;
  real *c;
  ptrdiff_t c_row;
  const real *bias;
  int accumulate;
} matrices;
