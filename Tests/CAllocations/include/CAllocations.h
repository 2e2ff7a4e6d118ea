/// Counts what the calling thread allocates. Linked into tests only, where it stands before the C
/// library's allocator.
#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

/// Whether allocations are counted here: with glibc, without a sanitizer.
int allocations_are_counted(void);

/// The allocations of the calling thread so far.
long allocations_of_this_thread(void);

#endif
