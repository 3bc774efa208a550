import Foundation
import Storage
import TestSupport
import Testing

@Suite("Analyses of single directions")
struct DirectionTests {
  private let files = LocalFileSystem()

  /// Few sets, so that an analysis takes a moment.
  private static let ablation = ["analyze", "ablation", "--orderings", "3", "--points", "5", "--count", "50"]
  private static let noise = ["analyze", "noise", "--repeats", "2", "--scales", "3", "--count", "50"]

  /// Runs an analysis and gives its objects, one a run.
  private func results(_ arguments: [String], in folder: String) throws -> [[String: Any]] {
    let outcome = try Program.run(arguments + ["--json", "--quiet"], in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let objects = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]]
    return try #require(objects)
  }

  private func findings(_ result: [String: Any]) throws -> [String] {
    try #require(result["findings"] as? [String])
  }

  /// The rows of a table as text, the header first.
  private func table(_ path: String) throws -> [[String]] {
    let text = String(decoding: try files.read(path), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func column(_ rows: [[String]], _ name: String) throws -> [String] {
    let place = try #require(rows[0].firstIndex(of: name), "\(name) in \(rows[0])")
    return rows.dropFirst().map { $0[place] }
  }

  private func expectFiles(_ names: [String], in folder: String) throws {
    for name in names { #expect(try files.exists("\(folder)/\(name)"), "\(name)") }
  }

  @Test("an image network's units are removed, disturbed and measured")
  func imageRun() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      try ImageFolders.train("run", "--snapshots", "none", in: folder)
      let ablation = try #require(try results(Self.ablation + ["run"], in: folder).first)
      #expect(ablation["analysis"] as? String == "ablation")
      let sentence = try #require(try findings(ablation).first)
      #expect(sentence.hasPrefix("Removing 18 units of dense_l0, dense_l1: area under the accuracy curve"))
      let noise = try #require(try results(Self.noise + ["run"], in: folder).first)
      #expect(try findings(noise).first?.hasPrefix("Noise on dense_l0, dense_l1: ") == true)
      try expectFiles(
        [
          "ablation.json", "ablation.csv", "ablation.section.json", "ablation-curves.csv",
          "ablation-curves.json", "ablation-orderings.csv", "ablation-areas.json", "noise.json",
          "noise.section.json", "noise-curves.csv", "noise-draws.csv",
        ], in: "\(folder)/run/analysis")
      let curves = try table("\(folder)/run/analysis/ablation-curves.csv")
      #expect(curves[0] == ["score", "removed", "mean", "low", "high"] && curves.count == 1 + 2 * 5)
      let removed = try column(curves, "removed").compactMap(Double.init)
      #expect(removed == [0.0, 5, 9, 14, 18, 0, 5, 9, 14, 18].map { $0 / 18 })
      #expect(try table("\(folder)/run/analysis/noise-curves.csv").count == 1 + 2 * 3)
      try expectRepetitions(curves, in: folder)
      try expectUnits(in: folder)
      try expectDirections(in: folder)
    }
  }

  /// The mean curve is that of the orderings.
  private func expectRepetitions(_ curves: [[String]], in folder: String) throws {
    let orderings = try table("\(folder)/run/analysis/ablation-orderings.csv")
    #expect(orderings.count == 1 + 2 * 3 * 5)
    let rows = orderings.dropFirst().filter { $0[0] == "loss" && $0[2] == curves[7][1] }
    let values = rows.compactMap { Double($0[3]) }
    let mean = try #require(Double(curves[7][2]))
    #expect(curves[7][0] == "loss" && values.count == 3)
    #expect(abs(values.reduce(0, +) / 3 - mean) < 1e-12 * abs(mean))
    #expect(try table("\(folder)/run/analysis/ablation-areas.csv").count == 1 + 2 * 3)
  }

  /// Other directions have tables of their own, and leave that of units as it is.
  private func expectDirections(in folder: String) throws {
    let analysis = "\(folder)/run/analysis"
    let before = try files.read("\(analysis)/units.csv")
    let units = try #require(
      try results(["analyze", "units", "run", "--directions", "principal", "--count", "50"], in: folder).first
    )
    #expect(units["analysis"] as? String == "units-principal")
    let sentences = try findings(units)
    #expect(sentences.contains { $0.hasPrefix("Spearman of variance and loss rise: ") })
    #expect(sentences.contains { $0.contains(" over 18 principal directions; within a site ") })
    let rows = try table("\(analysis)/units-principal-directions.csv")
    #expect(rows.count == 1 + 18 && rows[0].prefix(2) == ["site", "direction"])
    for name in ["absolute_selectivity", "mutual_information", "variance", "loss_rise"] {
      #expect(rows[0].contains(name), "\(name)")
    }
    let variances = try column(rows, "variance").prefix(10).compactMap(Double.init)
    #expect(variances.count == 10 && variances == variances.sorted(by: >))
    let selectivity = try #require(
      try results(["analyze", "selectivity", "run", "--directions", "random"], in: folder).first)
    #expect(selectivity["analysis"] as? String == "selectivity-random")
    let random = try table("\(analysis)/selectivity-random-directions.csv")
    #expect(random.count == 1 + 18 && !random[0].contains("variance") && !random[0].contains("loss_rise"))
    let noise = try #require(
      try results(Self.noise + ["run", "--directions", "random"], in: folder).first)
    #expect(
      try findings(noise).first?.hasPrefix("Noise on the random directions of dense_l0, dense_l1: ") == true)
    #expect(try files.read("\(analysis)/units.csv") == before)
    let correlations = try table("\(analysis)/units-correlations.csv")
    #expect(Set(try column(correlations, "site")) == ["", "dense_l0", "dense_l1"])
  }

  /// Selectivity first, then all, then selectivity again: one row a unit, and no column is lost.
  private func expectUnits(in folder: String) throws {
    let path = "\(folder)/run/analysis/units.csv"
    let selectivity = try #require(try results(["analyze", "selectivity", "run"], in: folder).first)
    #expect(selectivity["analysis"] as? String == "selectivity")
    let first = try table(path)
    #expect(first.count == 1 + 18 && first.allSatisfy { $0.count == first[0].count })
    #expect(
      try column(first, "site") == [String](repeating: "dense_l0", count: 10)
        + [String](repeating: "dense_l1", count: 8))
    #expect(try column(first, "unit") == (0..<10).map(String.init) + (0..<8).map(String.init))
    for name in ["class_selectivity", "eta_squared", "mutual_information", "filter_l1"] {
      #expect(first[0].contains(name), "\(name)")
    }
    #expect(!first[0].contains("loss_rise"))
    let units = try #require(try results(["analyze", "units", "run", "--count", "50"], in: folder).first)
    let sentences = try findings(units)
    #expect(sentences.contains { $0.hasPrefix("Spearman of selectivity and loss rise: ") })
    #expect(
      sentences.contains {
        $0.hasPrefix("Mean rise of the loss when one unit is removed, by site: dense_l0 ")
      })
    let second = try table(path)
    #expect(second.count == 1 + 18)
    let rises = try column(second, "loss_rise")
    #expect(rises.allSatisfy { Double($0) != nil } && Set(rises).count > 5)
    _ = try results(["analyze", "selectivity", "run"], in: folder)
    let third = try table(path)
    #expect(try column(third, "loss_rise") == rises && Set(third[0]) == Set(second[0]))
    #expect(try column(third, "class_selectivity") == column(first, "class_selectivity"))
    // The table can be read, and is the one in JSON.
    let json = try ResultTable(json: files.read("\(folder)/run/analysis/units.json"), source: "units.json")
    #expect(json.rowCount == 18 && json.columns.map(\.name) == third[0])
  }

  @Test("a language model's units are removed, disturbed and measured")
  func languageRun() throws {
    try TemporaryDirectory.with { folder in
      try trainLanguage("run", in: folder)
      for (arguments, start) in [
        (Self.ablation, "Removing 12 units of h_l0, h_l1: "), (Self.noise, "Noise on h_l0, h_l1: "),
        (
          Self.ablation + ["--directions", "random", "--sites", "c_l1"],
          "Removing 6 random directions of c_l1: "
        ),
        (
          Self.noise + ["--directions", "principal", "--sites", "h_l1"],
          "Noise on the principal directions of h_l1: "
        ),
      ] {
        let result = try #require(try results(arguments + ["run"], in: folder).first)
        #expect(try findings(result).first?.hasPrefix(start) == true, "\(result)")
      }
      _ = try results(["analyze", "selectivity", "run", "--count", "300"], in: folder)
      let units = try #require(
        try results(["analyze", "units", "run", "--labels", "quoted", "--count", "300"], in: folder).first)
      let rows = try table("\(folder)/run/analysis/units.csv")
      #expect(rows.count == 1 + 4 * 6)
      let measured = ["absolute_selectivity", "sigmoid_selectivity", "eta_squared"]
      let names = ["frequency_", "quoted_"].flatMap { prefix in measured.map { prefix + $0 } }
      for name in names + ["loss_rise", "filter_l1"] { #expect(rows[0].contains(name), "\(name)") }
      #expect(!rows[0].contains("class_selectivity") && !rows[0].contains("eta_squared"))
      // Cell states have no weights of their own.
      let norms = zip(try column(rows, "site"), try column(rows, "filter_l1"))
      #expect(norms.allSatisfy { $0.0.hasPrefix("h_l") != $0.1.isEmpty })
      let concepts = try table("\(folder)/run/analysis/units-quoted-concepts.csv")
      #expect(
        Set(try column(concepts, "label")).isSuperset(of: ["frequency", "position", "number", "depth"]))
      #expect(Set(try column(concepts, "site")) == ["h_l0", "c_l0", "h_l1", "c_l1"])
      #expect(try findings(units).contains { $0.hasPrefix("position: unit ") })
      let directions = try #require(
        try results(
          ["analyze", "units", "run", "--directions", "principal", "--sites", "h_l1", "--count", "300"],
          in: folder
        ).first)
      #expect(try findings(directions).contains { $0.hasPrefix("position: principal direction ") })
    }
  }

  /// Trains a small language model of two layers of six units.
  private func trainLanguage(_ name: String, in folder: String) throws {
    let data = try Program.run(
      "data", "generate", "synthetic", "--train-tokens", "1500", "--held-out-tokens", "800", "--quiet",
      in: folder)
    #expect(data.code == 0, "\(data.errors)")
    let train = try Program.run(
      "train", "language", "--data", "synthetic", "--preset", "synthetic", "--nhid", "6", "--nlayers", "2",
      "--batch_size", "4", "--bptt", "10", "--epochs", "1", "--snapshots", "none", "--out", name, "--quiet",
      in: folder)
    #expect(train.code == 0, "\(train.errors)")
  }

  @Test("runs are compared with their partners in pairs, and several runs pool their units")
  func pairs() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      for (name, labels) in [("a", "0"), ("b", "0"), ("c", "1"), ("d", "1")] {
        let seed = name == "a" || name == "c" ? "1" : "2"
        try ImageFolders.train(
          name, "--snapshots", "none", "--seed", seed, "--corrupt-labels", labels, in: folder)
      }
      let outcome = try Program.run(
        Self.ablation + ["a", "b", "--against", "c, d", "--quiet"], in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let lines = outcome.output.split(separator: "\n")
      for name in ["area under the accuracy curve", "area under the loss curve"] {
        let pair = lines.filter { $0.hasPrefix("\(name): ") }
        #expect(pair.count == 1 && pair[0].hasSuffix(" over 2 pairs.") && pair[0].contains("95 % interval"))
      }
      for name in ["a", "b", "c", "d"] {
        #expect(try files.exists("\(folder)/\(name)/analysis/ablation-curves.csv"))
      }
      try expectDifference(lines, in: folder)
      let units = try Program.run(
        "analyze", "units", "a", "b", "--count", "40", "--quiet", in: folder)
      #expect(units.code == 0, "\(units.errors)")
      #expect(
        units.output.contains("Spearman of selectivity and loss rise over 2 runs: "), "\(units.output)")
      try expectFiles(
        [
          "ablation-against-c+d.csv", "ablation-against-c+d-pairs.csv", "units-pooled-a+b-correlations.csv",
        ],
        in: "\(folder)/a/analysis")
      let pairs = try table("\(folder)/a/analysis/ablation-against-c+d-pairs.csv")
      #expect(
        try column(pairs, "run") == ["a", "b", "a", "b"] && column(pairs, "against") == ["c", "d", "c", "d"])
      try expectPartners(in: folder)
      #expect(units.output.contains(" over 36 units;"))
    }
  }

  /// Matched units and canonical directions, of which there are fewer; other options write other files.
  private func expectPartners(in folder: String) throws {
    let analysis = "\(folder)/a/analysis"
    let present = try files.list(analysis)
    let ablation = try #require(
      try results(
        Self.ablation + ["a", "--directions", "canonical", "--value", "mean", "--partner", "b"], in: folder
      ).first)
    #expect(ablation["analysis"] as? String == "ablation-canonical-mean-b")
    #expect(try findings(ablation).first?.contains("canonical directions of dense_l0, dense_l1") == true)
    #expect(Set(try files.list(analysis)).isSuperset(of: present + ["ablation-canonical-mean-b.json"]))
    _ = try results(["analyze", "selectivity", "a", "--partner", "b", "--sites", "dense_l1"], in: folder)
    let units = try table("\(analysis)/units.csv")
    // Only the sites that were asked for have partners, and the other columns stay.
    let matched = zip(try column(units, "site"), try column(units, "partner_one_to_one"))
    #expect(matched.allSatisfy { $0.0 == "dense_l1" || $0.1.isEmpty })
    let partners = matched.map(\.1).filter { !$0.isEmpty }
    #expect(!partners.isEmpty && Set(partners).count == partners.count)
    #expect(try column(units, "class_selectivity").count { !$0.isEmpty } > 8)
    let origins = try table("\(analysis)/units-origins.csv")
    let own = origins.filter { $0[0] == "partner_unit" }
    #expect(own.count == 1 && own[0][1] == "dense_l1" && own[0][5] == "b", "\(own)")
    #expect(own[0][2] == own[0][6])
    // Another checkpoint has a table of its own.
    let first = try #require(
      try results(["analyze", "selectivity", "a", "--step", "first"], in: folder).first)
    #expect(first["analysis"] as? String == "selectivity-step-first")
    #expect(try table("\(analysis)/units.csv") == units)
    let other = try #require(
      try files.list(analysis).first {
        $0.hasPrefix("units-step-") && $0.hasSuffix(".csv") && !$0.contains("origins")
      })
    #expect(!(try table("\(analysis)/\(other)"))[0].contains("loss_rise"))
    // The strongest first, once: then there is no spread.
    let ranked = try #require(
      try results(
        Self.ablation + ["a", "--directions", "principal", "--ranked", "--sites", "dense_l0"], in: folder
      ).first)
    #expect(ranked["analysis"] as? String == "ablation-principal-ranked-dense_l0")
    let curve = try table("\(analysis)/ablation-principal-ranked-dense_l0-curves.csv")
    #expect(try column(curve, "low").allSatisfy { $0.isEmpty })
    let variances = try table("\(analysis)/ablation-principal-ranked-dense_l0-directions.csv")
    let values = try column(variances, "variance").compactMap(Double.init)
    #expect(values.count == 10 && values == values.sorted(by: >))
  }

  /// The printed difference is that of the areas under the printed curves.
  private func expectDifference(_ lines: [Substring], in folder: String) throws {
    func area(_ run: String) throws -> Double {
      let rows = try table("\(folder)/\(run)/analysis/ablation-curves.csv").filter { $0[0] == "accuracy" }
      let points = try rows.map { (try #require(Double($0[1])), try #require(Double($0[2]))) }
      return zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1.0 - $1.0.0) * ($1.1.1 + $1.0.1) / 2 }
    }
    let (own, other) = (try (area("a") + area("b")) / 2, try (area("c") + area("d")) / 2)
    let line = try #require(lines.first { $0.hasPrefix("area under the accuracy curve: ") })
    let words = line.split(separator: " ")
    let places = try ["curve:", "less", "is"].map { try #require(words.firstIndex(of: Substring($0))) + 1 }
    let numbers = places.compactMap { Double(words[$0].filter { $0 != "," }) }
    #expect(numbers.count == 3, "\(line)")
    #expect(abs(numbers[0] - own) < 1e-4 && abs(numbers[1] - other) < 1e-4, "\(line)")
    #expect(abs(numbers[2] - (own - other)) < 2e-4, "\(line)")
  }

  @Test("what cannot be analysed is one sentence and its exit code, and writes nothing")
  func refused() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      try ImageFolders.train("run", in: folder)
      try trainLanguage("text", in: folder)
      let before = ImageFolders.names(in: folder)
      for (arguments, code, words) in [
        (
          ["ablation", "run", "--sites", "dense_l0,conv_l0"], 2,
          "no site is called 'conv_l0'; this network has dense_l0, dense_l1"
        ),
        (["noise", "run", "--sites", "logits"], 2, "no site is called 'logits'"),
        (["units", "run", "--sites", ","], 2, "the value ',' is invalid for '--sites <sites>'"),
        (["units", "run", "--labels", "quoted"], 2, "--labels 'quoted' is none of class"),
        (
          ["selectivity", "text", "--labels", "class"], 2,
          "--labels 'class' is none of next, frequency, position, number"
        ),
        (
          ["selectivity", "text", "--labels", "quoted", "--split", "train"], 2,
          "is none of next, frequency, position"
        ),
        (["ablation", "text", "--sites", "gates_l0"], 2, "no site is called 'gates_l0'"),
        (
          ["ablation", "run", "--value", "resampled", "--directions", "principal"], 2,
          "zero or mean for principal directions"
        ),
        (["ablation", "run", "--directions", "canonical"], 2, "name it with --partner"),
        (["ablation", "run", "--partner", "run"], 2, "--partner goes with --directions canonical"),
        (["noise", "run", "--directions", "canonical"], 2, "name it with --partner"),
        (
          ["units", "run", "--directions", "random", "--partner", "text"], 2,
          "--partner goes with --directions units or canonical"
        ),
        (["ablation", "run", "--directions", "canonical", "--partner", "text"], 2, "the same"),
        (["units", "run", "--partner", "a,b"], 2, "--partner names 2 runs for 1"),
        (["units", "run", "--partner", "./run"], 2, "run is its own partner"),
        (["units", "run", "--against", "text", "--partner", "text,text"], 2, "--partner names 2 runs for 1"),
        (["ablation", "run", "--ranked"], 2, "units have no ranks"),
        (["ablation", "run", "--orderings", "0"], 2, "the number of orderings is 0"),
        (["ablation", "run", "--points", "1"], 2, "the number of points of a curve is 1"),
        (["noise", "run", "--repeats", "0"], 2, "the number of repetitions of noise is 0"),
        (["noise", "run", "--scales", "1"], 2, "--scales must lie between 2 and 1000"),
        (["units", "run", "--count", "1"], 2, "--count must be at least 2"),
        (["ablation", "run", "--split", "valid"], 2, "no validation images"),
        (["ablation", "run", "--split", "all"], 2, "all"),
        (["ablation", "run", "--step", "7"], 3, "run has no checkpoint of that step; it has"),
        (["ablation", "run", "--step", "soon"], 2, "'soon' is not a training step"),
        (["ablation", "run", "--against", "text,run"], 2, "--against names 2 runs for 1"),
        (["ablation", "run", "--against", "absent"], 3, "absent does not exist"),
        (["units", "absent"], 3, "absent does not exist"),
        (["noise", "Corpora"], 3, "Corpora"),
        (["sequence", "run"], 3, "holds images, which have no positions in a sequence"),
        (["map", "run", "--over", "positions"], 3, "holds images, which have no positions in a sequence"),
      ] as [([String], Int32, String)] {
        let outcome = try Program.run(["analyze"] + arguments + ["--quiet"], in: folder)
        #expect(outcome.code == code, "\(arguments): \(outcome.errors)")
        #expect(outcome.errorLines.count == 1, "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
      }
      #expect(ImageFolders.names(in: folder) == before)
    }
  }

  @Test("SIGTERM ends an analysis without a trace")
  func interruption() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      try ImageFolders.train("run", "--snapshots", "none", in: folder)
      let before = ImageFolders.names(in: folder)
      let start = ContinuousClock.now
      let outcome = try Program.run(
        ["analyze", "noise", "run", "--repeats", "400", "--scales", "1000", "--quiet"], in: folder,
        terminatedWhen: { ContinuousClock.now - start > .seconds(1) })
      #expect(outcome.code == 143)
      #expect(outcome.errors.contains("the analysis of run was left out"), "\(outcome.errors)")
      #expect(ImageFolders.names(in: folder) == before)
    }
  }
}
