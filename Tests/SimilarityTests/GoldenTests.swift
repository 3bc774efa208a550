import Similarity
import Tensors
import TestSupport
import Testing

/// The measures against a direct evaluation by another route (Scripts/reference/similarity.py).
struct GoldenTests {
  /// 1e-8 up to condition 10⁴, 1e-6 beyond.
  static func tolerance(_ expected: Goldens.Expected) -> Double {
    (expected.condition.max() ?? 0) < 1e4 ? 1e-8 : 1e-6
  }

  @Test(arguments: Goldens.all)
  func measuresAgreeWithADirectEvaluation(golden: Goldens.Case) throws {
    let expected = golden.expected
    let tolerance = Self.tolerance(expected)
    let x = try PreparedRepresentation(golden.xRows)
    let y = try PreparedRepresentation(golden.yRows)
    #expect([x.rank, y.rank] == expected.rank)
    #expect(isClose(x.condition, expected.condition[0], tolerance: 1e-4))
    #expect(isClose(y.condition, expected.condition[1], tolerance: 1e-4))
    for rule in SVCCARule.allCases {
      let scores = try PairScores(x, y, rule: rule, baselines: true)
      #expect(scores.coefficients.count == expected.coefficients.count)
      var worst = zip(scores.coefficients, expected.coefficients).map { abs($0 - $1) }.max() ?? 1
      worst = max(worst, abs(scores.cca - expected.cca))
      worst = max(worst, abs(scores.svcca - (expected.svcca[rule.rawValue] ?? 2)))
      worst = max(worst, abs(scores.pwccaXY - expected.pwccaXY), abs(scores.pwccaYX - expected.pwccaYX))
      worst = max(worst, abs(scores.cka - expected.cka), abs(scores.procrustes - expected.procrustes))
      #expect(scores.svccaKept == expected.svccaKept[rule.rawValue])
      if let cosine = expected.cosine, let euclidean = expected.euclidean {
        worst = max(worst, abs((scores.score(.cosine) ?? 2) - cosine))
        worst = max(worst, abs((scores.score(.euclidean) ?? 2) - euclidean))
      }
      print("\(golden.name), \(rule): off by \(worst) [\(x.route), \(y.route)]")
      #expect(worst < tolerance)
    }
  }

  @Test(arguments: Goldens.all.filter { $0.expected.google != nil })
  func coefficientsAndConventionEqualThoseOfGoogleSVCCA(golden: Goldens.Case) throws {
    guard let google = golden.expected.google else { return }
    let x = try PreparedRepresentation(golden.xRows)
    let y = try PreparedRepresentation(golden.yRows)
    let scores = try PairScores(x, y)
    #expect(zip(scores.coefficients, google.coefficients).allSatisfy { abs($0 - $1) < 1e-6 })
    let convention = try CCAConvention(named: "google-svcca").scores(x, y)
    #expect(abs(convention.cca - google.mean) < 1e-6)
    #expect((convention.pwcca == nil) == (google.pwcca == nil))
    if let ours = convention.pwcca, let theirs = google.pwcca { #expect(abs(ours - theirs) < 1e-6) }
  }

  @Test(arguments: Goldens.all.filter { $0.expected.anatome != nil })
  func conventionEqualsTheFormulasOfAnatome(golden: Goldens.Case) throws {
    guard let anatome = golden.expected.anatome else { return }
    let convention = try CCAConvention(named: "anatome").scores(
      PreparedRepresentation(golden.xRows), PreparedRepresentation(golden.yRows))
    #expect(abs(convention.cca - anatome.cca) < 1e-8)
    #expect((convention.svcca == nil) == (anatome.svcca == nil))
    #expect(abs((convention.svcca ?? 0) - (anatome.svcca ?? 0)) < 1e-8)
    #expect(abs((convention.pwcca ?? 2) - anatome.pwcca) < 1e-8)
  }
}
