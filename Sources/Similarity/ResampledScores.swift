import Tensors

/// The scores of a pair, computed anew on every sample of blocks of rows.
///
/// A sample's covariances are sums of its blocks' moments about its own mean; from there on a replicate is the whole
/// score: its own whitening, canonical vectors, PWCCA weights and SVCCA directions. Only the rows are not read again.
public struct ResampledScores: Equatable, Sendable {
  private struct Key: Hashable {
    let measure: Measure
    let side: ProjectionSide
  }

  private let values: [Key: [Double]]

  /// One number a replicate for a measure, in the order of the draws; nil where it was not computed, and where a
  /// sample had too few different rows for it.
  public func of(_ measure: Measure, side: ProjectionSide = .both) -> [Double]? {
    guard measure == .pwcca else { return values[Key(measure: measure, side: .both)] }
    guard side == .both else { return values[Key(measure: .pwcca, side: side)] }
    guard let x = of(.pwcca, side: .x), let y = of(.pwcca, side: .y) else { return nil }
    return zip(x, y).map { ($0 + $1) / 2 }
  }

  /// Computes the replicates of the measures that both sides were drawn for.
  ///
  /// - Parameters:
  ///   - x: the samples of the first side.
  ///   - y: the samples of the second side, of the same bootstrap.
  ///   - crossBlocks: each block's part of ZxᵀZy in white coordinates, blocks × (rank x · rank y).
  ///   - rule: how many directions SVCCA keeps.
  ///   - baselines: of the pair, where they were computed.
  /// - Throws: ``SimilarityError`` where a decomposition fails.
  init(
    _ x: ResampledRepresentation, _ y: ResampledRepresentation, crossBlocks: Matrix<Double>, rule: SVCCARule,
    baselines: Baselines?
  ) throws {
    let bootstrap = x.bootstrap
    let measures = x.measures.intersection(y.measures)
    let chunks = RowBlocks.chunks(of: 0..<bootstrap.replicates, length: 8)
    let parts = try Concurrent.map(chunks.count) { chunk -> [[Key: Double]] in
      let range = chunks[chunk]
      let weights = bootstrap.counts.rows(range)
      let crosses = weights.multiplied(by: crossBlocks)
      let sides = (try x.samples(range), try y.samples(range))
      return try range.indices.map { replicate in
        let place = replicate - range.lowerBound
        let pair = ResampledPair(
          x: sides.0[place], y: sides.1[place],
          cross: Matrix(
            rows: x.base.rank, columns: y.base.rank, elements: crosses.rows(place..<place + 1).elements))
        return try pair.scores(rule: rule, measures: measures).reduce(into: [:]) {
          $0[Key(measure: $1.0, side: $1.1)] = $1.2
        }
      }
    }
    let replicates = parts.flatMap(\.self)
    var values: [Key: [Double]] = [:]
    for key in replicates.first?.keys.map(\.self) ?? [] {
      let all = replicates.compactMap { $0[key] }
      // A measure that one sample had no value for has no honest spread.
      if all.count == replicates.count { values[key] = all }
    }
    for measure in measures {
      guard let sums = baselines?.blockSums[measure] else { continue }
      values[Key(measure: measure, side: .both)] = bootstrap.means(of: sums, over: x.blockCounts)
    }
    self.values = values
  }
}

extension BlockBootstrap {
  /// The mean of a quantity on each sample, from its sum in each block and the blocks' numbers of rows.
  func means(of sums: [Double], over rows: [Double]) -> [Double] {
    let columns = Matrix(rows: blocks, columns: 2, elements: zip(sums, rows).flatMap { [$0, $1] })
    let totals = counts.multiplied(by: columns)
    return (0..<replicates).map { totals[$0, 0] / totals[$0, 1] }
  }
}

/// A pair of representations on one sample of blocks.
private struct ResampledPair {
  let x: ResampledSide
  let y: ResampledSide
  /// Zxᵀ·Zy on the sample, about its mean.
  let cross: Matrix<Double>

  init(x: ResampledSide, y: ResampledSide, cross: Matrix<Double>) {
    self.x = x
    self.y = y
    var centred = cross
    centred.add(
      productOf: Matrix(rows: 1, columns: x.sum.count, elements: x.sum),
      Matrix(rows: 1, columns: y.sum.count, elements: y.sum), transposeA: true, scale: -1 / x.rows)
    self.cross = centred
  }

  func scores(rule: SVCCARule, measures: Set<Measure>) throws -> [(Measure, ProjectionSide, Double)] {
    var scores: [(Measure, ProjectionSide, Double)] = []
    if !measures.isDisjoint(with: [.cca, .pwcca]) { scores += try canonical() }
    if measures.contains(.svcca), let score = try leading(rule) { scores.append((.svcca, .both, score)) }
    if !measures.isDisjoint(with: [.cka, .procrustes]) {
      let covariance = cross.scalingRows(by: x.base.scales).scalingColumns(by: y.base.scales)
      if measures.contains(.cka) {
        scores.append((.cka, .both, covariance.inner(covariance) / (x.norm * y.norm)))
      }
      if measures.contains(.procrustes) {
        let nuclear = try singularValues(of: covariance).reduce(0, +)
        scores.append((.procrustes, .both, nuclear / (x.trace * y.trace).squareRoot()))
      }
    }
    return scores
  }

  /// CCA and PWCCA of W = Rx⁻ᵀ·Cxy·Ry⁻¹, whose narrower side's Gram matrix has the squared correlations.
  ///
  /// Squaring costs the digits of correlations below 10⁻⁸, which no standard deviation needs.
  private func canonical() throws -> [(Measure, ProjectionSide, Double)] {
    guard let rx = x.factor, let ry = y.factor else { return [] }
    let white = ry.solvingFromRight(rx.solvingFromLeft(cross))
    let tall = white.rows >= white.columns
    let eigen = try naming { () throws(TensorsError) in
      try SymmetricEigendecomposition(
        white.multiplied(by: white, transposeSelf: tall, transposeOther: !tall))
    }
    let correlations = eigen.values.map { CanonicalCorrelation.clipped(max(0, $0).squareRoot()) }
    // The other side's vectors; where a correlation is 0 its vector has no weight that matters.
    let others = eigen.vectors.multiplied(by: white, transposeOther: tall)
      .scalingRows(by: correlations.map { 1 / max($0, 1e-8) })
    let count = Double(correlations.count)
    func weighted(_ vectors: Matrix<Double>, _ loading: Matrix<Double>) -> Double {
      let projections = vectors.multiplied(by: loading)
      var (sum, total) = (0.0, 0.0)
      for i in 0..<projections.rows {
        var mass = 0.0
        for j in i * projections.columns..<(i + 1) * projections.columns {
          mass += abs(projections.elements[j])
        }
        sum += mass * correlations[i]
        total += mass
      }
      return sum / total
    }
    return [
      (.cca, .both, correlations.reduce(0, +) / count),
      (.pwcca, .x, weighted(tall ? others : eigen.vectors, x.loading)),
      (.pwcca, .y, weighted(tall ? eigen.vectors : others, y.loading)),
    ]
  }

  /// Singular values as the roots of the eigenvalues of the smaller Gram matrix: three times as fast as the values
  /// themselves, and as good for a standard deviation.
  private func singularValues(of matrix: Matrix<Double>) throws -> [Double] {
    let tall = matrix.rows >= matrix.columns
    let gram = matrix.multiplied(by: matrix, transposeSelf: tall, transposeOther: !tall)
    return try naming { () throws(TensorsError) in
      try SymmetricEigendecomposition.values(of: gram)
    }.map { max(0, $0).squareRoot() }
  }

  private func naming<T>(_ body: () throws(TensorsError) -> T) throws(SimilarityError) -> T {
    try Decomposition.naming("a sample of \(x.base.name) with \(y.base.name)", body)
  }

  /// SVCCA of the sample's own leading directions.
  private func leading(_ rule: SVCCARule) throws -> Double? {
    let kept = (
      rule.kept(x.singularValues, rank: x.base.rank), rule.kept(y.singularValues, rank: y.base.rank)
    )
    guard x.singularValues[kept.0 - 1] > 0, y.singularValues[kept.1 - 1] > 0 else { return nil }
    let left = x.toDirections.rows(0..<kept.0).multiplied(by: cross)
    let values = try singularValues(
      of: left.multiplied(by: y.toDirections.rows(0..<kept.1), transposeOther: true))
    return values.reduce(0) { $0 + CanonicalCorrelation.clipped($1) } / Double(values.count)
  }
}
