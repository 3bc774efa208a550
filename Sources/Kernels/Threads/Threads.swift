import CKernels
import COpenBLAS

/// The fixed pool of worker threads that splits the outputs of every kernel.
///
/// Outputs are split, and no sum ever is, so results have the same bits at any thread count; where the bits of a block
/// depend on how it was cut, as with OpenBLAS, cuts depend on the sizes alone. OpenBLAS itself always runs on the calling thread.
public enum Threads {
  /// The number of threads that kernels use, the calling one included.
  ///
  /// All processors until it is set.
  public static var count: Int { Int(strata_pool_threads()) }

  /// Sets the number of threads that kernels use, from 1 to 64.
  ///
  /// Call it before any work starts.
  public static func setCount(_ count: Int) {
    strata_pool_set_threads(Int32(clamping: count))
  }

  /// How many kernels that the calling thread ran were shared with another thread; tells tests that splitting happened.
  static var sharedJobs: Int { strata_pool_shared_jobs() }

  /// Makes OpenBLAS run on the thread that calls it; evaluated once.
  static let openBLASIsSerial: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// Runs `body(task)` for each task in `0..<tasks`, on all threads of the pool.
  ///
  /// The tasks must be independent.
  static func parallel(_ tasks: Int, _ body: (Int) -> Void) {
    guard tasks > 1 else {
      if tasks == 1 { body(0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var box: (Int) -> Void = body
      withUnsafeMutablePointer(to: &box) { pointer in
        strata_parallel_for(
          Int32(tasks),
          { context, task in
            context?.assumingMemoryBound(to: ((Int) -> Void).self).pointee(Int(task))
          }, UnsafeMutableRawPointer(pointer))
      }
    }
  }

  /// Runs `body(index)` for each index in `0..<count`, on all threads of the pool.
  public static func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) { parallel(count, body) }

  /// Returns `[body(0), …, body(count − 1)]`, evaluated on all threads of the pool.
  ///
  /// - Throws: the error of the lowest index whose body threw.
  public static func map<T: Sendable>(_ count: Int, _ body: @Sendable (Int) throws -> T) throws -> [T] {
    var results = [Result<T, any Error>?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let base = buffer.baseAddress
      parallel(count) { index in
        base?[index] = Result { try body(index) }
      }
    }
    return try results.compactMap { try $0?.get() }
  }
}
