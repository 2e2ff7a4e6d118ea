#if !__has_include(<zlib.h>)
#error "zlib is missing: install it with `sudo apt-get install zlib1g-dev`, or run `make setup`"
#endif
#include <zlib.h>
