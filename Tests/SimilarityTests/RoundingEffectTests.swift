import Similarity
import Tensors
import Testing

struct RoundingEffectTests {
  private let exact = Matrix<Float>(
    rows: 400, columns: 8, elements: RandomKey(seed: 6).normals(3200).map { Float($0) })

  @Test func exactStatesLoseNothingAndCoarserOnesMore() throws {
    let same = try RoundingEffect.measure(exact: exact, stored: exact)
    #expect(Set(same.keys) == ["cca", "svcca", "pwcca", "cka", "cca_coefficient"])
    #expect(same.values.allSatisfy { abs($0) < 1e-9 })
    var losses: [Double] = []
    for levels in [Float(1024), 64, 4] {
      let rounded = Matrix<Float>(
        rows: 400, columns: 8, elements: exact.elements.map { ($0 * levels).rounded() / levels })
      losses.append(try #require(RoundingEffect.measure(exact: exact, stored: rounded)["cca"]))
    }
    #expect(losses[0] > 0 && losses[0] < 1e-5)
    #expect(losses[1] > losses[0] && losses[2] > losses[1])
  }

  @Test func nothingIsSaidOfTooFewRowsOrDeadSites() throws {
    #expect(try RoundingEffect.measure(exact: exact.rows(0..<16), stored: exact.rows(0..<16)).isEmpty)
    let dead = Matrix<Float>(rows: 400, columns: 8)
    #expect(try RoundingEffect.measure(exact: dead, stored: dead).isEmpty)
  }
}
