extension StateArray {
  /// The array's `zarr.json`, without its checksum.
  func document(dimensionNames: [String]) -> ZarrArrayDocument {
    let inner = [1, windowsPerChunk] + sampleShape
    return ZarrArrayDocument(
      shape: [snapshots, windows] + sampleShape, dataType: storage.rawValue,
      chunkGrid: ZarrArrayDocument.regularGrid([1, chunks * windowsPerChunk] + sampleShape),
      chunkKeyEncoding: ZarrExtension(
        name: "default",
        configuration: precision == .float16 && storage == .single ? ["separator": .string(".")] : nil),
      fillValue: .string("NaN"), codecs: ZarrShard.extensions(innerShape: inner, codec: codec(storage)),
      dimensionNames: dimensionNames, attributes: attributes)
  }

  private var attributes: [String: ZarrValue] {
    var attributes: [String: ZarrValue] = [
      "precision": .string(precision.description),
      "greatest_absolute_error": .list(greatestErrors.map { .number($0) }),
      "shard_bytes": .list(shardBytes.map { .integer($0) }),
      "shard_crc32c": .list(shardChecksums.map { .integer(Int($0)) }),
      "effect": .list(effects.map(\.value)),
    ]
    if let widenedAt { attributes["widened_at_snapshot"] = .integer(widenedAt) }
    return attributes
  }

  /// Reads the facts from a document and checks that the rest of it is as this program writes it.
  ///
  /// - Throws: ``StateStoreError/damaged(path:problem:)`` with `path`.
  init(
    _ document: ZarrArrayDocument, name: String, probe: ProbeDescription, precision: StatePrecision,
    shuffled: Bool, snapshots: Int, path: String
  ) throws(StateStoreError) {
    func damaged(_ problem: String) -> StateStoreError {
      .damaged(path: path, problem: "the array '\(name)' \(problem)")
    }
    guard let site = Self.site(name, shape: document.shape, of: probe) else {
      throw damaged("has the shape \(document.shape)")
    }
    let inner = document.codecs.first?.configuration?["chunk_shape"]?.integers ?? []
    guard inner.count == document.shape.count, (1...probe.windows).contains(inner[1]) else {
      throw damaged("has inner chunks of the shape \(inner)")
    }
    self = StateArray(
      site: site, probe: probe, precision: precision, shuffled: shuffled
    ).withChunks(ofWindows: inner[1])
    let given = document.attributes
    guard let errors = given["greatest_absolute_error"]?.numbers, let bytes = given["shard_bytes"]?.integers,
      let checksums = given["shard_crc32c"]?.integers?.map({ UInt32(exactly: $0) }),
      let effects = given["effect"]?.list?.map({ StateEffect($0) }), !effects.contains(nil),
      !checksums.contains(nil), errors.count == snapshots, bytes.count == snapshots,
      checksums.count == snapshots
    else { throw damaged("lacks the facts of its \(snapshots) snapshots") }
    greatestErrors = errors
    shardBytes = bytes
    shardChecksums = checksums.compactMap { $0 }
    self.effects = effects.compactMap { $0 }
    widenedAt = given["widened_at_snapshot"]?.integer
    let trailing = document.dimensionNames.suffix(trailingDimensionNames.count)
    var expected = self.document(dimensionNames: leadingDimensionNames + trailing)
    expected.attributes = given
    guard document == expected else { throw damaged("has a document that this program does not write") }
  }
}

extension StateArray {
  /// The site of an array of some shape; nil for a shape that no site of the probe can have.
  private static func site(_ name: String, shape: [Int], of probe: ProbeDescription) -> SiteDescription? {
    guard shape.dropFirst().allSatisfy({ $0 > 0 }),
      isCountable([probe.windows, probe.positions, 8] + shape.dropFirst(2))
    else { return nil }
    return switch (probe.content.isImages, shape.count) {
    case (false, 4), (true, 3): SiteDescription(name: name, units: shape[shape.count - 1])
    case (true, 5): SiteDescription(name: name, units: shape[2], rows: shape[3], columns: shape[4])
    default: nil
    }
  }

  /// Whether the product of sizes can be counted.
  private static func isCountable(_ sizes: [Int]) -> Bool {
    var product = 1
    return sizes.allSatisfy { size in
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      product = next
      return !overflow
    }
  }
}

extension StateEffect {
  /// The effect as an attribute value.
  var value: ZarrValue {
    var object: [String: ZarrValue] = [
      "snapshot": .integer(snapshot), "step": .integer(step), "rows": .integer(rows),
    ]
    switch outcome {
    case .values(let values): object["values"] = .object(values.mapValues { .number($0) })
    case .failure(let reason): object["failure"] = .string(reason)
    }
    return .object(object)
  }

  /// The effect of an attribute value.
  init?(_ value: ZarrValue) {
    guard let object = value.object, let snapshot = object["snapshot"]?.integer,
      let step = object["step"]?.integer, let rows = object["rows"]?.integer
    else { return nil }
    self.init(snapshot: snapshot, step: step, rows: rows, outcome: .values([:]))
    if let values = object["values"]?.object?.compactMapValues(\.number) {
      outcome = .values(values)
    } else if let reason = object["failure"]?.string {
      outcome = .failure(reason)
    } else {
      return nil
    }
  }
}
