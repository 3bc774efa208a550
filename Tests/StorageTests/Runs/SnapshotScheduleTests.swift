import Storage
import Testing

struct SnapshotScheduleTests {
  private func steps(_ text: String, epoch: Int = 10, last: Int = 40) throws -> [Int] {
    try SnapshotSchedule(parsing: text).steps(epochs: .each(epoch), lastStep: last)
  }

  @Test func formsGiveTheirSteps() throws {
    #expect(try steps("pow2:8") == [0, 1, 2, 4, 8, 40])
    #expect(try steps("pow2:8,every:15") == [0, 1, 2, 4, 8, 15, 30, 40])
    #expect(try steps("pow2:20,every:6") == [0, 1, 2, 4, 8, 16, 24, 30, 36, 40])
    #expect(try steps("every:12") == [0, 12, 24, 36, 40])
    #expect(try steps("list:7,0,3,99") == [0, 3, 7, 40])
    #expect(try steps("epoch:2") == [0, 5, 10, 15, 20, 25, 30, 35, 40])
    #expect(try steps("epoch:3", last: 20) == [0, 4, 7, 10, 14, 17, 20])
    #expect(try steps("epoch:99", epoch: 3, last: 5) == [0, 1, 2, 3, 4, 5])
    #expect(try steps("every:5", last: 0) == [0])
  }

  @Test(arguments: [1, 3, 4, 7], [7, 10, 1327])
  func anEpochHasExactlyItsTimes(times: Int, epoch: Int) {
    let steps = SnapshotSchedule.timesPerEpoch(times).steps(epochs: .each(epoch), lastStep: 3 * epoch)
    #expect(steps.count == 3 * times + 1)
    #expect(Set(steps).isSuperset(of: [0, epoch, 2 * epoch, 3 * epoch]))
  }

  @Test(arguments: ["pow2:512", "pow2:512,every:1000", "every:500", "list:0,10,100", "epoch:4"])
  func textAndJSONComeBack(text: String) throws {
    let schedule = try SnapshotSchedule(parsing: text)
    #expect(schedule.description == text)
    let json = try StrictJSON.encode([schedule])
    #expect(try StrictJSON.decode([SnapshotSchedule].self, from: json, source: "test") == [schedule])
  }

  @Test func blanksDoNotMatter() throws {
    #expect(
      try SnapshotSchedule(parsing: " pow2: 8 , every:4 ") == .powersOfTwo(upTo: 8, thenEvery: 4))
  }

  @Test func whatIsWrongIsNamed() {
    typealias Fault = SnapshotSchedule.TextError
    func fault(_ text: String) -> Fault? {
      #expect(throws: Fault.self) { try SnapshotSchedule(parsing: text) }
    }
    #expect(fault("") == .unknownForm(text: "", form: ""))
    #expect(fault("evry:3") == .unknownForm(text: "evry:3", form: "evry"))
    #expect(fault("every:0") == .badNumber(text: "every:0", key: "every", found: "0", least: 1))
    #expect(fault("every:-5") == .badNumber(text: "every:-5", key: "every", found: "-5", least: 1))
    #expect(fault("every") == .badNumber(text: "every", key: "every", found: "", least: 1))
    #expect(fault("every:+5") == .badNumber(text: "every:+5", key: "every", found: "+5", least: 1))
    #expect(fault("list:1,x") == .badNumber(text: "list:1,x", key: "list", found: "x", least: 0))
    #expect(fault("list:") == .badNumber(text: "list:", key: "list", found: "", least: 0))
    #expect(fault("every:5,pow2:3") == .trailing(text: "every:5,pow2:3", found: "pow2:3"))
    #expect(fault("pow2:4,every:2,x") == .trailing(text: "pow2:4,every:2,x", found: "x"))
    #expect(
      fault("every:x")?.description
        == "snapshot schedule 'every:x': 'x' after 'every:' must be a whole number from 1 on")
  }

  @Test func aBadTextInAConfigurationNamesKeyAndReason() {
    let json = Array(#"{"snapshots": "every:x"}"#.utf8)
    #expect {
      try StrictJSON.decode([String: SnapshotSchedule].self, from: json, source: "run.json5")
    } throws: { error in
      "\(error)".contains("run.json5") && "\(error)".contains("snapshots") && "\(error)".contains("every:x")
    }
  }
}
