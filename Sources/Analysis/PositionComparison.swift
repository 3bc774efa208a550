import Similarity
import Tensors

/// The positions of one snapshot of a site, prepared one by one: every window is an observation.
struct PreparedPositions: Sendable {
  let positions: [PreparedRepresentation]
  let step: Int

  /// Prepares every position, at once on all threads.
  init(_ activations: Activations, step: Int, blocks: RowBlocks? = nil) throws {
    positions = try Concurrent.map(activations.positions) { position in
      try PreparedRepresentation(activations.position(position), blocks: blocks)
    }
    self.step = step
  }

  var last: PreparedRepresentation { positions[positions.count - 1] }
}

/// What one curve over positions compares.
public enum PositionControl: String, Codable, CaseIterable, Sendable {
  /// Position j with the last position of the same window.
  case withinWindow = "within window"
  /// The last position with the state `lag` tokens later, in the next window: similarity against lag alone.
  case lagged
}

/// One point of a curve over positions.
struct PositionPoint: Sendable {
  let control: PositionControl
  let position: Int
  let lag: Int
  let scores: PairScores
  let formula: Double
  let shuffled: PairScores
  let shifted: PairScores?
}

/// The curves of one site of a sequence probe at one step, and their position × position map.
struct PositionCurves: Sendable {
  let probe: String
  let site: RecordedProbe.Site
  let step: Int
  let windows: Int
  let points: [PositionPoint]
  /// PWCCA (mean of both sides) and mean CCA of every pair of positions.
  let maps: (pwcca: Matrix<Double>, cca: Matrix<Double>)

  /// The measures of the figure and the cheap ones get intervals; many positions leave no time for all.
  static let resampledMeasures: Set<Measure> = [.cca, .pwcca, .cosine, .euclidean]

  init(
    _ reader: any SnapshotReader, probe: RecordedProbe, site: RecordedProbe.Site, snapshot: Int, step: Int,
    carriesState: Bool, options: AnalysisOptions
  ) throws {
    let activations = try Activations(
      reader, probe: probe.name, site: site.name, snapshot: snapshot, step: step)
    let blocks = IntervalBlocks.of(
      rows: probe.windows, windowLength: 1, sites: [site], heldAtOnce: probe.positions)
    let prepared = try PreparedPositions(activations, step: step, blocks: blocks)
    let bootstrap = BlockBootstrap(
      blocks: blocks.count, replicates: options.replicates, key: options.key.child("bootstrap"))
    let lastSamples = try ResampledRepresentation(
      prepared.last, bootstrap: bootstrap, measures: Self.resampledMeasures, keeping: true)
    let last = probe.positions - 1
    let order = options.key.child("shuffled windows").permutation(probe.windows)
    let shuffledLast = try PreparedRepresentation(activations.position(last, order: order))
    let lag = CircularShifts(rows: probe.windows, count: 1).lags.first
    let rule = options.svccaRule

    // Reading on past the window's end gives lags from 1 token on; only a carried state makes that one text.
    let pairs =
      (0..<probe.positions).map { (PositionControl.withinWindow, $0) }
      + (carriesState ? (0..<probe.positions).map { (PositionControl.lagged, $0) } : [])
    points = try Concurrent.map(pairs.count) { index in
      let (control, position) = pairs[index]
      let x = prepared.positions[position]
      // Row w of the last position meets row w + 1 of the other; only the very last row has no true partner.
      let scores =
        control == .withinWindow
        ? try PairScores(
          x, prepared.last, rule: rule, baselines: true,
          resampling: PairScores.Resampling(
            x: ResampledRepresentation(x, bootstrap: bootstrap, measures: Self.resampledMeasures),
            y: lastSamples))
        : try PairScores(prepared.last, x, rule: rule, lag: 1, baselines: true)
      return PositionPoint(
        control: control, position: position, lag: control == .withinWindow ? last - position : position + 1,
        scores: scores, formula: NullFormula(rows: probe.windows, x: x.rank, y: prepared.last.rank).mean,
        shuffled: try PairScores(x, shuffledLast, rule: rule, baselines: true),
        shifted: try lag.map { try PairScores(x, prepared.last, rule: rule, lag: $0, baselines: true) })
    }
    maps = try Self.map(prepared)
    self.probe = probe.name
    self.site = site
    self.step = step
    windows = probe.windows
  }

  private static func map(
    _ prepared: PreparedPositions
  ) throws -> (pwcca: Matrix<Double>, cca: Matrix<Double>) {
    var options = MapOptions(measures: [.cca, .pwcca])
    options.refusesMore = false
    let map = try SimilarityMap(prepared: prepared.positions, options: options)
    let empty = Matrix<Double>(rows: 0, columns: 0)
    return (map.matrix(.pwcca, side: .both) ?? empty, map.matrix(.cca) ?? empty)
  }
}
