extension StateArray {
  /// The array's `zarr.json`, without its checksum.
  func document(unitName: String) -> ZarrArrayDocument {
    let inner = [1, windowsPerChunk, positions, site.units]
    return ZarrArrayDocument(
      shape: [snapshots, windows, positions, site.units], dataType: storage.rawValue,
      chunkGrid: ZarrArrayDocument.regularGrid([1, chunks * windowsPerChunk, positions, site.units]),
      chunkKeyEncoding: ZarrExtension(
        name: "default",
        configuration: precision == .float16 && storage == .single ? ["separator": .string(".")] : nil),
      fillValue: .string("NaN"), codecs: ZarrShard.extensions(innerShape: inner, codec: codec(storage)),
      dimensionNames: ["snapshot", "window", "position", unitName], attributes: attributes)
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
    guard document.shape.count == 4, let units = document.shape.last, units > 0,
      Self.isCountable([probe.windows, probe.positions, units, 8])
    else { throw damaged("has the shape \(document.shape)") }
    let inner = document.codecs.first?.configuration?["chunk_shape"]?.integers ?? []
    guard inner.count == 4, (1...probe.windows).contains(inner[1]) else {
      throw damaged("has inner chunks of the shape \(inner)")
    }
    self = StateArray(
      site: SiteDescription(name: name, units: units), probe: probe, precision: precision,
      shuffled: shuffled
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
    var expected = self.document(unitName: document.dimensionNames.last ?? "")
    expected.attributes = given
    guard document == expected else { throw damaged("has a document that this program does not write") }
  }
}

extension StateArray {
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
