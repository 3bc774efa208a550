import Foundation
import Synchronization

/// A small HTTP/1.1 server on 127.0.0.1, for tests of downloads.
///
/// Each request is answered by `respond` and its connection closed. It can send less than it promises and ignore ranges.
public final class LoopbackServer: Sendable {
  /// What a client asked for.
  public struct Request: Equatable, Sendable {
    /// The path, such as `/ptb.train.txt`.
    public let path: String
    /// The first byte of a `Range` field, or nil.
    public let rangeStart: Int?
  }

  /// What is sent back.
  public struct Response: Sendable {
    /// The status code.
    public var status: Int
    /// The body.
    public var body: [UInt8]
    /// Further head fields.
    public var fields: [String: String]
    /// The length that the head promises; the body's when nil.
    public var promisedLength: Int?

    /// A response.
    public init(status: Int, body: [UInt8] = [], fields: [String: String] = [:], promisedLength: Int? = nil) {
      self.status = status
      self.body = body
      self.fields = fields
      self.promisedLength = promisedLength
    }

    /// A file as a good server sends it: from the asked byte on, 416 beyond its end.
    public static func file(_ bytes: [UInt8], for request: Request) -> Response {
      guard let start = request.rangeStart else { return Response(status: 200, body: bytes) }
      guard start < bytes.count else {
        return Response(status: 416, fields: ["Content-Range": "bytes */\(bytes.count)"])
      }
      return Response(
        status: 206, body: Array(bytes[start...]),
        fields: ["Content-Range": "bytes \(start)-\(bytes.count - 1)/\(bytes.count)"])
    }
  }

  /// Why no server could be started.
  public struct Failure: Error {
    /// The call that failed.
    public let call: String
  }

  /// Where the server listens, such as `http://127.0.0.1:41234`.
  public let address: String
  private let socket: Int32
  private let log = Mutex<[Request]>([])

  /// The requests so far.
  public var requests: [Request] { log.withLock { $0 } }

  /// Starts a server on a free port.
  public init(_ respond: @escaping @Sendable (Request) -> Response) throws {
    var hints = addrinfo()
    hints.ai_family = AF_INET
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list = hints.ai_next
    guard getaddrinfo("127.0.0.1", "0", &hints, &list) == 0, let info = list else {
      throw Failure(call: "getaddrinfo")
    }
    defer { freeaddrinfo(info) }
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var length = info.pointee.ai_addrlen
    guard socket >= 0, bind(socket, info.pointee.ai_addr, length) == 0, listen(socket, 16) == 0,
      getsockname(socket, info.pointee.ai_addr, &length) == 0
    else { throw Failure(call: "bind") }
    var service = [CChar](repeating: 0, count: 32)
    guard getnameinfo(info.pointee.ai_addr, length, nil, 0, &service, 32, NI_NUMERICSERV) == 0 else {
      throw Failure(call: "getnameinfo")
    }
    let port = String(decoding: service.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    address = "http://127.0.0.1:\(port)"
    let listener = socket
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        if let request = LoopbackServer.read(connection) {
          self?.log.withLock { $0.append(request) }
          LoopbackServer.send(respond(request), to: connection)
        }
        shutdown(connection, Int32(SHUT_RDWR))
        close(connection)
      }
    }
  }

  deinit {
    shutdown(socket, Int32(SHUT_RDWR))
    close(socket)
  }

  private static func read(_ connection: Int32) -> Request? {
    var head: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      head += buffer[..<count]
      let text = String(decoding: head, as: UTF8.self)
      guard text.contains("\r\n\r\n") else { continue }
      let lines = text.split(whereSeparator: \.isNewline)
      let words = lines.first?.split(separator: " ") ?? []
      guard words.count == 3 else { return nil }
      let range = lines.first { $0.lowercased().hasPrefix("range:") }
      let start = range?.split(separator: "=").last?.split(separator: "-").first.flatMap { Int($0) }
      return Request(path: String(words[1]), rangeStart: start)
    }
  }

  private static func send(_ response: Response, to connection: Int32) {
    var head = "HTTP/1.1 \(response.status) Test\r\nConnection: close\r\n"
    head += "Content-Length: \(response.promisedLength ?? response.body.count)\r\n"
    for (name, value) in response.fields { head += "\(name): \(value)\r\n" }
    let bytes = Array("\(head)\r\n".utf8) + response.body
    var sent = 0
    while sent < bytes.count {
      let rest = Array(bytes[sent...])
      let count = Glibc.send(connection, rest, rest.count, Int32(MSG_NOSIGNAL))
      guard count > 0 else { return }
      sent += count
    }
  }
}
