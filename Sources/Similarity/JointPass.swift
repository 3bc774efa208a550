import Synchronization
import Tensors

/// One reading of several representations of the same inputs together: the cross scatter of every pair that is asked for.
///
/// A chunk of rows of each representation is read and centred once, and multiplied for all its pairs. Each pair's
/// products have sizes that do not depend on the other pairs, so that neither the company in which a pair is read nor
/// the number of threads changes a bit.
struct JointPass: Sendable {
  /// A representation as it is read.
  struct Side: Sendable {
    /// The rows.
    let source: any RowSource
    /// By how many rows they are shifted circularly.
    let lag: Int
    /// Gives the frame in which rows are multiplied; nil for the units themselves.
    let frame: PreparedRepresentation?

    /// The number of columns that are multiplied.
    var width: Int { frame?.basis.frame?.columns ?? source.unitCount }

    func rows(_ range: Range<Int>) throws -> Matrix<Double> {
      if let frame { return try frame.framedRows(range, lag: lag) }
      return try lag == 0 ? source.rows(range) : source.rows(range, lag: lag)
    }
  }

  /// A pair of sides, by index; a side with itself gives its scatter.
  struct Pair: Hashable, Sendable {
    let x: Int
    let y: Int
  }

  /// What came out.
  struct Sums: Sendable {
    /// Σ (x − mean)(y − mean)ᵀ of each pair, in its order.
    let scatters: [Matrix<Double>]
    /// The count and mean of each side.
    let centres: [RunningMean]
  }

  let sides: [Side]
  let pairs: [Pair]
  let chunkLength: Int

  /// A sum that one thread at a time adds to.
  private final class Accumulator: Sendable {
    let sum: Mutex<Matrix<Double>>

    init(rows: Int, columns: Int) { sum = Mutex(Matrix(rows: rows, columns: columns)) }

    func add(_ x: Matrix<Double>, _ y: Matrix<Double>, isScatter: Bool) {
      sum.withLock { sum in
        if isScatter {
          sum.add(gramOf: x)
        } else {
          sum.add(productOf: x, y, transposeA: true)
        }
      }
    }
  }

  /// Reads all rows once.
  ///
  /// - Throws: ``SimilarityError/notFinite(source:row:column:value:)``, and what the sources throw.
  func run() throws -> Sums {
    var centres = sides.map { RunningMean(units: $0.width) }
    let accumulators = pairs.map { Accumulator(rows: sides[$0.x].width, columns: sides[$0.y].width) }
    for chunk in RowBlocks.chunks(of: 0..<(sides.first?.source.rowCount ?? 0), length: chunkLength) {
      let before = centres
      let blocks = try Concurrent.map(sides.count) { try block(chunk, of: sides[$0], before[$0]) }
      centres = blocks.map(\.centre)
      @Sendable func add(_ index: Int) {
        let pair = pairs[index]
        accumulators[index].add(blocks[pair.x].rows, blocks[pair.y].rows, isScatter: pair.x == pair.y)
      }
      // Few pairs share the threads within each product; both ways give the same bits.
      if pairs.count < 8 {
        for index in pairs.indices { add(index) }
      } else {
        _ = try Concurrent.map(pairs.count) { add($0) }
      }
    }
    return Sums(scatters: accumulators.map { $0.sum.withLock { $0 } }, centres: centres)
  }

  private struct Block: Sendable {
    let rows: Matrix<Double>
    let centre: RunningMean
  }

  private func block(_ chunk: Range<Int>, of side: Side, _ centre: RunningMean) throws -> Block {
    var centre = centre
    let rows = try side.rows(chunk)
    do {
      return Block(rows: try centre.absorb(rows), centre: centre)
    } catch TensorsError.notFinite(let row, let column, let value) {
      throw SimilarityError.notFinite(source: side.source.name, row: row, column: column, value: value)
    }
  }
}
