import Storage
import TestSupport
import Testing

@testable import Figures

@Suite struct PlotlyScriptTests {
  @Test func itIsLookedForBesideTheProgramUpToTheBuildFolder() {
    #expect(
      PlotlyScript.places(executable: "a/.build/x86/release/strata") == [
        "a/.build/x86/plotly/plotly.min.js", "a/.build/plotly/plotly.min.js", ".build/plotly/plotly.min.js",
      ])
    #expect(
      PlotlyScript.places(executable: "tools/bin/strata") == [
        "tools/plotly/plotly.min.js", ".build/plotly/plotly.min.js",
      ])
    #expect(PlotlyScript.places(executable: "strata") == [".build/plotly/plotly.min.js"])
  }

  @Test func aMissingScriptSaysWhatToRun() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/none.js"
      let error = FigureError.plotlyNotFound(lookedIn: [path])
      #expect(throws: error) {
        try PlotlyScript.find(
          executable: "strata", environment: ["STRATA_PLOTLY": path], in: LocalFileSystem())
      }
      #expect(error.description.contains("Scripts/bootstrap"))
      #expect(error.description.contains(path))
    }
  }

  @Test func aScriptBesideTheProgramIsFound() throws {
    try TemporaryDirectory.with { folder in
      let files = LocalFileSystem()
      try files.makeFolders("\(folder)/plotly")
      try files.create("\(folder)/plotly/plotly.min.js", Array("/**\n* plotly.js v3.3.0\r\n*/".utf8))
      let script = try PlotlyScript.find(executable: "\(folder)/bin/strata", environment: [:], in: files)
      #expect(script.version == "3.3.0")
      #expect(script.source == Array("/**\n* plotly.js v3.3.0\n*/".utf8))
    }
  }

  @Test func anotherFileIsRefused() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/plotly.min.js"
      try LocalFileSystem().create(path, Array("<html>".utf8))
      #expect(throws: FigureError.notPlotly(path: path)) {
        try PlotlyScript(reading: path, in: LocalFileSystem())
      }
    }
  }

  @Test func nothingInItEndsTheElement() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/plotly.min.js"
      try LocalFileSystem().create(path, Array("// plotly.js v1\nx='</ScRipt><!--<b>'".utf8))
      let script = try PlotlyScript(reading: path, in: LocalFileSystem())
      #expect(String(decoding: script.source, as: UTF8.self) == "// plotly.js v1\nx='<\\/ScRipt><\\!--<b>'")
    }
  }
}
