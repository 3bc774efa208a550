import Tensors
import TestSupport
import Testing

@testable import Networks

struct ClassTotalsTests {
  private let logits = RandomKey(seed: 8).uniforms(400 * 8, from: -4, to: 4)
  private let labels = (0..<400).map { Int32($0 * 7 % 8) }

  private func scores(_ range: Range<Int>) -> ClassScores {
    ClassScores(
      logits: Array(logits[range.lowerBound * 8..<range.upperBound * 8]), labels: Array(labels[range]),
      classes: 8)
  }

  @Test func sumsSayWhatTheLossesOfAllImagesSay() {
    var totals = ClassTotals()
    for first in stride(from: 0, to: 400, by: 40) { totals.add(scores(first..<first + 40)) }
    let whole = scores(0..<400)
    #expect(totals.count == 400 && isClose(totals.meanLoss, whole.meanLoss, tolerance: 1e-14))
    for top in 1...5 { #expect(totals.accuracy(top: top) == whole.accuracy(top: top), "\(top)") }
    #expect(totals.accuracy() == whole.accuracy() && totals.accuracy(top: 5) < 1)
    #expect(ClassTotals().meanLoss == 0 && ClassTotals().accuracy() == 0)
  }

  @Test func theOrderOfImagesDoesNotMatter() {
    var (forwards, backwards) = (ClassTotals(), ClassTotals())
    for image in 0..<400 {
      forwards.add(scores(image..<image + 1))
      backwards.add(scores(399 - image..<400 - image))
    }
    #expect(forwards.meanLoss == backwards.meanLoss)
  }

  @Test func aLossThatIsNoNumberShows() {
    var totals = ClassTotals()
    totals.add(ClassScores(logits: [0, 1, .nan, 0], labels: [0, 0], classes: 2))
    #expect(totals.meanLoss.isNaN && totals.accuracy() == 0)
    var infinite = ClassTotals()
    infinite.add(ClassScores(logits: [-.infinity, 1], labels: [0], classes: 2))
    infinite.add(ClassScores(logits: [1, 0], labels: [0], classes: 2))
    #expect(infinite.meanLoss == .infinity && infinite.accuracy() == 0.5)
  }
}
