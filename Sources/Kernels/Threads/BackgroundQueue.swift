import Glibc

/// One thread that does jobs in order on a state of its own, behind the thread that submits them.
///
/// Every job has a cost in bytes. ``submit(cost:_:)`` returns at once unless the jobs in flight would cost more than
/// the ceiling; then it waits until they do not, or until nothing else is in flight. The first job that throws is the
/// last one that runs: its error is thrown by every later call. Jobs that still wait when the queue is released are
/// dropped.
public final class BackgroundQueue<State: Sendable>: Sendable {
  private let worker: Worker<State>

  /// Starts the thread with its state.
  ///
  /// - Throws: ``KernelError/system(call:path:errno:)`` when the system has no thread to give.
  public init(_ state: State, ceiling: Int) throws(KernelError) {
    worker = Worker(state, ceiling: ceiling)
    try worker.start()
  }

  deinit { worker.stop() }

  /// Adds a job; waits as long as the jobs in flight leave no room for `cost` bytes.
  ///
  /// - Throws: the error of the first job that failed.
  public func submit(cost: Int = 0, _ job: @escaping @Sendable (inout State) throws -> Void) throws {
    try worker.submit(cost: cost, job)
  }

  /// Waits until all jobs so far have ended.
  ///
  /// - Throws: the error of the first job that failed.
  public func wait() throws { try worker.wait() }

  /// Returns at once.
  ///
  /// - Throws: the error of the first job that failed, if one did.
  public func check() throws { try worker.check() }

  /// The bytes that jobs in flight hold at this moment.
  public var bytesInFlight: Int { worker.bytesInFlight }
}

/// The shared part of a queue: everything but `state` is guarded by the mutex; `state` belongs to the thread.
private final class Worker<State: Sendable>: @unchecked Sendable {
  private struct Job {
    var cost: Int
    var run: @Sendable (inout State) throws -> Void
  }

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let ceiling: Int
  private var thread: pthread_t?
  private var jobs: [Job] = []
  private var next = 0
  private var running = false
  private var inFlight = 0
  private var failure: (any Error)?
  private var stopping = false
  private var state: State

  init(_ state: State, ceiling: Int) {
    self.state = state
    self.ceiling = ceiling
    mutex.initialize(to: pthread_mutex_t())
    changed.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  func start() throws(KernelError) {
    var thread = pthread_t()
    let retained = Unmanaged.passRetained(Entry { self.run() })
    let code = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Entry>.fromOpaque(context).takeRetainedValue().body() }
        return nil
      }, retained.toOpaque())
    guard code == 0 else {
      retained.release()
      throw .system(call: "start", path: "a background thread", errno: code)
    }
    self.thread = thread
  }

  /// Drops the waiting jobs and returns when the thread has ended.
  func stop() {
    locked {
      stopping = true
      pthread_cond_broadcast(changed)
    }
    guard let thread else { return }
    // The last reference may go away in a job, on the thread itself, which cannot wait for its own end.
    if pthread_equal(thread, pthread_self()) != 0 {
      pthread_detach(thread)
    } else {
      pthread_join(thread, nil)
    }
  }

  func submit(cost: Int, _ job: @escaping @Sendable (inout State) throws -> Void) throws {
    try locked {
      while failure == nil && inFlight > 0 && inFlight + cost > ceiling {
        pthread_cond_wait(changed, mutex)
      }
      if let failure { throw failure }
      inFlight += cost
      jobs.append(Job(cost: cost, run: job))
      pthread_cond_broadcast(changed)
    }
  }

  func wait() throws {
    try locked {
      while failure == nil && (running || next < jobs.count) { pthread_cond_wait(changed, mutex) }
      if let failure { throw failure }
    }
  }

  func check() throws {
    try locked { if let failure { throw failure } }
  }

  var bytesInFlight: Int { locked { inFlight } }

  private func run() {
    while let job = takeJob() {
      let result = Result { try job.run(&state) }
      end(cost: job.cost, result)
    }
  }

  private func takeJob() -> Job? {
    locked {
      while !stopping && (failure != nil || next == jobs.count) { pthread_cond_wait(changed, mutex) }
      guard !stopping else { return nil }
      let job = jobs[next]
      next += 1
      running = true
      if next == jobs.count {
        jobs.removeAll(keepingCapacity: true)
        next = 0
      } else if next >= 64 {
        // Jobs hold their data: those that are done must go even when the queue never empties.
        jobs.removeSubrange(..<next)
        next = 0
      } else {
        jobs[next - 1] = Job(cost: 0, run: { _ in })
      }
      return job
    }
  }

  private func end(cost: Int, _ result: Result<Void, any Error>) {
    locked {
      running = false
      inFlight -= cost
      if case .failure(let error) = result {
        failure = error
        jobs = []
        next = 0
        inFlight = 0
      }
      pthread_cond_broadcast(changed)
    }
  }

  private func locked<T>(_ body: () throws -> T) rethrows -> T {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }
}

/// What a new thread runs.
private final class Entry {
  let body: () -> Void
  init(_ body: @escaping () -> Void) { self.body = body }
}
