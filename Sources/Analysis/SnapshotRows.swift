public import Similarity
import Synchronization
public import Tensors

/// The rows of one snapshot of a site, read by windows when they are asked for.
///
/// Either every token or image is an observation, in the order of the probe, or every window, at one position. The
/// positions of one snapshot share what was read last, so that a window is read once for all of them.
public struct SnapshotRows: RowSource {
  /// What messages call the representation.
  public let name: String
  /// The number of observations.
  public let rowCount: Int
  /// The number of units.
  public let unitCount: Int
  /// The number of consecutive rows that belong to one window.
  public let windowLength: Int
  private let position: Int?
  private let windows: SnapshotWindows

  /// All tokens of a snapshot, or all images; maps must be read through ``ViewedSnapshots``.
  public init(
    _ reader: any SnapshotReader, probe: RecordedProbe, site: RecordedProbe.Site, snapshot: Int, name: String
  ) {
    self.init(
      SnapshotWindows(reader, probe: probe, site: site, snapshot: snapshot), position: nil, name: name)
  }

  /// Every position of a snapshot, one representation each; `name` gets ", position N".
  static func positions(
    _ reader: any SnapshotReader, probe: RecordedProbe, site: RecordedProbe.Site, snapshot: Int, name: String
  ) -> [SnapshotRows] {
    let windows = SnapshotWindows(reader, probe: probe, site: site, snapshot: snapshot)
    return (0..<probe.positions).map {
      SnapshotRows(windows, position: $0, name: "\(name), position \($0)")
    }
  }

  private init(_ windows: SnapshotWindows, position: Int?, name: String) {
    self.name = name
    self.windows = windows
    self.position = position
    windowLength = position == nil ? windows.probe.positions : 1
    rowCount = windows.probe.windows * windowLength
    unitCount = windows.site.units
  }

  /// Reads the rows of a range.
  public func rows(_ range: Range<Int>) throws -> Matrix<Double> {
    let first = range.lowerBound / windowLength
    let end = (range.upperBound + windowLength - 1) / windowLength
    let tensor = try windows.read(first..<max(first, end), keeping: position != nil)
    guard let position else {
      let start = (range.lowerBound - first * windowLength) * unitCount
      let elements = tensor.elements[start..<start + range.count * unitCount]
      return Matrix<Double>(Matrix(rows: range.count, columns: unitCount, elements: Array(elements)))
    }
    var elements: [Float] = []
    elements.reserveCapacity(range.count * unitCount)
    for window in 0..<range.count {
      let start = (window * windows.probe.positions + position) * unitCount
      elements.append(contentsOf: tensor.elements[start..<start + unitCount])
    }
    return Matrix<Double>(Matrix(rows: range.count, columns: unitCount, elements: elements))
  }
}

/// The windows of one snapshot, of which the last range read can be kept.
private final class SnapshotWindows: Sendable {
  let probe: RecordedProbe
  let site: RecordedProbe.Site
  private let reader: any SnapshotReader
  private let snapshot: Int
  private let last = Mutex<(range: Range<Int>, tensor: Tensor)?>(nil)

  init(_ reader: any SnapshotReader, probe: RecordedProbe, site: RecordedProbe.Site, snapshot: Int) {
    precondition(!site.isMap, "the maps of \(site.name) are read as rows without a view")
    self.reader = reader
    self.probe = probe
    self.site = site
    self.snapshot = snapshot
  }

  func read(_ range: Range<Int>, keeping: Bool) throws -> Tensor {
    guard keeping else { return try windows(range) }
    return try last.withLock { last in
      if let last, last.range == range { return last.tensor }
      let tensor = try windows(range)
      last = (range, tensor)
      return tensor
    }
  }

  private func windows(_ range: Range<Int>) throws -> Tensor {
    try reader.activations(probe: probe.name, site: site.name, snapshot: snapshot, windows: range)
  }
}
