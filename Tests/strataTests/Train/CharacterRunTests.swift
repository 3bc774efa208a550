import Foundation
import Storage
import TestSupport
import Testing

/// Runs on characters and bytes, as a user makes them.
@Suite("strata train language --tokens")
struct CharacterRunTests {
  private let files = LocalFileSystem()

  /// Writes three texts into `folder/texts`; the validation text ends with `last`.
  private func write(into folder: String, last: [UInt8] = []) throws {
    try files.makeFolders("\(folder)/texts")
    for (split, lines) in [("train", 90), ("valid", 30), ("test", 30)] {
      let text = (0..<lines).map { "Line \($0 % 7)\tof \"\($0 % 3)\" é\\\n" }.joined()
      try files.create(
        "\(folder)/texts/\(split).txt", Array(text.utf8) + (split == "valid" ? last : []))
    }
  }

  private static func options(_ tokens: String, data: String = "texts") -> [String] {
    [
      "train", "language", "--data", data, "--preset", "characters", "--tokens", tokens, "--emsize", "5",
      "--nhid", "6", "--batch_size", "4", "--bptt", "20", "--epochs", "2", "--quiet",
    ]
  }

  /// A file that passes for plotly.js, so that the test needs no download.
  private func plotly(in folder: String) throws -> [String: String] {
    let path = folder + "/plotly.min.js"
    try files.create(path, Array("/**\n* plotly.js v0.0.0\n*/\nwindow.Plotly={};".utf8))
    return ["STRATA_PLOTLY": path]
  }

  @Test(
    "train, evaluate, record, analyse, export, verify and report make one chain",
    arguments: [("characters", "character"), ("bytes", "byte")])
  func chain(tokens: String, unit: String) throws {
    try TemporaryDirectory.with { folder in
      try write(into: folder)
      let train = try Program.run(Self.options(tokens) + ["--out", "run", "--json"], in: folder)
      #expect(train.code == 0, "\(train.errors)")
      let key = "bits_per_\(unit)"
      let bits = try #require(try train.json()["test_\(key)"] as? Double)
      #expect(try bits < 8 && train.json()["valid_\(key)"] is Double)
      let configuration = String(decoding: try files.read("\(folder)/run/config.json"), as: UTF8.self)
      #expect(configuration.contains(#""tokens" : "\#(tokens)""#))

      let sampled = try Program.run(
        "sample", "run", "--prompt", "Line 2\tof é", "--length", "30", "--json", "--quiet", in: folder
      ).json()
      #expect(sampled["prompt"] as? String == "Line 2\tof é")
      let text = try #require((sampled["texts"] as? [[String: Any]])?.first)
      #expect((text["tokens"] as? [Int])?.count == 30 && (text["text"] as? String)?.isEmpty == false)
      if tokens == "characters" {
        let strange = try Program.run("sample", "run", "--prompt", "Line ☃", in: folder)
        #expect(strange.code == 2 && strange.errors.contains("the vocabulary lacks '☃'"), "\(strange.errors)")
      }

      let scored = try Program.run("evaluate", "run", "--json", "--quiet", in: folder).json()
      #expect(scored[key] as? Double == bits)
      let loss = try #require(scored["mean_loss"] as? Double)
      #expect(abs(bits - loss / log(2)) < 1e-12)
      let step = try #require(try train.json()["step"] as? Int)
      let name = String(repeating: "0", count: 8 - "\(step)".count) + "\(step)"
      let foreign = [
        "evaluate", "--weights", "run/checkpoints/step_\(name)/model.safetensors", "--tokens", tokens,
        "--text", "texts/test.txt", "--json", "--quiet",
      ]
      let again = try Program.run(foreign + ["--vocabulary", "run/vocab.txt"], in: folder)
      #expect(try again.json()[key] as? Double == bits, "\(again.errors)")
      if tokens == "bytes" {
        #expect(try Program.run(foreign, in: folder).json()[key] as? Double == bits)
      }

      for arguments in [
        ["analyze", "convergence", "run"], ["record", "run", "--to", "again.zarr"],
        ["analyze", "selectivity", "run", "--labels", "position"], ["verify", "run"],
        ["export", "run", "--to", "metrics.csv"], ["export", "run", "--site", "h_l0", "--to", "h.npy"],
      ] {
        let outcome = try Program.run(arguments + ["--quiet"], in: folder)
        #expect(outcome.code == 0, "\(arguments): \(outcome.errors)")
      }
      let csv = String(decoding: try files.read("\(folder)/metrics.csv"), as: UTF8.self)
      #expect(csv.prefix { !$0.isNewline }.hasSuffix(",\(key)"))

      let report = try Program.run("report", "run", in: folder, environment: try plotly(in: folder))
      #expect(report.code == 0, "\(report.errors)")
      let page = String(decoding: try files.read("\(folder)/run/report.html"), as: UTF8.self)
      #expect(page.contains("Test bits per \(unit)") && page.contains("Bits per \(unit) over training"))
      let size = try files.read("\(folder)/run/vocab.txt").count { $0 == 0x0A }
      #expect(page.contains("\(size) \(tokens)"))
      let figure = String(decoding: try files.read("\(folder)/run/analysis/bits.csv"), as: UTF8.self)
      #expect(figure.contains(key))
    }
  }

  @Test("a run resumes with its tokens, and its configuration reproduces it")
  func resumes() throws {
    try TemporaryDirectory.with { folder in
      try write(into: folder)
      let first = try Program.run(
        Self.options("characters") + ["--snapshots", "none", "--out", "run", "--json"], in: folder)
      #expect(first.code == 0, "\(first.errors)")
      let again = try Program.run("train", "language", "--resume", "run", "--json", "--quiet", in: folder)
      #expect(again.output == first.output, "\(again.errors)")
      let copy = try Program.run(
        "train", "language", "--config", "run/config.json", "--out", "copy", "--quiet", in: folder)
      #expect(copy.code == 0, "\(copy.errors)")
      #expect(try files.read("\(folder)/run/vocab.txt") == files.read("\(folder)/copy/vocab.txt"))
      #expect(copy.output.contains("bits per character"))
    }
  }

  @Test("a single file is cut in three, and says so")
  func singleFile() throws {
    try TemporaryDirectory.with { folder in
      try write(into: folder)
      let options = Self.options("bytes", data: "texts/train.txt").filter { $0 != "--quiet" }
      let train = try Program.run(
        options + ["--batch_size", "2", "--bptt", "10", "--snapshots", "none", "--out", "run"], in: folder)
      #expect(train.code == 0, "\(train.errors)")
      #expect(train.errors.contains("texts/train.txt is one file: its first"))
      #expect(try Program.run("evaluate", "run", "--quiet", in: folder).code == 0)
    }
  }

  @Test("what cannot be read or is no kind of token is one sentence")
  func refuses() throws {
    try TemporaryDirectory.with { folder in
      try write(into: folder, last: [0x61, 0xFE])
      let offset = try files.read("\(folder)/texts/valid.txt").count - 1
      let invalid = try Program.run(Self.options("characters") + ["--out", "run"], in: folder)
      #expect(invalid.code == 3 && invalid.errorLines.count == 1)
      #expect(
        invalid.errors.contains("texts/valid.txt is not UTF-8: byte 0xFE at offset \(offset) (line 31)"))
      #expect(try !files.exists("\(folder)/run"))
      let bytes = try Program.run(
        Self.options("bytes") + ["--snapshots", "none", "--out", "run"], in: folder)
      #expect(bytes.code == 0, "\(bytes.errors)")
      let letters = try Program.run(Self.options("letters") + ["--out", "other"], in: folder)
      #expect(
        letters.code == 2 && letters.errors.contains("'words', 'characters' or 'bytes'"), "\(letters.errors)")
      try files.create("\(folder)/run.json", Array(#"{"tokens": "letters"}"#.utf8))
      let file = try Program.run(
        "train", "language", "--preset", "synthetic", "--data", "texts", "--config", "run.json", "--out",
        "other", in: folder)
      #expect(file.code == 2 && file.errorLines.count == 1, "\(file.errors)")
      // The vocabulary of words is none of characters.
      try files.create("\(folder)/words.txt", Array("Line\n<eos>\n".utf8))
      let vocabulary = try Program.run(
        "evaluate", "--weights", try checkpoint(of: "run", in: folder), "--vocabulary", "words.txt",
        "--tokens",
        "characters", "--text", "texts/test.txt", "--quiet", in: folder)
      #expect(vocabulary.code == 3 && vocabulary.errors.contains("words.txt, line 1"), "\(vocabulary.errors)")
    }
  }

  private func checkpoint(of run: String, in folder: String) throws -> String {
    let last = try #require(try files.list("\(folder)/\(run)/checkpoints").max())
    return "\(run)/checkpoints/\(last)/model.safetensors"
  }
}
