import Figures
import Foundation
import Storage
import Testing

@Suite struct PageLookTests {
  /// Writes the sample page where `STRATA_SAMPLE_REPORT` says, for a person to look at.
  @Test func samplePage() throws {
    let environment = ProcessInfo.processInfo.environment
    guard let path = environment["STRATA_SAMPLE_REPORT"] else { return }
    let files = LocalFileSystem()
    let script = try PlotlyScript.find(executable: "strata", environment: environment, in: files)
    try SampleReport.page.write(to: path, plotly: script, in: files)
  }
}
