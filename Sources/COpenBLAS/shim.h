#if !__has_include(<cblas.h>)
#error "OpenBLAS is missing: install it with `sudo apt-get install libopenblas-dev`, or run `make setup`"
#endif
#include <cblas.h>
