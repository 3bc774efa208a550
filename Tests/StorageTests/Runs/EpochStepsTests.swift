import Testing

@testable import Storage

struct EpochStepsTests {
  @Test(arguments: [EpochSteps.each(4), .ends([4, 8, 12])]) func equalEpochs(epochs: EpochSteps) {
    #expect((0...5).map { epochs.end(ofEpoch: $0) } == [0, 4, 8, 12, 16, 20])
    #expect((0...9).map { epochs.epoch(ofUpdate: $0) } == [1, 1, 1, 1, 1, 2, 2, 2, 2, 3])
    #expect((0...13).filter(epochs.isEnd) == [4, 8, 12])
    #expect(epochs.average == 4 && epochs.count(ofEpoch: 3) == 4)
    // Beyond those that were drawn, as the last.
    #expect(epochs.epoch(ofUpdate: 17) == 5 && epochs.isEnd(20) && !epochs.isEnd(19))
  }

  @Test func drawnEpochs() {
    let epochs = EpochSteps.ends([3, 10, 12])
    #expect((0...4).map { epochs.end(ofEpoch: $0) } == [0, 3, 10, 12, 14])
    for step in 1...12 {
      let epoch = step <= 3 ? 1 : step <= 10 ? 2 : 3
      #expect(epochs.epoch(ofUpdate: step) == epoch)
      #expect(epochs.isEnd(step) == [3, 10, 12].contains(step))
    }
    #expect(epochs.average == 4 && epochs.count(ofEpoch: 2) == 7)
    #expect(
      SnapshotSchedule.timesPerEpoch(1).steps(epochs: epochs, lastStep: 12) == [0, 3, 10, 12])
    #expect(
      SnapshotSchedule.timesPerEpoch(2).steps(epochs: epochs, lastStep: 12) == [0, 2, 3, 7, 10, 11, 12])
  }
}
