import Figures
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct FigureFilesTests {
  static var figures: [Figure] {
    get throws {
      [
        try SampleReport.convergenceFigure, try SampleReport.positionsFigure, try SampleReport.lossFigure,
        try SampleReport.overTrainingFigure, try SampleReport.layersFigure, try SampleUnits.orderingsFigure,
        try SampleUnits.importanceFigure, try SampleUnits.panelsFigure, try SampleUnits.pooledFigure,
      ]
    }
  }

  /// `STRATA_SAMPLE_FIGURES=FOLDER` also keeps the files, for Scripts/interop/figures.py.
  @Test func everyFigureIsRedrawnFromItsCSV() throws {
    try TemporaryDirectory.with { folder in
      if let kept = ProcessInfo.processInfo.environment["STRATA_SAMPLE_FIGURES"] {
        for (i, figure) in try Self.figures.enumerated() {
          try FigureFiles.write(figure, named: "f\(i)", to: kept, in: LocalFileSystem())
        }
      }
      for (i, figure) in try Self.figures.enumerated() {
        let paths = try FigureFiles.write(figure, named: "f\(i)", to: "\(folder)/new", in: LocalFileSystem())
        #expect(paths == [".csv", ".data.json", ".json"].map { "\(folder)/new/f\(i)\($0)" })
        let again = try FigureFiles.read(named: "f\(i)", from: "\(folder)/new", in: LocalFileSystem())
        #expect(again == figure)
      }
    }
  }

  @Test func theDrawingFollowsTheCSVAndNotTheStoredFigure() throws {
    try TemporaryDirectory.with { folder in
      let files = LocalFileSystem()
      try FigureFiles.write(try SampleReport.layersFigure, named: "f", to: folder, in: files)
      let csv = String(decoding: try files.read("\(folder)/f.csv"), as: UTF8.self)
      try files.create("\(folder)/f.csv", Array(csv.replacing("1.0\r\n", with: "0.0\r\n").utf8))
      let again = try FigureFiles.read(named: "f", from: folder, in: files)
      #expect(again != (try SampleReport.layersFigure))
      #expect(again.plotly["data"] != (try SampleReport.layersFigure).plotly["data"])
    }
  }

  @Test func theFilesAreJSONWithTheMembersThatReadersWant() throws {
    try TemporaryDirectory.with { folder in
      let files = LocalFileSystem()
      try FigureFiles.write(try SampleReport.lossFigure, named: "loss", to: folder, in: files)
      func object(_ name: String) throws -> [String: Any] {
        let data = Data(try files.read("\(folder)/\(name)"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      }
      #expect(try object("loss.json").keys.sorted() == ["data", "layout"])
      #expect(try object("loss.data.json").keys.sorted() == ["data", "plot", "schema"])
      let table = try ResultTable(json: try files.read("\(folder)/loss.data.json"), source: "loss.data.json")
      #expect(table == SampleReport.losses)
      #expect(table["loss"]?.unit == "nats")
    }
  }

  @Test func aDamagedDescriptionIsNamed() throws {
    try TemporaryDirectory.with { folder in
      let files = LocalFileSystem()
      try files.create("\(folder)/f.data.json", Array("{}".utf8))
      #expect {
        try FigureFiles.read(named: "f", from: folder, in: files)
      } throws: { error in
        guard case .unreadable(let path, _)? = error as? FigureError else { return false }
        return path == "\(folder)/f.data.json"
      }
    }
  }
}
