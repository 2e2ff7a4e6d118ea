#if !__has_include(<lapacke.h>)
#error "LAPACKE is missing: install it with `sudo apt-get install liblapacke-dev`, or run `make setup`"
#endif
// The complex types are structures of two numbers here: Swift cannot see C's own complex numbers.
#define HAVE_LAPACK_CONFIG_H
#define LAPACK_COMPLEX_STRUCTURE
#include <lapacke.h>
