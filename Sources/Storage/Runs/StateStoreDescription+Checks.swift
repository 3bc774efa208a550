extension StateStoreDescription {
  /// Attribute names that the store itself uses in the groups.
  static let reservedAttributes: Set<String> = [
    "probe", "windows", "positions", "split", "start_state", "identity", "sites", "steps", "coordinates",
  ]

  /// Names of the arrays that are not states.
  static let reservedSites: Set<String> = ["snapshot_step", "token_id", "token_offset"]

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
    where Self.reservedAttributes.contains(key) || key.hasSuffix("_crc32c") {
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
    guard windows > 0, positions > 0 else {
      throw .invalidDescription(
        part: "a probe '\(name)' of \(windows) windows of \(positions) positions",
        problem: "both must be at least 1")
    }
    for (what, count) in [("token ids", tokenIDs.count), ("token offsets", tokenOffsets.count)]
    where count != windows * positions {
      throw .invalidDescription(
        part: "\(count) \(what) for the probe '\(name)'", problem: "\(windows) × \(positions) are needed")
    }
    guard !sites.isEmpty, Set(sites.map(\.name)).count == sites.count else {
      throw .invalidDescription(
        part: "the sites of the probe '\(name)'", problem: "name at least one, and each once")
    }
    for site in sites {
      try Self.check(name: site.name, of: "site")
      guard site.units > 0, !StateStoreDescription.reservedSites.contains(site.name) else {
        throw .invalidDescription(
          part: "a site '\(site.name)' of \(site.units) units",
          problem: "choose another name or at least 1 unit")
      }
    }
  }

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
    func tokens<T: Equatable>(_ what: String, _ own: [T], _ others: [T]) -> (String, String, String) {
      let place = zip(own, others).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      guard let place else { return ("number of \(what) of '\(name)'", "\(own.count)", "\(others.count)") }
      return ("\(what) of '\(name)' at index \(place)", "\(own[place])", "\(others[place])")
    }
    func list(_ sites: [SiteDescription]) -> String {
      sites.map { "\($0.name) (\($0.units) units)" }.joined(separator: ", ")
    }
    return [
      ("number of windows of '\(name)'", "\(windows)", "\(other.windows)"),
      ("number of positions of '\(name)'", "\(positions)", "\(other.positions)"),
      ("split of '\(name)'", split, other.split),
      ("start state of '\(name)'", startState, other.startState),
      ("list of sites of '\(name)'", list(sites), list(other.sites)),
      tokens("token ids", tokenIDs, other.tokenIDs),
      tokens("token offsets", tokenOffsets, other.tokenOffsets),
      ("identity of '\(name)'", identity, other.identity),
    ]
  }
}
