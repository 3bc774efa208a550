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

  /// A unit that barely varies about a value: rounding makes it constant, and one direction of eight is lost.
  @Test func aUnitThatRoundingMakesConstantIsLostAltogether() throws {
    let nearlyConstant = Matrix<Float>(
      rows: 400, columns: 8,
      elements: exact.elements.enumerated().map { $0.offset % 8 == 5 ? 1 + $0.element * 1e-4 : $0.element })
    let stored = Matrix<Float>(
      rows: 400, columns: 8, elements: nearlyConstant.elements.map { ($0 * 64).rounded() / 64 })
    #expect((0..<400).allSatisfy { stored[$0, 5] == 1 })
    let effect = try RoundingEffect.measure(exact: nearlyConstant, stored: stored)
    #expect(effect["cca_coefficient"] == 1)
    let cca = try #require(effect["cca"])
    #expect(abs(cca - 1.0 / 8) < 1e-3)
    // The lost direction has next to no variance, which PWCCA and CKA count by.
    for measure in ["pwcca", "cka", "svcca"] {
      #expect(try #require(effect[measure]) < (measure == "pwcca" ? 1.0 / 8 + 1e-3 : 1e-3), "\(measure)")
    }
    let whole = try RoundingEffect.measure(exact: nearlyConstant, stored: nearlyConstant)
    #expect(try #require(whole["cca_coefficient"]) < 1e-6)
  }
}
