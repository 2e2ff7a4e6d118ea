/// Counts what the calling thread allocates. Linked into tests only, where it stands before the C
/// library's allocator.
#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

/// Whether allocations are counted here: with glibc, without a sanitizer.
int allocations_are_counted(void);

/// The allocations of the calling thread so far.
long allocations_of_this_thread(void);

/// The bytes that the calling thread has asked for so far, given back or not.
long allocated_bytes_of_this_thread(void);

/// The bytes that all threads have asked for so far, given back or not.
long allocated_bytes_of_all_threads(void);

#endif
