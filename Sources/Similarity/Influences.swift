import Tensors

/// What each block of rows adds to each score at first order, for intervals without recomputing decompositions.
///
/// A score is a smooth function θ(Cxx, Cxy, Cyy) of covariances that are sums over blocks. Counting block b one time
/// more changes it by Iᵦ = (⟨∂θ/∂Cxx, Sᵦxx⟩ + ⟨∂θ/∂Cxy, Sᵦxy⟩ + ⟨∂θ/∂Cyy, Sᵦyy⟩)/(n − 1), where S are the block's
/// scatters; the Iᵦ sum to 0. Resampling blocks then needs sums of these numbers only (the infinitesimal jackknife:
/// Jaeckel 1972; Efron 1982). SVCCA's subspaces and PWCCA's weights are held at those of the whole sample,
/// which leaves their spread up to a quarter too small; the other measures agree with literally resampled rows.
public struct Influences: Equatable, Sendable {
  /// The number of blocks.
  public let blocks: Int
  private var values: [Key: [Double]] = [:]

  private struct Key: Hashable {
    let measure: Measure
    let side: ProjectionSide
  }

  /// Creates the influences of no measure.
  init(blocks: Int) { self.blocks = blocks }

  /// One number a block for a measure, or nil where it was not computed.
  public func of(_ measure: Measure, side: ProjectionSide = .both) -> [Double]? {
    guard measure == .pwcca, side == .both else {
      return values[Key(measure: measure, side: measure == .pwcca ? side : .both)]
    }
    guard let x = of(.pwcca, side: .x), let y = of(.pwcca, side: .y) else { return nil }
    return zip(x, y).map { ($0 + $1) / 2 }
  }

  init(
    _ x: PreparedRepresentation, _ y: PreparedRepresentation, cross: CrossCovariance,
    canonical: CanonicalCorrelation, leading: CanonicalCorrelation, weights: [ProjectionWeights],
    alignment: Alignment, baselines: Baselines?
  ) {
    guard let xy = cross.blockScatters, let xx = x.blockScatters, let yy = y.blockScatters else {
      blocks = 0
      return
    }
    blocks = xy.rows
    let count = Double(canonical.coefficients.count)
    let gradients: [(Measure, ProjectionSide, Gradient)] = [
      (.cca, .both, Gradient(canonical, x, y, weights: canonical.coefficients.map { _ in 1 / count })),
      (
        .svcca, .both,
        Gradient(
          leading, x, y, weights: leading.coefficients.map { _ in 1 / Double(leading.coefficients.count) })
      ),
      (.pwcca, .x, Gradient(canonical, x, y, weights: weights[0].values)),
      (.pwcca, .y, Gradient(canonical, x, y, weights: weights[1].values)),
      (.cka, .both, Gradient(cka: alignment, x, y)),
      (.procrustes, .both, Gradient(procrustes: alignment, x, y)),
    ]
    // ⟨gradient, scatter⟩ of all measures and blocks as three matrix products.
    var sums = Matrix<Double>(rows: blocks, columns: gradients.count)
    let scale = 1 / Double(x.rowCount - 1)
    for (scatters, side) in [(xy, \Gradient.xy), (xx, \Gradient.xx), (yy, \Gradient.yy)] {
      let rows = Matrix(
        rows: gradients.count, columns: scatters.columns,
        elements: gradients.flatMap { $0.2[keyPath: side].elements })
      sums.add(productOf: scatters, rows, transposeB: true, scale: scale)
    }
    for (column, (measure, side, _)) in gradients.enumerated() {
      values[Key(measure: measure, side: side)] = (0..<blocks).map { sums[$0, column] }
    }
    for (measure, influences) in baselines?.influences ?? [:] {
      values[Key(measure: measure, side: .both)] = influences
    }
  }
}

/// The derivatives of a score with respect to the framed covariances.
private struct Gradient {
  let xx: Matrix<Double>
  let xy: Matrix<Double>
  let yy: Matrix<Double>

  /// Of Σ wᵢρᵢ: dρ = uᵀ·dCxy·v − ρ/2·(uᵀ·dCxx·u + vᵀ·dCyy·v) in white coordinates.
  init(
    _ canonical: CanonicalCorrelation, _ x: PreparedRepresentation, _ y: PreparedRepresentation,
    weights: [Double]
  ) {
    guard let (u, vt) = canonical.vectors else {
      preconditionFailure("an influence needs the canonical vectors")
    }
    let damped = zip(weights, canonical.coefficients).map { -$0 * $1 / 2 }
    let a = x.unwhitened(u.paddedRows(to: x.rank))
    let b = y.unwhitened(vt.transposed.paddedRows(to: y.rank))
    xy = a.scalingColumns(by: weights).multiplied(by: b, transposeOther: true)
    xx = a.scalingColumns(by: damped).multiplied(by: a, transposeOther: true)
    yy = b.scalingColumns(by: damped).multiplied(by: b, transposeOther: true)
  }

  /// Of ‖Cxy‖² / (‖Cxx‖ ‖Cyy‖).
  init(cka alignment: Alignment, _ x: PreparedRepresentation, _ y: PreparedRepresentation) {
    let score = alignment.cka
    let square = alignment.covariance.inner(alignment.covariance)
    xy = x.toFrame(y.toFrame(alignment.covariance.transposed).transposed)
      .scaled(by: square > 0 ? 2 * score / square : 0)
    xx = x.framedCovariance.scaled(by: -score / (x.variance.frobeniusNorm * x.variance.frobeniusNorm))
    yy = y.framedCovariance.scaled(by: -score / (y.variance.frobeniusNorm * y.variance.frobeniusNorm))
  }

  /// Of ‖Cxy‖∗ / √(tr Cxx · tr Cyy).
  init(procrustes alignment: Alignment, _ x: PreparedRepresentation, _ y: PreparedRepresentation) {
    guard let rotation = alignment.rotation else {
      preconditionFailure("an influence needs the singular vectors")
    }
    let score = alignment.procrustes
    xy = x.toFrame(y.toFrame(rotation.transposed).transposed)
      .scaled(by: alignment.nuclearNorm > 0 ? score / alignment.nuclearNorm : 0)
    xx = x.framedIdentity.scaled(by: -score / (2 * x.variance.trace))
    yy = y.framedIdentity.scaled(by: -score / (2 * y.variance.trace))
  }
}

extension PreparedRepresentation {
  /// A matrix with one row a unit, as the derivative with respect to the frame: loading · matrix in white frames.
  fileprivate func toFrame(_ matrix: Matrix<Double>) -> Matrix<Double> {
    frame == nil ? matrix : loading.multiplied(by: matrix)
  }

  /// The covariance seen twice through the frame: L·C·Lᵀ, with C the covariance of the units.
  fileprivate var framedCovariance: Matrix<Double> {
    guard frame != nil else { return moments.covariance }
    let covariance = loading.multiplied(by: loading, transposeOther: true)
    return covariance.multiplied(by: covariance, transposeOther: true)
  }

  /// The identity of the units seen through the frame: L·Lᵀ.
  fileprivate var framedIdentity: Matrix<Double> {
    guard frame != nil else {
      var identity = Matrix<Double>(rows: unitCount, columns: unitCount)
      for i in 0..<unitCount { identity[i, i] = 1 }
      return identity
    }
    return loading.multiplied(by: loading, transposeOther: true)
  }
}

extension Matrix where Scalar == Double {
  /// The matrix with rows of zeros added up to `count`.
  fileprivate func paddedRows(to count: Int) -> Matrix {
    Matrix(
      rows: count, columns: columns,
      elements: elements + [Double](repeating: 0, count: (count - rows) * columns))
  }
}
