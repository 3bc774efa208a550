import SingleDirections
import Tensors
import Testing

struct NullLabelsTests {
  private let key = RandomKey(seed: 17)

  @Test func shufflesKeepTheSizesOfClassesAndDependOnTheKeyAlone() {
    let labels = (0..<60).map { $0 % 3 }
    let null = NullLabels.shuffled(samples: 60, key: key)
    #expect(null.kind == .shuffled && null.count == 20)
    let moved = null.moved(labels)
    #expect(moved.allSatisfy { $0.sorted() == labels.sorted() } && Set(moved).count == 20)
    #expect(NullLabels.shuffled(samples: 60, key: key) == null)
    #expect(NullLabels.shuffled(samples: 60, key: RandomKey(seed: 18)) != null)
  }

  /// Each sample takes the label of the one that stands a lag further in the text, whatever the order of samples.
  @Test func shiftsFollowTheTextAndNotTheOrderOfSamples() {
    let samples = 1000
    let places = key.permutation(samples).map { 5 + 3 * $0 }
    let null = NullLabels.shifted(places: places, count: 4)
    #expect(null.kind == .shifted && null.count == 4)
    for (draw, moved) in null.moved(places).enumerated() {
      let lag = 200 * (draw + 1)
      #expect(moved == places.map { 5 + 3 * ((($0 - 5) / 3 + lag) % samples) })
    }
  }

  @Test(arguments: [(5000, 20), (2100, 20), (2099, 19), (250, 1), (199, 0), (1, 0)])
  func lagsAreNoShorterThanTheLeast(samples: Int, count: Int) {
    let null = NullLabels.shifted(places: Array(0..<samples))
    #expect(null.count == count)
    let lags = null.moved(Array(0..<samples)).map { $0[0] }
    #expect(
      zip([0] + lags, lags + [samples]).allSatisfy { $1 - $0 >= NullLabels.usualLeastLag || count == 0 })
  }

  @Test func noDrawsHaveNoSummary() {
    #expect(NullSummary([], of: .shifted) == nil)
    let summary = NullSummary([3, 1, 2, 4, 5], of: .shuffled)
    #expect(summary?.draws == 5 && summary?.mean == 3 && summary?.percentile95 == 4.8)
  }
}
