import Dispatch
import Foundation
import FoundationNetworking
import Storage
import Synchronization

/// One request for a file over HTTP, written to the disk as it arrives.
///
/// The call blocks until the body has ended. Foundation calls back on a queue of its own; all that these calls change is
/// behind one lock.
final class Download: NSObject, URLSessionDataDelegate {
  /// How a request ended.
  enum Outcome: Equatable {
    /// The body arrived in full, as far as the server said how long it is.
    case complete
    /// The server has nothing from that byte on.
    case askForAll
    /// The connection broke after some bytes or none, which are kept.
    case broken(String)
    /// The server has no such file, or another one.
    case refused(String)
  }

  private struct State {
    var plan: ResponsePlan?
    var received = 0
    var failure: (any Error)?
  }

  /// The greatest file that is taken from a server whose file has no known length.
  private static let greatestLength = 1 << 30

  private let path: String
  private let offset: Int
  private let expected: Int?
  private let fileSystem: any FileSystem
  private let progress: @Sendable (Int) -> Void
  private let state = Mutex(State())
  private let ended = DispatchSemaphore(value: 0)

  private init(
    to path: String, offset: Int, expected: Int?, in fileSystem: any FileSystem,
    progress: @escaping @Sendable (Int) -> Void
  ) {
    self.path = path
    self.offset = offset
    self.expected = expected
    self.fileSystem = fileSystem
    self.progress = progress
  }

  /// Fetches the rest of a file.
  ///
  /// - Parameters:
  ///   - url: Where it is.
  ///   - path: The partial file; what it holds is kept, and the server is asked for what comes after.
  ///   - expected: The length of the whole file, or nil when it is not known.
  ///   - idleSeconds: How long the server may be silent.
  ///   - fileSystem: Where to write.
  ///   - progress: Called with the number of bytes of the file that are there.
  /// - Throws: What the file system throws; what the server does is in the outcome.
  static func run(
    _ url: URL, to path: String, expected: Int?, idleSeconds: Double, in fileSystem: any FileSystem,
    progress: @escaping @Sendable (Int) -> Void
  ) throws -> Outcome {
    let offset = try fileSystem.kind(path) == .file ? fileSystem.size(path) : 0
    let download = Download(to: path, offset: offset, expected: expected, in: fileSystem, progress: progress)
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = idleSeconds
    configuration.httpShouldSetCookies = false
    let session = URLSession(configuration: configuration, delegate: download, delegateQueue: nil)
    var request = URLRequest(url: url)
    // The bytes as they are, so that a range means bytes of the file.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    request.setValue("strata (corpus download)", forHTTPHeaderField: "User-Agent")
    if offset > 0 { request.setValue("bytes=\(offset)-", forHTTPHeaderField: "Range") }
    session.dataTask(with: request).resume()
    download.ended.wait()
    session.finishTasksAndInvalidate()
    return try download.outcome()
  }

  private func outcome() throws -> Outcome {
    try state.withLock { state in
      switch state.plan {
      case .refuse(let reason): return .refused(reason)
      case .askForAll: return .askForAll
      case .append, .restart, nil:
        guard let failure = state.failure else { return .complete }
        if let failure = failure as? StorageError { throw failure }
        return .broken(Download.words(failure))
      }
    }
  }

  private static func words(_ failure: any Error) -> String {
    guard let failure = failure as? URLError else { return "\(failure)" }
    return switch failure.code {
    case .timedOut: "the server was silent for too long"
    case .cannotFindHost, .dnsLookupFailed: "the host is not known"
    case .cannotConnectToHost: "the host cannot be reached"
    case .networkConnectionLost: "the connection was lost"
    default: "the connection failed (\(failure.code.rawValue))"
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    let head = response as? HTTPURLResponse
    let length = response.expectedContentLength
    let plan = ResponsePlan(
      status: head?.statusCode ?? 0, contentRange: head?.value(forHTTPHeaderField: "Content-Range"),
      length: length >= 0 ? Int(length) : nil, offset: offset, expected: expected)
    state.withLock { state in
      state.plan = plan
      guard plan == .restart || (plan == .append && offset == 0) else { return }
      do {
        try fileSystem.create(path, [])
      } catch {
        state.failure = error
      }
    }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isWanted = state.withLock { state in
      guard state.failure == nil, state.plan == .append || state.plan == .restart else { return false }
      let start = state.plan == .restart ? 0 : offset
      guard start + state.received + data.count <= expected ?? Download.greatestLength else {
        state.plan = .refuse("it sent more than the length of the file")
        return false
      }
      do {
        try fileSystem.append(Array(data), to: path)
      } catch {
        state.failure = error
        return false
      }
      state.received += data.count
      progress(start + state.received)
      return true
    }
    if !isWanted { dataTask.cancel() }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    state.withLock { state in
      if state.failure == nil { state.failure = error }
    }
    ended.signal()
  }
}
