#define _GNU_SOURCE
#include "strata_pool.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { maximum_threads = 64, spins_before_sleep = 20000 };

static pthread_mutex_t caller = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local int inside_task = 0;
static int wanted_threads = 0;
static int started_workers = 0;

// One job at a time. `generation` tells workers that a job began; `active` counts those still in it.
static _Atomic unsigned generation = 0;
static _Atomic int sleeping = 0;
static _Atomic int next_task = 0;
static _Atomic int active = 0;
static int task_count = 0;
static int job_workers = 0;
static void (*task_body)(void *, int) = 0;
static void *task_context = 0;

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

static void run_tasks(void) {
  inside_task = 1;
  for (;;) {
    int task = atomic_fetch_add_explicit(&next_task, 1, memory_order_relaxed);
    if (task >= task_count) break;
    task_body(task_context, task);
  }
  inside_task = 0;
}

static void *work(void *argument) {
  int index = (int)((uintptr_t)argument & 0xff);
  unsigned seen = (unsigned)((uintptr_t)argument >> 8);
  for (;;) {
    int spins = 0;
    while (atomic_load_explicit(&generation, memory_order_acquire) == seen) {
      if (++spins < spins_before_sleep) {
        relax();
        continue;
      }
      atomic_fetch_add(&sleeping, 1);
      syscall(SYS_futex, &generation, FUTEX_WAIT_PRIVATE, seen, 0, 0, 0);
      atomic_fetch_sub(&sleeping, 1);
      spins = 0;
    }
    seen = atomic_load_explicit(&generation, memory_order_acquire);
    if (index < job_workers) {
      run_tasks();
    }
    atomic_fetch_sub_explicit(&active, 1, memory_order_release);
  }
  return 0;
}

void strata_pool_set_threads(int threads) {
  if (threads < 1) threads = 1;
  if (threads > maximum_threads) threads = maximum_threads;
  pthread_mutex_lock(&caller);
  wanted_threads = threads;
  pthread_mutex_unlock(&caller);
}

int strata_pool_threads(void) {
  if (wanted_threads == 0) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    strata_pool_set_threads(cores > 0 ? (int)cores : 1);
  }
  return wanted_threads;
}

static void start_workers(int count) {
  while (started_workers < count) {
    pthread_t thread;
    // The worker is told how many jobs have begun, so that it waits for the next one.
    uintptr_t argument = ((uintptr_t)(atomic_load(&generation)) << 8) | (uintptr_t)started_workers;
    if (pthread_create(&thread, 0, work, (void *)argument) != 0) break;
    pthread_detach(thread);
    started_workers += 1;
  }
}

void strata_parallel_for(int tasks, void (*body)(void *context, int task), void *context) {
  int threads = strata_pool_threads();
  if (tasks <= 1 || threads <= 1 || inside_task || pthread_mutex_trylock(&caller) != 0) {
    for (int task = 0; task < tasks; task++) body(context, task);
    return;
  }
  start_workers(threads - 1);
  task_count = tasks;
  task_body = body;
  task_context = context;
  job_workers = threads - 1;
  atomic_store_explicit(&next_task, 0, memory_order_relaxed);
  atomic_store_explicit(&active, started_workers, memory_order_relaxed);
  atomic_fetch_add_explicit(&generation, 1, memory_order_seq_cst);
  if (atomic_load(&sleeping) > 0) {
    syscall(SYS_futex, &generation, FUTEX_WAKE_PRIVATE, maximum_threads, 0, 0, 0);
  }
  run_tasks();
  while (atomic_load_explicit(&active, memory_order_acquire) > 0) relax();
  pthread_mutex_unlock(&caller);
}
