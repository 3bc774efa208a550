// A fixed pool of worker threads. One caller at a time uses it; a second caller, or a call from inside a
// task, runs its tasks on its own thread. Tasks are claimed dynamically, so they must be independent.
#ifndef STRATA_POOL_H
#define STRATA_POOL_H

/// Sets how many threads run tasks, the caller included (1 to 64). Takes effect at the next call.
void strata_pool_set_threads(int threads);

/// The number of threads that run tasks, the caller included.
int strata_pool_threads(void);

/// How many calls of strata_parallel_for by the calling thread had tasks that another thread ran.
long strata_pool_shared_jobs(void);

/// Runs `body(context, task)` for every task in 0..<tasks and returns when all have ended.
void strata_parallel_for(int tasks, void (*body)(void *context, int task), void *context);

#endif
