import Similarity
import Tensors
import Testing

/// What each measure claims: range, self-similarity, symmetry, and which changes of basis leave it as it is.
struct LawTests {
  private static let seeds: [UInt64] = [1, 2, 3]
  private static let rows = 500

  private func pair(_ seed: UInt64, unitsX: Int = 9, unitsY: Int = 9) -> (Matrix<Double>, Matrix<Double>) {
    let key = RandomKey(seed: seed)
    let shared = normal(key.child("shared"), Self.rows, 5)
    var x = shared.multiplied(by: normal(key.child("a"), 5, unitsX))
    var y = shared.multiplied(by: normal(key.child("b"), 5, unitsY))
    // Noise from strong to weak, so that SVCCA has something to cut.
    x.add(
      normal(key.child("nx"), Self.rows, unitsX).scalingColumns(by: (0..<unitsX).map { 1 / Double(1 << $0) }))
    y.add(
      normal(key.child("ny"), Self.rows, unitsY).scalingColumns(by: (0..<unitsY).map { 1 / Double(1 << $0) }))
    return (x, y)
  }

  @Test(arguments: seeds)
  func selfSimilarityIsOne(seed: UInt64) throws {
    let (x, _) = pair(seed)
    for rule in SVCCARule.allCases {
      let own = try scores(x, x, rule: rule)
      for measure in Measure.allCases { #expect(abs((own.score(measure) ?? 0) - 1) < 1e-8, "\(measure)") }
    }
  }

  @Test func selfSimilarityIsOneWhateverTheConditionAndRank() throws {
    let key = RandomKey(seed: 8)
    let base = normal(key, Self.rows, 10)
    for decay in [1e-2, 1e-4, 1e-7, 0] {
      let scaled = base.scalingColumns(by: (0..<10).map { $0 < 5 ? 1 : decay })
      let x = scaled.multiplied(by: normal(key.child("mix"), 10, 10))
      let own = try scores(x, x)
      for measure in Measure.allCases { #expect(abs((own.score(measure) ?? 0) - 1) < 1e-8, "\(measure)") }
    }
  }

  @Test(arguments: seeds)
  func symmetricInTheArguments(seed: UInt64) throws {
    let (x, y) = pair(seed, unitsX: 9, unitsY: 6)
    let forth = try scores(x, y)
    let back = try scores(y, x)
    for measure in Measure.allCases where forth.score(measure) != nil {
      #expect(abs((forth.score(measure) ?? 0) - (back.score(measure) ?? 1)) < 1e-12, "\(measure)")
    }
    #expect(abs(forth.pwccaXY - back.pwccaYX) < 1e-12)
    #expect(abs(forth.pwccaXY - forth.pwccaYX) > 1e-6)
  }

  @Test(arguments: seeds)
  func everyScoreLiesInTheUnitInterval(seed: UInt64) throws {
    let (x, y) = pair(seed)
    let noise = normal(RandomKey(seed: seed).child("other"), Self.rows, 9)
    for other in [y, noise, x.scaled(by: -1)] {
      let all = try scores(x, other)
      for measure in Measure.allCases {
        let score = try #require(all.score(measure))
        #expect(score >= 0 && score <= 1, "\(measure)")
      }
      #expect(all.coefficients.allSatisfy { $0 >= 0 && $0 <= 1 })
      #expect(all.coefficients == all.coefficients.sorted(by: >))
    }
  }

  /// The claimed invariances hold on either side, and the others fail by far more than rounding.
  @Test(arguments: seeds, Measure.Transformation.allCases)
  func invariancesHoldAndOthersFail(seed: UInt64, transformation: Measure.Transformation) throws {
    let (x, y) = pair(seed)
    let changed = try transformed(x, by: transformation, key: RandomKey(seed: seed).child("map"))
    let before = try scores(x, y)
    let after = try scores(changed, y)
    let swapped = try scores(y, changed)
    for measure in Measure.allCases {
      let old = try #require(before.score(measure))
      let change = max(
        abs(try #require(after.score(measure)) - old), abs(try #require(swapped.score(measure)) - old))
      if measure.invariances.contains(transformation) {
        #expect(change < 1e-9, "\(measure) changed under \(transformation)")
      } else {
        #expect(change > 1e-6, "\(measure) did not change under \(transformation)")
      }
    }
    // The weights of the other side, and the coefficients, never see a change of basis.
    #expect(abs(after.pwccaYX - before.pwccaYX) < 1e-9)
  }

  private func transformed(
    _ x: Matrix<Double>, by transformation: Measure.Transformation, key: RandomKey
  ) throws -> Matrix<Double> {
    let units = x.columns
    switch transformation {
    case .translation:
      let shift = normal(key, 1, units)
      return x.adding(row: shift.elements.map { 3 * $0 })
    case .isotropicScaling: return x.scaled(by: 7.3)
    case .rotation: return x.multiplied(by: try QRDecomposition(normal(key, units, units)).q)
    case .invertible:
      var map = normal(key, units, units)
      for i in 0..<units { map[i, i] += 3 * Double(i + 1) }
      return x.multiplied(by: map)
    }
  }

  @Test func projectionWeightsFavourTheDirectionsThatCarryTheUnits() throws {
    // Two directions are shared and strong, eight are noise and weak: PWCCA must exceed the mean by far.
    let key = RandomKey(seed: 4)
    let signal = normal(key, Self.rows, 2)
    func network(_ purpose: String) throws -> Matrix<Double> {
      var states = signal.multiplied(by: normal(key.child(purpose), 2, 10))
      states.add(normal(key.child(purpose).child("noise"), Self.rows, 10), scale: 0.1)
      return states
    }
    let both = try scores(network("a"), network("b"))
    #expect(both.pwcca > both.cca + 0.3)
    #expect(both.pwcca < both.coefficients[0])
  }
}

extension Matrix where Scalar == Double {
  /// The matrix with one vector added to every row.
  fileprivate func adding(row: [Double]) -> Matrix {
    var result = self
    for i in 0..<rows {
      for j in 0..<columns { result[i, j] += row[j] }
    }
    return result
  }
}
