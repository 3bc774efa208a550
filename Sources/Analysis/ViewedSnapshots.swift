import Storage
public import Tensors

/// A run whose maps are read in one view, so that every site of an image probe has the same observations: one an image,
/// or some positions of each.
///
/// Probes of tokens pass unchanged.
public struct ViewedSnapshots: SnapshotReader {
  /// The greatest number of numbers that are read at once, aside from those of a single image.
  private static let readAtOnce = 1 << 24

  /// How maps are read.
  public let view: ConvolutionView
  private let base: any SnapshotReader

  /// Puts a view in front of a run.
  public init(_ base: any SnapshotReader, as view: ConvolutionView) {
    self.base = base
    self.view = view
  }

  /// The probes; of an image probe with the positions of the view, and only the sites that have them.
  public var recordedProbes: [RecordedProbe] { base.recordedProbes.map(viewed) }

  /// The training steps of a probe's snapshots, ascending.
  public func snapshotSteps(of probe: String) throws -> [Int] { try base.snapshotSteps(of: probe) }

  /// What a probe is, as a hash; nil where that is not known.
  public func identity(of probe: String) throws -> String? { try base.identity(of: probe) }

  /// One snapshot of a site, [window, position, unit], or [image, position of the view, unit].
  public func activations(probe: String, site: String, snapshot: Int) throws -> Tensor {
    guard let map = map(site, of: probe) else {
      return try base.activations(probe: probe, site: site, snapshot: snapshot)
    }
    return try read(map, probe, snapshot, 0..<map.images)
  }

  /// Some windows or images of one snapshot of a site.
  public func activations(
    probe: String, site: String, snapshot: Int, windows: Range<Int>
  ) throws -> Tensor {
    guard let map = map(site, of: probe) else {
      return try base.activations(probe: probe, site: site, snapshot: snapshot, windows: windows)
    }
    return try read(map, probe, snapshot, windows)
  }

  /// Whether a site has the observations of the view.
  func hasObservations(_ site: RecordedProbe.Site) -> Bool {
    guard case .positions(let side) = view else { return true }
    return min(site.rows ?? 0, site.columns ?? 0) >= side
  }

  private func viewed(_ probe: RecordedProbe) -> RecordedProbe {
    guard probe.content == .images else { return probe }
    let positions = if case .positions(let side) = view { side * side } else { 1 }
    return RecordedProbe(
      name: probe.name, windows: probe.windows, positions: positions,
      sites: probe.sites.filter(hasObservations).map { RecordedProbe.Site(name: $0.name, units: $0.units) },
      content: .images)
  }

  /// A site with maps: how many images it has, and which positions are read.
  private struct Map {
    let site: RecordedProbe.Site
    let images: Int
    let size: Int
    /// The positions of the view; nil for the mean of all.
    let places: [Int]?
  }

  private func map(_ name: String, of probe: String) -> Map? {
    guard let probe = base.recordedProbes.first(where: { $0.name == probe }), probe.content == .images,
      let site = probe.sites.first(where: { $0.name == name }), let rows = site.rows,
      let columns = site.columns
    else { return nil }
    let places: [Int]? =
      if case .positions(let side) = view {
        MapGrid(rows: rows, columns: columns, side: side).positions
      } else { nil }
    return Map(site: site, images: probe.windows, size: rows * columns, places: places)
  }

  private func read(_ map: Map, _ probe: String, _ snapshot: Int, _ images: Range<Int>) throws -> Tensor {
    var elements: [Float] = []
    let count = map.places?.count ?? 1
    elements.reserveCapacity(images.count * count * map.site.units)
    let length = max(Self.readAtOnce / (map.size * map.site.units), 1)
    for start in stride(from: images.lowerBound, to: images.upperBound, by: length) {
      let part = try base.activations(
        probe: probe, site: map.site.name, snapshot: snapshot,
        windows: start..<min(start + length, images.upperBound))
      precondition(
        part.shape.dropFirst() == [map.size, map.site.units],
        "\(map.site.name) has shape \(part.shape), not [image, \(map.size) positions, \(map.site.units) units]"
      )
      for image in 0..<part.shape[0] { Self.append(image, of: part, map, to: &elements) }
    }
    return Tensor(shape: [images.count, count, map.site.units], elements: elements)
  }

  /// Adds the chosen positions of an image, or the mean of all of them in Float64.
  private static func append(_ image: Int, of part: Tensor, _ map: Map, to elements: inout [Float]) {
    let units = map.site.units
    let first = image * map.size * units
    if let places = map.places {
      for place in places {
        elements += part.elements[first + place * units..<first + (place + 1) * units]
      }
      return
    }
    elements += SpatialMeans.of(
      part.elements[first..<first + map.size * units], images: 1, places: map.size, units: units)
  }
}
