import Kernels

extension StateStoreCatalog {
  /// A document and where it lies.
  struct Document: Equatable, Sendable {
    var path: String
    var bytes: [UInt8]
  }

  /// All documents in the order in which they must become durable: arrays, then groups, then the root.
  func documents() throws -> [Document] {
    var arrays: [Document] = []
    var groupDocuments: [Document] = []
    var nodes: [String: ZarrNode] = [:]
    for group in groups {
      var members: [String: ZarrNode] = [:]
      for (name, document) in self.arrayDocuments(group) {
        let (document, bytes) = try document.sealed()
        arrays.append(
          Document(path: Path.join(Path.join(folder(group), name), "zarr.json"), bytes: bytes))
        members[name] = .array(document)
        nodes["\(group.probe.name)/\(name)"] = .array(document)
      }
      let consolidated = ZarrGroupDocument.Consolidated(metadata: members)
      let (document, bytes) = try ZarrGroupDocument(
        attributes: attributes(group), consolidated: consolidated
      ).sealed(Self.groupSeal)
      groupDocuments.append(Document(path: Path.join(folder(group), "zarr.json"), bytes: bytes))
      nodes[group.probe.name] = .group(
        ZarrGroupDocument(attributes: document.attributes, consolidated: nil))
    }
    let (_, root) = try ZarrGroupDocument(
      attributes: rootAttributes, consolidated: ZarrGroupDocument.Consolidated(metadata: nodes)
    ).sealed(Self.rootSeal)
    return arrays + groupDocuments + [Document(path: rootPath, bytes: root)]
  }

  private func arrayDocuments(_ group: StateGroup) -> [(String, ZarrArrayDocument)] {
    let (windows, positions) = (group.probe.windows, group.probe.positions)
    func integers(
      _ type: String, shape: [Int], chunk: [Int], dimensions: [String], _ facts: [String: ZarrValue]
    )
      -> ZarrArrayDocument
    {
      ZarrArrayDocument(
        shape: shape, dataType: type, chunkGrid: ZarrArrayDocument.regularGrid(chunk),
        chunkKeyEncoding: ZarrExtension(name: "default"), fillValue: .integer(0),
        codecs: ZarrChunkCodec.zstd.extensions, dimensionNames: dimensions, attributes: facts)
    }
    func tokens(_ type: String, checksum: UInt32) -> ZarrArrayDocument {
      integers(
        type, shape: [windows, positions], chunk: [windows, positions], dimensions: ["window", "position"],
        ["chunk_crc32c": .integer(Int(checksum))])
    }
    let steps = integers(
      "int64", shape: [group.steps.count], chunk: [1], dimensions: ["snapshot"],
      ["chunk_crc32c": .list(group.stepChecksums.map { .integer(Int($0)) })])
    return group.arrays.map { ($0.site.name, $0.document(unitName: group.unitName($0))) } + [
      ("snapshot_step", steps), ("token_id", tokens("int32", checksum: group.tokenChecksums[0])),
      ("token_offset", tokens("int64", checksum: group.tokenChecksums[1])),
    ]
  }

  private func attributes(_ group: StateGroup) -> [String: ZarrValue] {
    let probe = group.probe
    var attributes = description.attributes.mapValues { ZarrValue.string($0) }
    attributes["probe"] = .string(probe.name)
    attributes["windows"] = .integer(probe.windows)
    attributes["positions"] = .integer(probe.positions)
    attributes["split"] = .string(probe.split)
    attributes["start_state"] = .string(probe.startState)
    attributes["identity"] = .string(probe.identity)
    attributes["sites"] = .list(probe.sites.map { .string($0.name) })
    attributes["steps"] = .list(group.steps.map { .integer($0) })
    // xarray takes the variables named here as coordinates.
    attributes["coordinates"] = .string("snapshot_step token_id token_offset")
    return attributes
  }

  private var rootAttributes: [String: ZarrValue] {
    [
      "format": .string(Self.format), "format_version": .integer(Self.formatVersion),
      "precision": .string(description.precision.description), "shuffled": .bool(description.shuffled),
      "probes": .list(groups.map { .string($0.probe.name) }),
      "run": .object(description.attributes.mapValues { .string($0) }),
    ]
  }
}
