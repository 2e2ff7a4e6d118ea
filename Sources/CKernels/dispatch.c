// Which instruction set's kernels serve the public functions: the fastest that the processor has.
//
// A table of pointers instead of the linker's indirect functions, whose resolvers run before
// ThreadSanitizer's and AddressSanitizer's runtimes are up.
#include <stdatomic.h>

#include "table.h"

typedef struct {
  fl_instruction_set set;
  const fl_table_f32 *f32;
  const fl_table_f64 *f64;
} fl_tables;

static const fl_tables all_tables[] = {
    {FL_PORTABLE, &fl_table_portable_f32, &fl_table_portable_f64},
#if defined(__x86_64__)
    {FL_AVX2, &fl_table_avx2_f32, &fl_table_avx2_f64},
    {FL_AVX512, &fl_table_avx512_f32, &fl_table_avx512_f64},
#endif
};

static int processor_has(fl_instruction_set set) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (set == FL_AVX2) return avx2;
  if (set == FL_AVX512) {
    return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  }
#endif
  return set == FL_PORTABLE;
}

/// The fastest set's tables; NULL until somebody asks. Threads that ask at once find the same.
static _Atomic(const fl_tables *) fastest;
/// What `fl_use` chose for this thread.
static _Thread_local const fl_tables *chosen;

static const fl_tables *find_fastest(void) {
  int set = (int)(sizeof all_tables / sizeof *all_tables) - 1;
  while (!processor_has((fl_instruction_set)set)) set -= 1;
  atomic_store_explicit(&fastest, &all_tables[set], memory_order_relaxed);
  return &all_tables[set];
}

static inline const fl_tables *tables(void) {
  if (__builtin_expect(chosen != NULL, 0)) return chosen;
  const fl_tables *found = atomic_load_explicit(&fastest, memory_order_relaxed);
  return __builtin_expect(found != NULL, 1) ? found : find_fastest();
}

fl_instruction_set fl_in_use(void) { return tables()->set; }

int fl_use(fl_instruction_set set) {
  if ((size_t)set >= sizeof all_tables / sizeof *all_tables || !processor_has(set)) return 0;
  chosen = &all_tables[set];
  return 1;
}

#define FL_REAL float
#define FL_NAME(name) name##_f32
#define FL_TABLE tables()->f32
#include "dispatch_precision.h"
#undef FL_REAL
#undef FL_NAME
#undef FL_TABLE

#define FL_REAL double
#define FL_NAME(name) name##_f64
#define FL_TABLE tables()->f64
#include "dispatch_precision.h"
