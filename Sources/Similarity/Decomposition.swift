import Tensors

/// The singular values, directions and whitening of centred rows, by either route.
struct Decomposition {
  let route: PreparedRepresentation.Route
  let singularValues: [Double]
  let rank: Int
  let basis: WhiteBasis
  let blockScatters: [Matrix<Double>]

  /// Decomposes a covariance C = W·diag(λ)·Wᵀ; nil where its condition is too large for that.
  ///
  /// - Parameters:
  ///   - moments: of all rows.
  ///   - scatters: of each block, about the common mean.
  ///   - name: for messages.
  init?(covarianceOf moments: Moments, scatters: [Matrix<Double>], name: String) throws {
    let units = moments.units
    // A unit that never changes has a scatter of exactly 0 and adds an eigenvalue 0.
    let varying = (0..<units).count { moments.scatter[$0, $0] > 0 }
    guard varying > 0 else { throw SimilarityError.noVariance(sources: [name]) }
    let eigen = try Self.naming(name) { () throws(TensorsError) in
      try SymmetricEigendecomposition(moments.covariance)
    }
    let limit = PreparedRepresentation.greatestCovarianceCondition
    let smallest = eigen.values[varying - 1]
    guard smallest > 0, eigen.values[0] < limit * limit * smallest, varying < moments.count else {
      return nil
    }
    let roots = eigen.values.prefix(varying).map { $0.squareRoot() }
    let directions = eigen.vectors.rows(0..<varying)
    route = .covariance
    rank = varying
    singularValues = roots.map { $0 * Double(moments.count - 1).squareRoot() }
    basis = .units(directions: directions, roots: Array(roots))
    blockScatters = scatters
  }

  /// Decomposes the rows themselves: R of a QR decomposition updated chunk by chunk, then its singular values.
  ///
  /// The whitened rows are read once more: what rounding left of their covariance, E·diag(g)·Eᵀ near the identity,
  /// is divided out, so that they are orthonormal to the last digits.
  init(rowsOf source: any RowSource, moments: Moments, blocks: RowBlocks?) throws {
    let units = moments.units
    let n = Double(moments.count)
    let chunkLength = PreparedRepresentation.chunkLength(units: units)
    var r = Matrix<Double>(rows: units, columns: units)
    for chunk in RowBlocks.chunks(of: 0..<moments.count, length: chunkLength) {
      let rows = moments.centred(try source.rows(chunk))
      let stacked = Matrix(rows: units + rows.rows, columns: units, elements: r.elements + rows.elements)
      r = try Self.naming(source.name) { () throws(TensorsError) in try QRDecomposition(stacked) }.r
    }
    let svd = try Self.naming(source.name) { () throws(TensorsError) in try SingularValueDecomposition(r) }
    let threshold = max(n, Double(units)) * Double.ulpOfOne * svd.values[0]
    let kept = svd.values.prefix(min(units, moments.count - 1)).count { $0 >= threshold }
    let roots = svd.values.prefix(kept).map { $0 / (n - 1).squareRoot() }
    let directions = svd.vt.rows(0..<kept)
    let first = directions.scalingRows(by: roots.map { 1 / $0 }).transposed

    var scatters: [Matrix<Double>] = []
    var total = Matrix<Double>(rows: kept, columns: kept)
    for range in blocks?.ranges ?? [0..<moments.count] {
      var scatter = Matrix<Double>(rows: kept, columns: kept)
      for chunk in RowBlocks.chunks(of: range, length: chunkLength) {
        let white = moments.centred(try source.rows(chunk)).multiplied(by: first)
        scatter.add(productOf: white, white, transposeA: true)
      }
      total.add(scatter)
      if blocks != nil { scatters.append(scatter) }
    }
    let rest = try Self.naming(source.name) { () throws(TensorsError) in
      try SymmetricEigendecomposition(total.scaled(by: 1 / (n - 1)))
    }
    let gains = rest.values.map { max($0, Double.ulpOfOne).squareRoot() }
    let correction = rest.vectors.multiplied(
      by: rest.vectors.scalingRows(by: gains.map { 1 / $0 }), transposeSelf: true)
    let inverse = rest.vectors.multiplied(by: rest.vectors.scalingRows(by: gains), transposeSelf: true)
    route = .qr
    rank = kept
    singularValues = svd.values
    basis = .rows(
      frame: first.multiplied(by: correction),
      loading: inverse.multiplied(by: directions.scalingRows(by: roots)))
    blockScatters = scatters.map { correction.multiplied(by: $0).multiplied(by: correction) }
  }

  /// Runs a decomposition and gives its failure the name of the representation.
  static func naming<T>(_ name: String, _ body: () throws(TensorsError) -> T) throws(SimilarityError) -> T {
    do {
      return try body()
    } catch {
      throw .decomposition(source: name, reason: error.description)
    }
  }
}
