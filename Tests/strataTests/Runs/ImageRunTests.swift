import Foundation
import Storage
import Tensors
import TestSupport
import Testing
import Training

/// Commands on the folder of a run on images, made by hand: the log, the recorded activations, some configuration.
@Suite("Runs on images")
struct ImageRunTests {
  private let files = LocalFileSystem()
  private static let sites = [
    SiteDescription(name: "conv_l0", units: 3, rows: 4, columns: 6),
    SiteDescription(name: "conv_l1", units: 4, rows: 4, columns: 4),
    SiteDescription(name: "dense_l0", units: 5),
    SiteDescription(name: "logits", units: 4),
  ]
  private static let images = 240

  /// Makes the folder `name` in `folder`; a seed stands for the images that the probe holds.
  private func make(_ name: String, images seed: UInt64 = 1, in folder: String) throws -> RunDirectory {
    let run = try RunDirectory(creating: folder + "/" + name, in: files)
    let configuration = try ImagePresets.run(named: "convnet-quarter", data: folder + "/absent")
    try files.create(run.configPath, try StrictJSON.encode(configuration))
    let log = try MetricLog(path: run.metricsPath, in: files)
    for (step, split, loss, accuracy) in [
      (10, "train", 2.0, 0.25), (20, "train", 1.0, 0.625), (20, "test", 1.5, 0.5625),
    ] {
      try log.append(
        MetricRecord(
          step: step, epoch: 1, images: 64 * step, wall: Double(step), split: split, loss: loss,
          accuracy: accuracy))
    }
    try record(run.statesPath, key: RandomKey(seed: 3).child(name), images: seed)
    return run
  }

  private func record(_ path: String, key: RandomKey, images seed: UInt64) throws {
    let probe = ProbeDescription(
      sampleIndices: (0..<Self.images).map { Int64($0) + 100 * Int64(seed) },
      labels: (0..<Self.images).map { Int32($0 % 10) }, split: "test", sites: Self.sites,
      identity: String(repeating: "\(seed)", count: 64))
    let writer = try StateStoreWriter(
      creating: path,
      description: StateStoreDescription(probes: [probe], precision: .lossless),
      memoryCeiling: 1 << 24, in: files)
    for step in [0, 10, 20] {
      try writer.begin(probe: "images", step: step)
      for site in Self.sites {
        let count = Self.images * site.positions * site.units
        let end = key.child(site.name).child("end").uniforms(count, from: -1, to: 1)
        let noise = key.child(site.name).child(step).uniforms(count, from: -1, to: 1)
        let share = Float(step) / 20
        try writer.append(
          site: site.name, windows: zip(end, noise).map { share * $0 + (1 - share) * $1 })
      }
      try writer.commit()
    }
    try writer.finish()
  }

  private func analysis(_ arguments: String..., in folder: String) throws -> [String: Any] {
    let outcome = try Program.run(arguments + ["--json"], in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let objects = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]]
    return try #require(objects?.first)
  }

  /// What a run's page says of an analysis, as one text.
  private func texts(_ run: RunDirectory, _ section: String) throws -> String {
    let folder = run.analysisPath
    let names = try files.list(folder).filter { $0.hasPrefix(section) && $0.hasSuffix(".json") }
    return try names.map { String(decoding: try files.read("\(folder)/\($0)"), as: UTF8.self) }.joined()
  }

  @Test("convergence, layers and maps speak of images, in the order of the network")
  func analyze() throws {
    try TemporaryDirectory.with { folder in
      let run = try make("run", in: folder)
      let convergence = try analysis("analyze", "convergence", "run", in: folder)
      let findings = try #require(convergence["findings"] as? [String])
      #expect(findings.first?.hasPrefix("conv_l0 ") == true && findings.first?.contains("dense_l0") == true)
      for name in ["convergence", "convergence-measures", "convergence-coefficients"] {
        #expect(try files.exists("\(run.analysisPath)/\(name).csv"), "\(name)")
      }
      let text = try texts(run, "convergence")
      #expect(text.contains("240 images of the probe images") && text.contains("resampled blocks of images"))
      #expect(text.contains("spatial means") && text.contains("PWCCA of the activations"))
      let layers = try analysis("analyze", "layers", "run", "--fractions", "0,1", in: folder)
      #expect((layers["findings"] as? [String])?.first?.contains("activations have similarity") == true)
      let map = try analysis("analyze", "map", "run", "--over", "sites", in: folder)
      #expect(map["analysis"] as? String == "map-sites")
      let rows = String(decoding: try files.read("\(run.analysisPath)/map-sites-all.csv"), as: UTF8.self)
      let order = ["conv_l0", "conv_l1", "dense_l0", "logits"]
      #expect(
        rows.split(whereSeparator: \.isNewline).dropFirst().prefix(4).map { $0.split(separator: ",")[2] }.map(
          String.init)
          == order)
      _ = try analysis("analyze", "map", "run", "--over", "steps", in: folder)
      let all = try texts(run, "convergence") + texts(run, "layers") + texts(run, "map")
      for word in ["token", "hidden", "windows"] { #expect(!all.contains(word), "\(word)") }
    }
  }

  @Test("positions of maps are observations when they are asked for")
  func positions() throws {
    try TemporaryDirectory.with { folder in
      let run = try make("run", in: folder)
      let result = try analysis("analyze", "convergence", "run", "--feature-maps", "positions:2", in: folder)
      let warnings = try #require(result["warnings"] as? [String])
      #expect(
        warnings.first == "dense_l0, logits were left out: they have no maps of 2 × 2 positions or more")
      #expect(try texts(run, "convergence").contains("960 positions of images of the probe images"))
      let none = try Program.run(
        "analyze", "layers", "run", "--feature-maps", "positions:9", "--quiet", in: folder)
      #expect(none.code == 3 && none.errorLines.count == 1)
      #expect(none.errors.contains("no maps large enough for positions:9"))
      let wrong = try Program.run("analyze", "layers", "run", "--feature-maps", "all", in: folder)
      #expect(wrong.code == 2)
    }
  }

  @Test("sites are compared over images, of one run or two of the same images")
  func compare() throws {
    try TemporaryDirectory.with { folder in
      for (name, seed) in [("one", UInt64(1)), ("two", 1), ("three", 2)] {
        _ = try make(name, images: seed, in: folder)
      }
      let pair = try Program.run("compare", "one@last:conv_l0", "two@10:logits", "--json", in: folder)
      #expect(pair.code == 0, "\(pair.errors)")
      #expect(try pair.json()["observations"] as? Int == 240)
      #expect(try pair.json()["units"] as? [Int] == [3, 4])
      let self_ = try Program.run("compare", "one@last:conv_l1", "one@20:conv_l1", "--json", in: folder)
      let cca = try #require(try self_.json()["cca"] as? [String: Any])
      #expect(abs((cca["mean"] as? Double ?? 0) - 1) < 1e-9)
      let positions = try Program.run(
        "compare", "one@last:conv_l0", "one@last:conv_l1", "--feature-maps", "positions", "--json", in: folder
      )
      #expect(try positions.json()["observations"] as? Int == 240 * 16)
      for (matrices, code, words) in [
        (["one@last:conv_l0", "three@last:conv_l0"], 3, "the probe 'images' of the runs differs"),
        (["one@last:conv_l0", "one@last:conv_l7"], 2, "has no site 'conv_l7' for the probe 'images'"),
        (["one@5:conv_l0", "one@last:conv_l0"], 3, "its steps are 0, 10, 20"),
      ] as [([String], Int32, String)] {
        let outcome = try Program.run(["compare"] + matrices + ["--quiet"], in: folder)
        #expect(outcome.code == code && outcome.errors.contains(words), "\(outcome.errors)")
      }
      let dense = try Program.run(
        ["compare", "one@0:dense_l0", "one@last:dense_l0", "--feature-maps", "positions", "--quiet"],
        in: folder)
      #expect(
        dense.code == 3 && dense.errors.contains("no maps large enough for positions:4"), "\(dense.errors)")
    }
  }

  @Test(
    "a question about sequences is refused in one sentence",
    arguments: [
      ["analyze", "sequence", "run"], ["analyze", "sequence", "--over-training", "run"],
      ["analyze", "map", "run", "--over", "positions"],
      ["analyze", "map", "run", "--over", "positions", "--probe", "images"],
    ])
  func sequence(arguments: [String]) throws {
    try TemporaryDirectory.with { folder in
      _ = try make("run", in: folder)
      let outcome = try Program.run(arguments + ["--quiet"], in: folder)
      #expect(outcome.code == 3 && outcome.errorLines.count == 1)
      #expect(outcome.errors.contains("holds images, which have no positions in a sequence"))
    }
  }

  @Test("activations, labels and metrics are exported")
  func export() throws {
    try TemporaryDirectory.with { folder in
      let run = try make("run", in: folder)
      let store = try StateStore(opening: run.statesPath, in: files)
      for (arguments, shape) in [
        (["--site", "conv_l0", "--windows", "3:9"], [6, 4, 6, 3]), (["--site", "dense_l0"], [240, 5]),
        (["--site", "conv_l0", "--positions", "2:5"], [240, 3, 3]),
      ] {
        let outcome = try Program.run(["export", "run", "--to", "x.npy", "--quiet"] + arguments, in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(try NumberArray.read("\(folder)/x.npy", in: files).shape == shape)
      }
      #expect(try Program.run("export", "run", "--to", "x.npz", "--windows", "1:4", in: folder).code == 0)
      let maps = try NumberArray.read("\(folder)/x.npz:conv_l1", in: files)
      let read = try store.read(probe: "images", site: "conv_l1", snapshot: 2, windows: 1..<4)
      #expect(maps == NumberArray(shape: [3, 4, 4, 4], values: .float32(read.elements)))
      #expect(
        try NumberArray.read("\(folder)/x.npz:label", in: files)
          == NumberArray(shape: [3], values: .int32([1, 2, 3])))
      #expect(
        try NumberArray.read("\(folder)/x.npz:sample_index", in: files)
          == NumberArray(shape: [3], values: .int64([101, 102, 103])))
      #expect(try Program.run("export", "run", "--to", "m.csv", in: folder).code == 0)
      let lines = String(decoding: try files.read("\(folder)/m.csv"), as: UTF8.self).split(
        whereSeparator: \.isNewline)
      #expect(lines[0] == "step,epoch,images,wall,split,loss,accuracy,images_per_second,grad_norm,lr")
      #expect(lines[3].hasPrefix("20,1,1280,20") && lines[3].contains("0.5625"))
    }
  }

  @Test("the page has the accuracy, and says what to type for images")
  func report() throws {
    try TemporaryDirectory.with { folder in
      let run = try make("run", in: folder)
      let plotly = folder + "/plotly.min.js"
      try files.create(plotly, Array("/**\n* plotly.js v0.0.0\n*/\nwindow.Plotly={};".utf8))
      let outcome = try Program.run("report", run.path, environment: ["STRATA_PLOTLY": plotly])
      #expect(outcome.code == 0, "\(outcome.errors)")
      let page = String(decoding: try files.read(run.reportPath), as: UTF8.self)
      #expect(page.contains("Network on images after 20 steps") && page.contains("56.25 %"))
      #expect(page.contains("Training images") && page.contains("strata train image --config"))
      #expect(!page.contains("analyze sequence") && !page.contains("erplexity"))
      let curve = String(decoding: try files.read(run.analysisPath + "/accuracy.csv"), as: UTF8.self)
      #expect(curve.contains("step,epoch,images,split,loss,accuracy") && curve.contains("test,1.5,0.5625"))
    }
  }
}
