import Kernels
import Tensors

/// One snapshot of one array on its way to the disk.
struct StateShard: Sendable {
  /// At most so many rows (window and position, or image and position) are kept for the effect of rounding.
  static let sampleRows = 4000

  let snapshot: Int
  /// The array; once the shard is finished, with the facts of this snapshot.
  private(set) var array: StateArray
  private let step: Int
  private let probe: String
  private let folder: String
  private let fileSystem: any FileSystem
  private var writer: ZarrShardWriter
  private var pending: [Float] = []
  private var windowsDone = 0
  private var greatestError: Float = 0
  private var sample: [Float]?
  /// The numbers of the sample that were stored in half precision before the array was widened.
  private var halfSampleCount = 0

  init(
    _ array: StateArray, snapshot: Int, step: Int, probe: String, folder: String, sampling: Bool,
    in fileSystem: any FileSystem
  ) throws {
    self.array = array
    self.snapshot = snapshot
    self.step = step
    self.probe = probe
    self.folder = folder
    self.fileSystem = fileSystem
    sample = sampling ? [] : nil
    let path = Path.join(folder, array.shardName(snapshot, storage: array.storage))
    writer = try ZarrShardWriter(path, in: fileSystem)
  }

  /// Adds the next windows or images in the order of networks; whole chunks are encoded and written.
  mutating func append(_ values: [Float]) throws {
    var start = 0
    while start < values.count {
      let count = min(array.chunkCount - pending.count, values.count - start)
      pending.append(contentsOf: values[start..<start + count])
      start += count
      if pending.count == array.chunkCount { try writeChunk() }
    }
  }

  /// Writes the last chunk and the table, and gives the shard its name.
  mutating func finish() throws {
    if !pending.isEmpty { try writeChunk() }
    try writer.finish()
    array.greatestErrors.append(Double(greatestError))
    array.shardBytes.append(writer.byteCount)
    array.shardChecksums.append(writer.checksum)
  }

  /// Removes the temporary file if it can be removed.
  func abandon() { try? writer.abandon() }

  private mutating func writeChunk() throws {
    if let place = FloatRounding.firstNonfinite(pending.span) { throw nonfinite(place) }
    let stored = array.stored(pending)
    var rounded = array.bytes(of: stored, storage: array.storage)
    if rounded.greatestError == .infinity {
      try widen()
      rounded = array.bytes(of: stored, storage: array.storage)
    }
    takeSample(from: pending)
    try writer.append(try array.codec(array.storage).encode(rounded.bytes))
    greatestError = max(greatestError, rounded.greatestError)
    windowsDone += pending.count / array.windowCount
    pending.removeAll(keepingCapacity: true)
  }

  /// Goes on in Float32: the chunks so far keep their rounding, those from here on are exact.
  private mutating func widen() throws {
    let old = array
    array.widenedAt = snapshot
    halfSampleCount = sample?.count ?? 0
    let path = Path.join(folder, array.shardName(snapshot, storage: array.storage))
    var wide = try ZarrShardWriter(path, in: fileSystem)
    for index in writer.entries.indices {
      try wide.append(try Self.recoded(try writer.chunk(index), from: old, to: array))
    }
    try writer.abandon()
    writer = wide
  }

  /// A chunk in another storage; numbers that fit are unchanged, the padding stays NaN.
  private static func recoded(_ chunk: [UInt8], from old: StateArray, to new: StateArray) throws -> [UInt8] {
    let bytes = try old.codec(old.storage).decode(chunk, count: old.chunkCount * old.storage.width)
    let values = StateArray.values(of: bytes, storage: old.storage)
    // Padding is at the end of a chunk and NaN; what is stored never is.
    let count = FloatRounding.firstNonfinite(values.span) ?? values.count
    let rounded = new.bytes(of: Array(values[..<count]), storage: new.storage)
    return try new.codec(new.storage).encode(rounded.bytes)
  }

  /// Writes a committed snapshot once more in the storage of `new`, and notes its facts there.
  static func rewrite(
    _ snapshot: Int, of old: StateArray, as new: inout StateArray, folder: String,
    in fileSystem: any FileSystem
  ) throws {
    let reader = try ZarrShardReader(
      Path.join(folder, old.shardName(snapshot, storage: old.storage)), chunks: old.chunks, in: fileSystem)
    var writer = try ZarrShardWriter(
      Path.join(folder, new.shardName(snapshot, storage: new.storage)), in: fileSystem)
    for index in 0..<old.chunks {
      try writer.append(try recoded(try reader.bytes(index), from: old, to: new))
    }
    try writer.finish()
    new.shardBytes[snapshot] = writer.byteCount
    new.shardChecksums[snapshot] = writer.checksum
  }

  private func nonfinite(_ place: Int) -> StateStoreError {
    let window = windowsDone + place / array.windowCount
    let position = place % array.windowCount / array.site.units
    let (unit, value) = (place % array.site.units, "\(pending[place])")
    guard array.isImages else {
      return .nonfinite(
        probe: probe, site: array.site.name, snapshot: snapshot, step: step, window: window,
        position: position, unit: unit, value: value)
    }
    return .nonfiniteActivation(
      probe: probe, site: array.site.name, snapshot: snapshot, step: step, sample: window,
      place: array.site.columns.map { [position / $0, position % $0] }, unit: unit, value: value)
  }
}

/// The rows on which the effect of rounding is measured: every k-th window or image, at ``StateArray/sampledPositions``.
extension StateShard {
  private mutating func takeSample(from values: [Float]) {
    guard sample != nil else { return }
    let (positions, units) = (array.positions, array.site.units)
    let sampledPositions = array.sampledPositions
    let sampledWindows = max(Self.sampleRows / sampledPositions.count, 1)
    let windowStride = (array.windows + sampledWindows - 1) / sampledWindows
    for window in 0..<values.count / array.windowCount
    where (windowsDone + window).isMultiple(of: windowStride) {
      for position in sampledPositions {
        let start = (window * positions + position) * units
        sample?.append(contentsOf: values[start..<start + units])
      }
    }
  }

  /// The sample, exact and as it is stored, once; nil when none was asked for.
  mutating func takeSample() -> (exact: Matrix<Float>, stored: Matrix<Float>)? {
    guard let values = sample else { return nil }
    sample = nil
    var stored: [Float] = []
    stored.reserveCapacity(values.count)
    // A widened array is exact from the widening on; before it, it was in half precision.
    let half = FloatRounding.half(Array(values[..<halfSampleCount]).span)
    stored += FloatRounding.floats(half: half.bytes.span)
    let rest = Array(values[halfSampleCount...])
    let bytes = array.bytes(of: rest, storage: array.storage).bytes
    stored += StateArray.values(of: bytes, storage: array.storage).prefix(rest.count)
    let (rows, units) = (values.count / array.site.units, array.site.units)
    return (
      Matrix(rows: rows, columns: units, elements: values),
      Matrix(rows: rows, columns: units, elements: stored)
    )
  }
}
