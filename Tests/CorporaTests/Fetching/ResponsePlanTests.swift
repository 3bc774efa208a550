import Testing

@testable import Corpora

@Suite struct ResponsePlanTests {
  @Test func wholeFiles() {
    let plan = { ResponsePlan(status: 200, contentRange: nil, length: $0, offset: $1, expected: $2) }
    #expect(plan(10, 0, 10) == .append)
    #expect(plan(nil, 0, 10) == .append)
    #expect(plan(10, 0, nil) == .append)
    #expect(plan(10, 4, 10) == .restart)
    #expect(plan(9, 0, 10) == .refuse("its file has 9 bytes and not 10"))
  }

  @Test func partsOfFiles() {
    let plan = { ResponsePlan(status: 206, contentRange: $0, length: 6, offset: 4, expected: 10) }
    #expect(plan("bytes 4-9/10") == .append)
    #expect(plan("bytes 4-9/*") == .append)
    for wrong in [nil, "bytes 0-9/10", "bytes */10", "4-9/10", "items 4-9/10"] {
      #expect(plan(wrong) == .refuse("it sent another part of the file than was asked for"))
    }
    #expect(plan("bytes 4-9/11") == .refuse("its file has 11 bytes and not 10"))
  }

  @Test func otherAnswers() {
    let plan = { ResponsePlan(status: $0, contentRange: nil, length: nil, offset: $1, expected: 10) }
    #expect(plan(416, 4) == .askForAll)
    #expect(plan(416, 0) == .refuse("HTTP status 416"))
    #expect(plan(404, 0) == .refuse("HTTP status 404"))
  }
}
