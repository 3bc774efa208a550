#define _GNU_SOURCE
#include "strata_pool.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { maximum_threads = 64, spins_before_sleep = 20000, spins_before_yield = 2000 };
enum { task_bits = 20 };
static const uint64_t task_mask = (1u << task_bits) - 1;

static pthread_mutex_t caller = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local int inside_task = 0;
static _Thread_local long shared_jobs = 0;
static _Atomic int wanted_threads = 0;
static int started_workers = 0;

// One job at a time. The ticket holds its number, how many tasks it has and the next one to claim, in one word: a
// worker that comes late finds another number and claims nothing, so a job ends with its last task and does not wait
// for workers that the machine had no time for.
static _Atomic uint64_t ticket = 0;
static _Atomic uint32_t generation = 0;
static _Atomic int sleeping = 0;
static _Atomic int finished_tasks = 0;
static _Atomic int job_workers = 0;
static void (*_Atomic task_body)(void *, int) = 0;
static void *_Atomic task_context = 0;

static uint64_t make_ticket(uint32_t job, int tasks) {
  return (uint64_t)(job & 0xffffffu) << (2 * task_bits) | (uint64_t)tasks << task_bits;
}

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

// Claims and runs tasks of job `job` until none is left; returns how many it ran.
static int run_tasks(uint32_t job) {
  int own = 0;
  inside_task = 1;
  uint64_t current = atomic_load(&ticket);
  for (;;) {
    uint64_t next = current & task_mask;
    uint64_t tasks = current >> task_bits & task_mask;
    if (current >> (2 * task_bits) != (job & 0xffffffu) || next >= tasks) break;
    if (!atomic_compare_exchange_weak(&ticket, &current, current + 1)) continue;
    // The claimed task keeps its job alive, so body and context are this job's.
    atomic_load(&task_body)(atomic_load(&task_context), (int)next);
    atomic_fetch_add(&finished_tasks, 1);
    own += 1;
    current = atomic_load(&ticket);
  }
  inside_task = 0;
  return own;
}

static void *work(void *argument) {
  int index = (int)((uintptr_t)argument & 0xff);
  uint32_t seen = (uint32_t)((uintptr_t)argument >> 8);
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
    seen = atomic_load(&generation);
    if (index < atomic_load(&job_workers)) run_tasks(seen);
  }
  return 0;
}

void strata_pool_set_threads(int threads) {
  if (threads < 1) threads = 1;
  if (threads > maximum_threads) threads = maximum_threads;
  atomic_store(&wanted_threads, threads);
}

int strata_pool_threads(void) {
  int threads = atomic_load(&wanted_threads);
  if (threads == 0) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    strata_pool_set_threads(cores > 0 ? (int)cores : 1);
    threads = atomic_load(&wanted_threads);
  }
  return threads;
}

long strata_pool_shared_jobs(void) { return shared_jobs; }

static void start_workers(int count) {
  while (started_workers < count) {
    pthread_t thread;
    // The worker is told how many jobs have begun, so that it waits for the next one.
    uintptr_t argument = ((uintptr_t)atomic_load(&generation) << 8) | (uintptr_t)started_workers;
    if (pthread_create(&thread, 0, work, (void *)argument) != 0) break;
    pthread_detach(thread);
    started_workers += 1;
  }
}

void strata_parallel_for(int tasks, void (*body)(void *context, int task), void *context) {
  int threads = strata_pool_threads();
  if (tasks <= 1 || threads <= 1 || inside_task || (uint64_t)tasks > task_mask ||
      pthread_mutex_trylock(&caller) != 0) {
    for (int task = 0; task < tasks; task++) body(context, task);
    return;
  }
  start_workers(threads - 1);
  uint32_t job = atomic_load(&generation) + 1;
  atomic_store(&task_body, body);
  atomic_store(&task_context, context);
  atomic_store(&finished_tasks, 0);
  atomic_store(&job_workers, threads - 1);
  atomic_store(&ticket, make_ticket(job, tasks));
  atomic_store(&generation, job);
  if (atomic_load(&sleeping) > 0) {
    syscall(SYS_futex, &generation, FUTEX_WAKE_PRIVATE, maximum_threads, 0, 0, 0);
  }
  if (run_tasks(job) < tasks) shared_jobs += 1;
  for (int spins = 0; atomic_load_explicit(&finished_tasks, memory_order_acquire) < tasks; spins++) {
    if (spins < spins_before_yield) {
      relax();
    } else {
      sched_yield();
    }
  }
  pthread_mutex_unlock(&caller);
}
