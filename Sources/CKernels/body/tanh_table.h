// tanh in single precision from a table: AVX-512 looks 32 numbers up in two registers at once.
//
// Each binade from 2^-3 to 2^4 is cut in four, below is one piece: on each, tanh(left end + t) is a
// polynomial of degree 5 in t, fitted to the relative error (below 0.2 ulp; the whole is within 1.2).
// No division, no exponential, and the same few instructions for every number.
#if FL_VECTOR_BYTES == 64 && FL_SINGLE

/// The coefficients, constant terms first; the pieces in order.
static const real tanh_pieces[6][32] = {
    {0.0f, 0.124353002f, 0.15499073f, 0.1853332f, 0.21532634f, 0.244918662f, 0.302709729f,
     0.358357398f, 0.411570056f, 0.462117157f, 0.554599722f, 0.635148952f, 0.703905604f,
     0.761594154f, 0.848283639f, 0.905148253f, 0.941375538f, 0.964027585f, 0.986614302f,
     0.995054756f, 0.998177898f, 0.999329311f, 0.999909206f, 0.999987712f, 0.999998337f,
     0.999999775f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 1.0f},
    {1.0f, 0.984536331f, 0.975977873f, 0.965651605f, 0.953634567f, 0.940014847f, 0.908366817f,
     0.871579973f, 0.830610087f, 0.786447695f, 0.692419135f, 0.596585815f, 0.504516918f,
     0.419974955f, 0.280415241f, 0.180706783f, 0.11381212f, 0.0706500571f, 0.0265916195f,
     0.00986576385f, 0.00364077709f, 0.00134011223f, 0.00018146881f, 2.45610448e-5f, 3.32401097e-6f,
     4.46177906e-7f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f},
    {3.11775458e-7f, -0.12243003f, -0.151267503f, -0.178967278f, -0.205342615f, -0.230226754f,
     -0.274971042f, -0.312336729f, -0.341853894f, -0.363427286f, -0.384014221f, -0.378921483f,
     -0.355133911f, -0.31987912f, -0.237889324f, -0.163573269f, -0.107141141f, -0.0680917532f,
     -0.0262218469f, -0.00981071672f, -0.00363167464f, -0.00132974346f, -0.000180159474f,
     -2.43855673e-5f, -3.30029421e-6f, -4.24310901e-7f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f},
    {-0.333355614f, -0.312956682f, -0.301883778f, -0.288718528f, -0.273666026f, -0.256980863f,
     -0.219582358f, -0.178626282f, -0.136197106f, -0.0943328508f, -0.0178771144f, 0.0418292957f,
     0.0818628402f, 0.104108673f, 0.108626764f, 0.0879403757f, 0.0629444184f, 0.0419632366f,
     0.0168952025f, 0.00642259483f, 0.002391293f, 0.000845104157f, 0.000114593025f, 1.55125237e-5f,
     2.09946586e-6f, 2.36464839e-7f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f},
    {0.000472399482f, 0.0798786998f, 0.097390124f, 0.113365391f, 0.127592423f, 0.140595207f,
     0.15905368f, 0.168989159f, 0.170750785f, 0.166793716f, 0.138665857f, 0.0994808433f,
     0.0599487708f, 0.0237695201f, -0.0151236391f, -0.0259831752f, -0.0237214273f, -0.0173605021f,
     -0.00754705417f, -0.00294388487f, -0.00110620146f, -0.000344246501f, -4.67259438e-5f,
     -6.32618511e-6f, -8.56202147e-7f, -7.37153629e-8f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f},
    {0.129987957f, 0.11199f, 0.102179107f, 0.0910124816f, 0.0787784669f, 0.0591725356f,
     0.0320501247f, 0.00600404204f, -0.0171015444f, -0.0433413644f, -0.0615192565f, -0.0626644514f,
     -0.0530745375f, -0.032110241f, -0.00955442209f, 0.00137910483f, 0.00459599858f, 0.00397615222f,
     0.00191674018f, 0.000771508404f, 0.000293062647f, 6.86779984e-5f, 9.33095719e-6f,
     1.26347518e-6f, 1.71004998e-7f, 9.7988381e-9f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f}};

INLINE vec tanh_coefficient(__m512i piece, size_t power) {
  const real *table = tanh_pieces[power];
  return (vec)_mm512_permutex2var_ps((__m512)load(table), piece, (__m512)load(table + 16));
}

/// The piece is what the exponent and the two highest bits of the fraction say, and its left end what
/// they hold; the piece below 2^-3 begins at zero. Beyond the last piece tanh is 1.
INLINE vec tanh_of(vec x) {
  vec a = absolute_of(x);
  ivec bits = (ivec)at_most(a, 0x1.fffffep3f);
  ivec piece = (ivec)((uvec)bits >> 21) - ((124 << 2) - 1);
  piece = piece < 0 ? (ivec)0 : piece;
  vec left = piece == 0 ? spread(R(0.0)) : (vec)(bits & (ivec)(integer)0xffe00000);
  vec t = (vec)bits - left;
  vec sum = tanh_coefficient((__m512i)piece, 5);
#pragma clang loop unroll(full)
  for (size_t power = 5; power-- > 0;) {
    sum = fma_(sum, t, tanh_coefficient((__m512i)piece, power));
  }
  return copy_sign(sum, x);
}
#endif
