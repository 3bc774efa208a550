import Testing

@testable import Corpora

@Suite struct TrainingWindowsTests {
  /// A corpus of 30 tokens, cut by hand: 4 lanes of 7, two tokens left over.
  private let tokens = (0..<30).map(Int32.init)

  @Test func thirtyTokensByHand() throws {
    let windows = try TrainingWindows(tokens: tokens, batchSize: 4, windowLength: 4)
    #expect(windows.laneLength == 7)
    #expect(windows.windowsPerEpoch == 2)
    #expect(windows.targetsPerEpoch == 24)
    let first = windows.window(0)
    #expect(first.length == 4)
    #expect(first.inputs == [0, 7, 14, 21, 1, 8, 15, 22, 2, 9, 16, 23, 3, 10, 17, 24])
    #expect(first.targets == [1, 8, 15, 22, 2, 9, 16, 23, 3, 10, 17, 24, 4, 11, 18, 25])
    let second = windows.window(1)
    #expect(second.length == 2)
    #expect(second.inputs == [4, 11, 18, 25, 5, 12, 19, 26])
    #expect(second.targets == [5, 12, 19, 26, 6, 13, 20, 27])
  }

  @Test func aWindowThatDividesTheTargetsIsNotFollowedByAnEmptyOne() throws {
    let windows = try TrainingWindows(tokens: tokens, batchSize: 4, windowLength: 3)
    #expect(windows.windowsPerEpoch == 2)
    #expect(windows.window(1).length == 3)
  }

  @Test(arguments: [(1, 1), (1, 5), (2, 7), (3, 9), (4, 100), (15, 35)])
  func everyTargetIsPredictedOnce(_ batchSize: Int, _ windowLength: Int) throws {
    let windows = try TrainingWindows(tokens: tokens, batchSize: batchSize, windowLength: windowLength)
    var targets: [Int32] = []
    for index in 0..<windows.windowsPerEpoch {
      let window = windows.window(index)
      #expect(window.length > 0)
      #expect(window.inputs.map { $0 + 1 } == window.targets)
      targets += window.targets
    }
    let lane = 30 / batchSize
    let expected = (0..<lane * batchSize).filter { $0 % lane != 0 }.map(Int32.init)
    #expect(targets.sorted() == expected)
    #expect(targets.count == windows.targetsPerEpoch)
  }

  @Test func oneLaneScoresAllButTheFirstToken() throws {
    #expect(try TrainingWindows(tokens: tokens, batchSize: 1, windowLength: 8).targetsPerEpoch == 29)
  }

  @Test func aTextShorterThanTwoTokensALaneIsRefused() {
    #expect(throws: CorporaError.self) { try TrainingWindows(tokens: tokens, batchSize: 16, windowLength: 2) }
  }
}
