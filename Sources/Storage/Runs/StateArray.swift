import Kernels

/// The measure that a writer takes of what its rounding did: by key, for one snapshot of one array.
struct StateEffect: Equatable, Sendable {
  var snapshot: Int
  var step: Int
  /// The number of rows (window and position, or image and position) it was measured on.
  var rows: Int
  /// The numbers, or why there are none.
  var outcome: Outcome

  enum Outcome: Equatable, Sendable {
    case values([String: Double])
    case failure(String)
  }

  /// Whether the effect is measured on a snapshot.
  ///
  /// It is on 0, 1, 2, 4, 8 and so on.
  static func isDue(snapshot: Int) -> Bool { snapshot & (snapshot - 1) == 0 || snapshot == 0 }
}

/// What one array of states, one site on one probe, consists of: its layout and the facts of its committed snapshots.
///
/// The array is [snapshot, window, position, unit], of images [snapshot, sample, unit] or
/// [snapshot, sample, channel, row, column], with one shard a snapshot; the inner chunks are whole windows or images.
struct StateArray: Equatable, Sendable {
  /// How numbers lie in the file.
  enum Storage: String, Sendable {
    case half = "float16"
    case single = "float32"

    var width: Int { self == .half ? 2 : 4 }
  }

  /// The greatest size of an inner chunk, in bytes of Float32.
  static let greatestChunk = 1 << 20
  /// The least size, where the snapshot is that large.
  static let leastChunk = 1 << 18

  let site: SiteDescription
  let isImages: Bool
  /// The number of windows, or of images.
  let windows: Int
  /// The number of positions of a window, or of an image's map.
  let positions: Int
  let precision: StatePrecision
  let shuffled: Bool
  /// The windows of one inner chunk.
  private(set) var windowsPerChunk: Int
  /// The snapshot that holds the first number too large for a half; from it on, numbers are exact Float32.
  var widenedAt: Int?
  var greatestErrors: [Double] = []
  var shardBytes: [Int] = []
  var shardChecksums: [UInt32] = []
  var effects: [StateEffect] = []

  init(site: SiteDescription, probe: ProbeDescription, precision: StatePrecision, shuffled: Bool) {
    self.site = site
    windows = probe.windows
    isImages = probe.content.isImages
    positions = probe.positions * site.positions
    self.precision = precision
    self.shuffled = shuffled
    windowsPerChunk = Self.windowsPerChunk(windows: windows, windowBytes: 4 * positions * site.units)
  }

  /// The same array with chunks of so many windows, as a store of another version may have.
  func withChunks(ofWindows count: Int) -> StateArray {
    var array = self
    array.windowsPerChunk = count
    return array
  }

  /// The number of windows that pads a snapshot least, among those that give chunks of 256 to 1,024 KiB of Float32.
  static func windowsPerChunk(windows: Int, windowBytes: Int) -> Int {
    let most = min(max(greatestChunk / windowBytes, 1), windows)
    let least = min(max((leastChunk + windowBytes - 1) / windowBytes, 1), most)
    let padding = { (k: Int) in (windows + k - 1) / k * k - windows }
    return (least...most).reduce(most) { padding($1) < padding($0) ? $1 : $0 }
  }

  var snapshots: Int { shardBytes.count }
  var chunks: Int { (windows + windowsPerChunk - 1) / windowsPerChunk }
  /// The numbers of one window.
  var windowCount: Int { positions * site.units }
  /// The numbers of one inner chunk, padding included.
  var chunkCount: Int { windowsPerChunk * windowCount }

  var storage: Storage { precision == .float16 && widenedAt == nil ? .half : .single }

  func codec(_ storage: Storage) -> ZarrChunkCodec {
    shuffled ? .shuffled(typeSize: storage.width) : .zstd
  }

  /// Where the shard of a snapshot lies under the array's folder.
  ///
  /// A widened array names its shards with full stops, so that the old and the new ones can lie side by side until the
  /// root document changes from one to the other.
  func shardName(_ snapshot: Int, storage: Storage) -> String {
    let separator = precision == .float16 && storage == .single ? "." : "/"
    return (["c", "\(snapshot)", "0"] + sampleShape.map { _ in "0" }).joined(separator: separator)
  }

  /// The array as it was when it had the first `count` snapshots.
  func prefix(_ count: Int) -> StateArray {
    var array = self
    array.widenedAt = widenedAt.flatMap { $0 < count ? $0 : nil }
    array.greatestErrors = Array(greatestErrors.prefix(count))
    array.shardBytes = Array(shardBytes.prefix(count))
    array.shardChecksums = Array(shardChecksums.prefix(count))
    array.effects = effects.filter { $0.snapshot < count }
    return array
  }

  /// The bytes of numbers in the array's precision, padded with NaN to whole chunks.
  ///
  /// An infinite error says that a number does not fit.
  func bytes(of values: [Float], storage: Storage) -> FloatRounding.Rounded {
    var rounded =
      switch (precision, storage) {
      case (.float16, .half): FloatRounding.half(values.span)
      case (.rounded(let bits), _): FloatRounding.mantissa(values.span, bits: bits)
      default: FloatRounding.mantissa(values.span, bits: 23)
      }
    let missing = chunkCount - values.count
    if missing > 0 {
      if storage == .half {
        NumberBytes.append([UInt16](repeating: 0x7E00, count: missing), to: &rounded.bytes)
      } else {
        NumberBytes.append([Float](repeating: .nan, count: missing), to: &rounded.bytes)
      }
    }
    return rounded
  }

  /// The numbers of a chunk's bytes.
  static func values(of bytes: [UInt8], storage: Storage) -> [Float] {
    storage == .half ? FloatRounding.floats(half: bytes.span) : FloatRounding.floats(single: bytes.span)
  }
}
