// A fork-join pool: `fl_pool_run` publishes a job, workers and caller draw its indices from a
// counter, and the caller waits until every worker has left the job.
//
// Jobs follow one another within microseconds, so a waiting thread first spins for some tens of
// microseconds and only then sleeps. Everything that crosses threads is atomic or under the mutex.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "CKernels.h"

#if defined(__x86_64__)
#define RELAX() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define RELAX() __asm__ volatile("yield")
#else
#define RELAX() ((void)0)
#endif

/// How often a waiting thread looks before it sleeps: some tens of microseconds.
enum { SPINS = 1000 };

struct fl_pool {
  int threads;
  pthread_t *handles;

  /// One job at a time: held by the thread whose job it is.
  pthread_mutex_t turn;

  /// The job: written by the caller before `round` is raised, read by workers after they saw it.
  void (*task)(void *context, size_t index, size_t worker);
  void *context;
  size_t count;
  _Atomic size_t next;

  /// The number of the current job; odd bits are not special, `stopping` ends the workers.
  _Atomic unsigned round;
  _Atomic int stopping;
  /// Workers that have not yet left the current job.
  _Atomic int busy;

  /// For sleepers: workers wait for a new round, the caller for `busy` to reach zero.
  pthread_mutex_t lock;
  pthread_cond_t begun, ended;
};

/// The pool whose task this thread is running, for nested calls, and its worker number there.
static _Thread_local const fl_pool *running_pool;
static _Thread_local size_t running_worker;

static void work(fl_pool *pool, size_t worker) {
  const fl_pool *outer_pool = running_pool;
  size_t outer_worker = running_worker;
  running_pool = pool;
  running_worker = worker;
  for (;;) {
    size_t index = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
    if (index >= pool->count) break;
    pool->task(pool->context, index, worker);
  }
  running_pool = outer_pool;
  running_worker = outer_worker;
}

/// Waits until the round differs from `seen`, and returns it.
static unsigned await_round(fl_pool *pool, unsigned seen) {
  for (int spin = 0; spin < SPINS; spin += 1) {
    unsigned round = atomic_load_explicit(&pool->round, memory_order_acquire);
    if (round != seen) return round;
    RELAX();
  }
  pthread_mutex_lock(&pool->lock);
  unsigned round;
  while ((round = atomic_load_explicit(&pool->round, memory_order_acquire)) == seen) {
    pthread_cond_wait(&pool->begun, &pool->lock);
  }
  pthread_mutex_unlock(&pool->lock);
  return round;
}

static void await_workers(fl_pool *pool) {
  for (int spin = 0; spin < SPINS; spin += 1) {
    if (atomic_load_explicit(&pool->busy, memory_order_acquire) == 0) return;
    RELAX();
  }
  pthread_mutex_lock(&pool->lock);
  while (atomic_load_explicit(&pool->busy, memory_order_acquire) != 0) {
    pthread_cond_wait(&pool->ended, &pool->lock);
  }
  pthread_mutex_unlock(&pool->lock);
}

typedef struct {
  fl_pool *pool;
  size_t worker;
} beginning;

static void *worker_main(void *argument) {
  beginning start = *(beginning *)argument;
  free(argument);
  fl_pool *pool = start.pool;
  unsigned seen = 0;
  for (;;) {
    seen = await_round(pool, seen);
    if (atomic_load_explicit(&pool->stopping, memory_order_relaxed)) return NULL;
    work(pool, start.worker);
    if (atomic_fetch_sub_explicit(&pool->busy, 1, memory_order_acq_rel) == 1) {
      // Under the lock, so that the caller cannot miss it between its look and its sleep.
      pthread_mutex_lock(&pool->lock);
      pthread_cond_signal(&pool->ended);
      pthread_mutex_unlock(&pool->lock);
    }
  }
}

/// Raises the round, with the job's fields written, and wakes who sleeps.
static void begin_round(fl_pool *pool) {
  pthread_mutex_lock(&pool->lock);
  atomic_fetch_add_explicit(&pool->round, 1, memory_order_release);
  pthread_cond_broadcast(&pool->begun);
  pthread_mutex_unlock(&pool->lock);
}

/// Ends the first `started` workers and frees the pool.
static void dismantle(fl_pool *pool, int started) {
  atomic_store_explicit(&pool->stopping, 1, memory_order_relaxed);
  begin_round(pool);
  for (int i = 0; i < started; i += 1) pthread_join(pool->handles[i], NULL);
  pthread_mutex_destroy(&pool->turn);
  pthread_mutex_destroy(&pool->lock);
  pthread_cond_destroy(&pool->begun);
  pthread_cond_destroy(&pool->ended);
  free(pool->handles);
  free(pool);
}

static int start_worker(fl_pool *pool, int index) {
  beginning *start = malloc(sizeof *start);
  if (start == NULL) return 0;
  *start = (beginning){pool, (size_t)index + 1};
  if (pthread_create(&pool->handles[index], NULL, worker_main, start) == 0) return 1;
  free(start);
  return 0;
}

fl_pool *fl_pool_create(int threads) {
  fl_pool *pool = calloc(1, sizeof *pool);
  if (pool == NULL) return NULL;
  pool->threads = threads < 1 ? 1 : threads;
  pool->handles = calloc((size_t)pool->threads, sizeof *pool->handles);
  if (pool->handles == NULL) {
    free(pool);
    return NULL;
  }
  pthread_mutex_init(&pool->turn, NULL);
  pthread_mutex_init(&pool->lock, NULL);
  pthread_cond_init(&pool->begun, NULL);
  pthread_cond_init(&pool->ended, NULL);
  for (int i = 0; i < pool->threads - 1; i += 1) {
    if (!start_worker(pool, i)) {
      dismantle(pool, i);
      return NULL;
    }
  }
  return pool;
}

int fl_pool_threads(const fl_pool *pool) { return pool->threads; }

void fl_pool_run(
    fl_pool *pool, size_t count, void (*task)(void *context, size_t index, size_t worker),
    void *context) {
  if (running_pool == pool) {
    // Called by one of this pool's own tasks: the others are busy, so all of it is done here.
    for (size_t i = 0; i < count; i += 1) task(context, i, running_worker);
    return;
  }
  if (count == 0) return;
  pthread_mutex_lock(&pool->turn);
  pool->task = task;
  pool->context = context;
  pool->count = count;
  atomic_store_explicit(&pool->next, 0, memory_order_relaxed);
  if (count > 1 && pool->threads > 1) {
    atomic_store_explicit(&pool->busy, pool->threads - 1, memory_order_relaxed);
    begin_round(pool);
    work(pool, 0);
    await_workers(pool);
  } else {
    work(pool, 0);
  }
  pthread_mutex_unlock(&pool->turn);
}

void fl_pool_destroy(fl_pool *pool) {
  if (pool != NULL) dismantle(pool, pool->threads - 1);
}
