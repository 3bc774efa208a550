/// How the numbers of one site lie on the disk, and how networks make them.
///
/// A window of tokens is [position, unit] in both. An image has one number a unit, or a map: networks make maps as
/// [row, column, channel], the disk has them as [channel, row, column].
extension StateArray {
  /// The shape of one window or image on the disk.
  var sampleShape: [Int] {
    guard isImages else { return [positions, site.units] }
    guard let rows = site.rows, let columns = site.columns else { return [site.units] }
    return [site.units, rows, columns]
  }

  /// The names of the dimensions that a probe's content gives: all but the last ones, whose lengths differ by site.
  var leadingDimensionNames: [String] {
    isImages ? ["snapshot", "sample"] : ["snapshot", "window", "position"]
  }

  /// The names of the other dimensions, as they are where all sites have the same lengths.
  var trailingDimensionNames: [String] { site.isMap ? ["channel", "row", "column"] : ["unit"] }

  /// What messages call a window or an image.
  var sampleName: String { isImages ? "sample" : "window" }

  private var isTransposed: Bool { site.isMap && positions > 1 && site.units > 1 }

  /// Numbers of whole windows or images in the order of the disk, given in that of networks.
  func stored(_ values: [Float]) -> [Float] {
    guard isTransposed else { return values }
    var stored: [Float] = []
    stored.reserveCapacity(values.count)
    for start in stride(from: 0, to: values.count, by: windowCount) {
      for unit in 0..<site.units {
        for place in stride(from: start + unit, to: start + windowCount, by: site.units) {
          stored.append(values[place])
        }
      }
    }
    return stored
  }

  /// Adds chosen positions of one window or image of a chunk to `elements`, as [position][unit].
  func append(_ positions: Range<Int>, ofWindow window: Int, in values: [Float], to elements: inout [Float]) {
    let start = window * windowCount
    guard isTransposed else {
      elements +=
        values[start + positions.lowerBound * site.units..<start + positions.upperBound * site.units]
      return
    }
    for position in positions {
      for place in stride(from: start + position, to: start + windowCount, by: self.positions) {
        elements.append(values[place])
      }
    }
  }

  /// The positions of a window or image that the effect of rounding is measured on: of a text every k-th, of a map 16
  /// at most, so that many images are among the rows.
  var sampledPositions: [Int] {
    if let rows = site.rows, let columns = site.columns {
      return MapGrid(rows: rows, columns: columns, side: 4).positions
    }
    let step = (positions + StateShard.sampleRows - 1) / StateShard.sampleRows
    return Array(stride(from: 0, to: positions, by: step))
  }
}
