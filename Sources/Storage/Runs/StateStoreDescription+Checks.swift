extension StateStoreDescription {
  /// Attribute names that the store itself uses in the groups.
  private var reservedAttributes: Set<String> {
    let names: Set<String> = [
      "probe", "windows", "positions", "split", "start_state", "identity", "sites", "steps", "coordinates",
    ]
    return probes.contains { $0.content.isImages } ? names.union(["content", "samples"]) : names
  }

  /// Refuses what cannot be stored.
  func check() throws(StateStoreError) {
    guard !probes.isEmpty else { throw .invalidDescription(part: "no probe", problem: "name at least one") }
    guard Set(probes.map(\.name)).count == probes.count else {
      throw .invalidDescription(part: "two probes of one name", problem: "give each its own")
    }
    if case .rounded(let bits) = precision, !(0...23).contains(bits) {
      throw .invalidDescription(part: "\(bits) mantissa bits", problem: "choose from 0 to 23")
    }
    for probe in probes { try probe.check() }
    for key in attributes.keys.sorted()
    where reservedAttributes.contains(key) || key.hasSuffix("_crc32c") {
      throw .invalidDescription(part: "an attribute '\(key)'", problem: "the name is taken; choose another")
    }
  }

  /// The first part in which the two differ, with this one's and the other's value; nil when they are equal.
  func difference(from other: StateStoreDescription) -> (part: String, own: String, other: String)? {
    var parts: [(String, String, String)] = [
      (
        "list of probes", probes.map(\.name).joined(separator: ", "),
        other.probes.map(\.name).joined(separator: ", ")
      ),
      ("precision", precision.description, other.precision.description),
      ("byte shuffle", "\(shuffled)", "\(other.shuffled)"),
    ]
    for (own, other) in zip(probes, other.probes) { parts += own.parts(comparedWith: other) }
    for key in Set(attributes.keys).union(other.attributes.keys).sorted() {
      parts.append((key, attributes[key] ?? "none", other.attributes[key] ?? "none"))
    }
    return parts.first { $0.1 != $0.2 }.map { (part: $0.0, own: $0.1, other: $0.2) }
  }
}

extension ProbeDescription {
  fileprivate func check() throws(StateStoreError) {
    try Self.check(name: name, of: "probe")
    try checkContent()
    guard !sites.isEmpty, Set(sites.map(\.name)).count == sites.count else {
      throw .invalidDescription(
        part: "the sites of the probe '\(name)'", problem: "name at least one, and each once")
    }
    for site in sites {
      try Self.check(name: site.name, of: "site")
      guard site.units > 0, !otherArrays.contains(site.name) else {
        throw .invalidDescription(
          part: "a site '\(site.name)' of \(site.units) units",
          problem: "choose another name or at least 1 unit")
      }
      if site.isMap, !content.isImages || min(site.rows ?? 0, site.columns ?? 0) < 1 {
        throw .invalidDescription(
          part:
            "a site '\(site.name)' of maps of \(site.rows ?? 0) rows and \(site.columns ?? 0) columns on the "
            + "probe '\(name)'",
          problem: "give both, at least 1, and only to the sites of an image probe")
      }
    }
  }

  private func checkContent() throws(StateStoreError) {
    switch content {
    case .tokens(let ids, let offsets):
      guard windows > 0, positions > 0 else {
        throw .invalidDescription(
          part: "a probe '\(name)' of \(windows) windows of \(positions) positions",
          problem: "both must be at least 1")
      }
      for (what, count) in [("token ids", ids.count), ("token offsets", offsets.count)]
      where count != windows * positions {
        throw .invalidDescription(
          part: "\(count) \(what) for the probe '\(name)'", problem: "\(windows) × \(positions) are needed")
      }
    case .images(let indices, let labels):
      guard windows > 0, positions == 1, indices.count == windows, labels.count == windows,
        startState == "none"
      else {
        throw .invalidDescription(
          part:
            "a probe '\(name)' of \(windows) images with \(indices.count) indices, \(labels.count) labels, "
            + "\(positions) positions and the start state '\(startState)'",
          problem:
            "give each of one or more images an index and a label, one position, and the start state 'none'")
      }
    }
  }

  /// What messages call the windows or images.
  var samplesName: String { content.isImages ? "samples" : "windows" }

  /// Names become folders and variables of Python programs.
  private static func check(name: String, of what: String) throws(StateStoreError) {
    let isPlain = name.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
    guard isPlain, !name.isEmpty else {
      throw .invalidDescription(part: "a \(what) '\(name)'", problem: "use letters, digits and underscores")
    }
  }

  fileprivate func parts(comparedWith other: ProbeDescription) -> [(String, String, String)] {
    func numbers<T: Equatable>(_ what: String, _ own: [T], _ others: [T]) -> (String, String, String) {
      let place = zip(own, others).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      guard let place else { return ("number of \(what) of '\(name)'", "\(own.count)", "\(others.count)") }
      return ("\(what) of '\(name)' at index \(place)", "\(own[place])", "\(others[place])")
    }
    func list(_ sites: [SiteDescription]) -> String {
      sites.map { site in
        let map = site.isMap ? " of \(site.rows ?? 1) × \(site.columns ?? 1)" : ""
        return "\(site.name) (\(site.units) units\(map))"
      }.joined(separator: ", ")
    }
    func kind(_ probe: ProbeDescription) -> String { probe.content.isImages ? "images" : "tokens" }
    return [
      ("content of '\(name)'", kind(self), kind(other)),
      ("number of \(samplesName) of '\(name)'", "\(windows)", "\(other.windows)"),
      ("number of positions of '\(name)'", "\(positions)", "\(other.positions)"),
      ("split of '\(name)'", split, other.split),
      ("start state of '\(name)'", startState, other.startState),
      ("list of sites of '\(name)'", list(sites), list(other.sites)),
      numbers("token ids", tokenIDs, other.tokenIDs),
      numbers("token offsets", tokenOffsets, other.tokenOffsets),
      numbers("sample indices", sampleIndices, other.sampleIndices), numbers("labels", labels, other.labels),
      ("identity of '\(name)'", identity, other.identity),
    ]
  }
}
