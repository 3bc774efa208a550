import Similarity
import Tensors

/// One snapshot of one site in memory, as the representations that analyses compare.
struct Activations {
  private let tensor: Tensor
  let name: String

  /// Reads a snapshot.
  init(_ reader: any SnapshotReader, probe: String, site: String, snapshot: Int, step: Int) throws {
    tensor = try reader.activations(probe: probe, site: site, snapshot: snapshot)
    name = "\(site) at step \(step)"
    precondition(tensor.shape.count == 3, "\(name) has shape \(tensor.shape), not [window, position, unit]")
  }

  var windows: Int { tensor.shape[0] }
  var positions: Int { tensor.shape[1] }
  var units: Int { tensor.shape[2] }

  /// All tokens as observations, in the order of the text, or all images with their positions.
  var observations: MatrixRows {
    MatrixRows(Matrix(rows: windows * positions, columns: units, elements: tensor.elements), name: name)
  }

  /// One position as the observation of every window; `order` rearranges the windows.
  func position(_ position: Int, order: [Int]? = nil) -> MatrixRows {
    var elements: [Float] = []
    elements.reserveCapacity(windows * units)
    for window in order ?? Array(0..<windows) {
      let start = (window * positions + position) * units
      elements.append(contentsOf: tensor.elements[start..<start + units])
    }
    return MatrixRows(
      Matrix(rows: windows, columns: units, elements: elements), name: "\(name), position \(position)")
  }
}

/// Blocks of windows for intervals, few enough that their scatter matrices fit in memory.
///
/// Of an image probe a window is an image: images are drawn one by one and owe nothing to their neighbours, so that a block
/// of a few, 1,000 images in 64 blocks say, is as good as single ones and takes less memory.
enum IntervalBlocks {
  /// At most 64 blocks, and at most 1 GB of a units × units Float64 matrix for each block of the representations held at
  /// once, but at least 16 blocks.
  ///
  /// All sites of an analysis share the blocks of the widest, so that their differences are paired.
  static func of(rows: Int, windowLength: Int, sites: [RecordedProbe.Site], heldAtOnce: Int) -> RowBlocks {
    let units = sites.map(\.units).max() ?? 1
    let affordable = 1_000_000_000 / (8 * units * units * heldAtOnce)
    return RowBlocks(rows: rows, windowLength: windowLength, count: min(64, max(16, affordable)))
  }
}
