import Analysis
import Foundation
import Storage
import Tensors
import TestSupport
import Testing

/// How maps become observations.
struct ConvolutionViewTests {
  private let run = MadeImages.run(images: 9, steps: [0, 4])

  @Test(arguments: [
    ("spatial-means", ConvolutionView.spatialMeans), ("positions:7", .positions(side: 7)),
  ]) func hasATextForm(text: String, view: ConvolutionView) throws {
    #expect(ConvolutionView(parsing: text) == view && view.description == text)
    let data = try JSONEncoder().encode([view])
    #expect(String(decoding: data, as: UTF8.self) == "[\"\(text)\"]")
    #expect(try JSONDecoder().decode([ConvolutionView].self, from: data) == [view])
    #expect(ConvolutionView(parsing: "positions") == .positions(side: 4))
    for wrong in ["", "means", "positions:", "positions:0", "positions:-2", "positions:4x"] {
      #expect(ConvolutionView(parsing: wrong) == nil)
    }
  }

  @Test func meansAreThoseOfEachMap() throws {
    let viewed = ViewedSnapshots(run, as: .spatialMeans)
    #expect(viewed.recordedProbes[0].sites.map(\.name) == run.recordedProbes[0].sites.map(\.name))
    #expect(viewed.recordedProbes[0].sites.allSatisfy { $0.rows == nil && $0.columns == nil })
    #expect(viewed.recordedProbes[0].windows == 9 && viewed.recordedProbes[0].positions == 1)
    for site in ["conv_l0", "pool_l0", "dense_l0"] {
      let whole = try run.activations(probe: "images", site: site, snapshot: 1)
      let read = try viewed.activations(probe: "images", site: site, snapshot: 1)
      let expected = MadeImages.means(whole)
      #expect(read.shape == [9, 1, expected.columns])
      #expect(read.elements == expected.elements.map(Float.init))
      let part = try viewed.activations(probe: "images", site: site, snapshot: 1, windows: 2..<5)
      #expect(part.shape == [3, 1, expected.columns])
      #expect(part.elements == Array(read.elements[2 * expected.columns..<5 * expected.columns]))
    }
  }

  @Test func positionsAreThoseOfAGrid() throws {
    let viewed = ViewedSnapshots(run, as: .positions(side: 2))
    let probe = viewed.recordedProbes[0]
    #expect(probe.sites.map(\.name) == ["conv_l0", "conv_l1", "pool_l0"] && probe.positions == 4)
    let whole = try run.activations(probe: "images", site: "conv_l0", snapshot: 0)
    let read = try viewed.activations(probe: "images", site: "conv_l0", snapshot: 0, windows: 3..<9)
    #expect(read.shape == [6, 4, 5])
    // Rows 1 and 4 of 6, columns 2 and 6 of 8.
    for (index, place) in [1 * 8 + 2, 1 * 8 + 6, 4 * 8 + 2, 4 * 8 + 6].enumerated() {
      for image in 0..<6 {
        let expected = whole.elements[((image + 3) * 48 + place) * 5..<((image + 3) * 48 + place + 1) * 5]
        #expect(read.elements[(image * 4 + index) * 5..<(image * 4 + index + 1) * 5].elementsEqual(expected))
      }
    }
    #expect(
      ViewedSnapshots(run, as: .positions(side: 3)).recordedProbes[0].sites.map(\.name) == [
        "conv_l0", "conv_l1",
      ])
  }

  @Test func textsPassUnchanged() throws {
    let text = MadeSnapshots.training(halfway: ["h_l0": 4], steps: [0, 128])
    for view in [ConvolutionView.spatialMeans, .positions(side: 2)] {
      let viewed = ViewedSnapshots(text, as: view)
      #expect(viewed.recordedProbes == text.recordedProbes)
      #expect(
        try viewed.activations(probe: "convergence", site: "h_l0", snapshot: 1)
          == text.activations(probe: "convergence", site: "h_l0", snapshot: 1))
    }
  }
}
