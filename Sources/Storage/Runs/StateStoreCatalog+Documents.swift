import Kernels

extension StateStoreCatalog {
  /// A document and where it lies.
  struct Document: Equatable, Sendable {
    var path: String
    var bytes: [UInt8]
  }

  /// What the attribute `content` of an image probe says; probes of tokens have no such attribute.
  static let imageContent = "images"

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
    let steps = ZarrArrayDocument.integers(
      "int64", shape: [group.steps.count], chunk: [1], dimensionNames: ["snapshot"],
      attributes: ["chunk_crc32c": .list(group.stepChecksums.map { .integer(Int($0)) })])
    return group.arrays.map { ($0.site.name, $0.document(dimensionNames: group.dimensionNames($0))) }
      + [("snapshot_step", steps)]
      + zip(group.probe.coordinates, group.coordinateChecksums).map { ($0.name, $0.document(checksum: $1)) }
  }

  private func attributes(_ group: StateGroup) -> [String: ZarrValue] {
    let probe = group.probe
    var attributes = description.attributes.mapValues { ZarrValue.string($0) }
    attributes["probe"] = .string(probe.name)
    switch probe.content {
    case .tokens:
      attributes["windows"] = .integer(probe.windows)
      attributes["positions"] = .integer(probe.positions)
    case .images:
      attributes["content"] = .string(Self.imageContent)
      attributes["samples"] = .integer(probe.samples)
    }
    attributes["split"] = .string(probe.split)
    attributes["start_state"] = .string(probe.startState)
    attributes["identity"] = .string(probe.identity)
    attributes["sites"] = .list(probe.sites.map { .string($0.name) })
    attributes["steps"] = .list(group.steps.map { .integer($0) })
    // xarray takes the variables named here as coordinates.
    attributes["coordinates"] = .string(probe.otherArrays.joined(separator: " "))
    return attributes
  }

  private var rootAttributes: [String: ZarrValue] {
    [
      "format": .string(Self.format), "format_version": .integer(formatVersion),
      "precision": .string(description.precision.description), "shuffled": .bool(description.shuffled),
      "probes": .list(groups.map { .string($0.probe.name) }),
      "run": .object(description.attributes.mapValues { .string($0) }),
    ]
  }
}
