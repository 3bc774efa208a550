import Foundation
import Storage
import TestSupport
import Testing

@Suite("strata data, train, evaluate and analyze")
struct TrainTests {
  /// Generates a small language in `folder/Corpora/synthetic`.
  private func generate(in folder: String, tokens: Int = 1500) throws {
    let outcome = try Program.run(
      "data", "generate", "synthetic", "--train-tokens", "\(tokens)", "--held-out-tokens", "800", "--quiet",
      in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("lowest reachable perplexity"))
  }

  /// The options of a run that takes a second.
  private static let small = [
    "train", "language", "--data", "synthetic", "--preset", "synthetic", "--nhid", "6", "--nlayers", "2",
    "--batch_size",
    "4", "--bptt", "10", "--epochs", "2", "--quiet",
  ]

  private func run(_ arguments: [String], in folder: String) throws -> Program.Outcome {
    try Program.run(arguments, in: folder)
  }

  @Test("a corpus is generated, listed and checked; a changed file is found out")
  func data() throws {
    try TemporaryDirectory.with { folder in
      try generate(in: folder)
      #expect(
        try Program.run("data", "list", in: folder).output.contains(
          "synthetic language, in Corpora/synthetic"))
      #expect(try Program.run("data", "check", "synthetic", in: folder).code == 0)
      let files = LocalFileSystem()
      let path = folder + "/Corpora/synthetic/train.txt"
      let bytes = try files.read(path)
      try files.create(path, Array(bytes.dropLast(bytes.count / 2)))
      let check = try Program.run("data", "check", "synthetic", in: folder)
      #expect(check.code == 4)
      #expect(check.output.contains("another file than the expected one"))
      #expect(check.errorLines.count == 1)
    }
  }

  @Test("train, evaluate, analyse, export, verify and report make one chain")
  func chain() throws {
    try TemporaryDirectory.with { folder in
      try generate(in: folder)
      let train = try run(Self.small + ["--out", "run", "--json"], in: folder)
      #expect(train.code == 0, "\(train.errors)")
      let perplexity = try #require(try train.json()["test_perplexity"] as? Double)
      let evaluate = try Program.run("evaluate", "run", "--json", "--quiet", in: folder)
      let scored = try evaluate.json()
      let keys: Set = ["tokens", "mean_loss", "perplexity", "state_policy"]
      #expect(Set(scored.keys) == keys.union(["true_distribution"]))
      #expect(scored["perplexity"] as? Double == perplexity)
      let truth = try #require(scored["true_distribution"] as? [String: Double])
      let loss = try #require(scored["mean_loss"] as? Double)
      let (floor, excess) = (try #require(truth["mean_loss"]), try #require(truth["excess"]))
      #expect(abs(loss - floor - excess) < 1e-9 && excess > 0)
      let foreign = try Program.run(
        "evaluate", "--weights", "run/checkpoints/step_\(try lastStep(train))/model.safetensors",
        "--vocabulary",
        "run/vocab.txt", "--text", "Corpora/synthetic/test.txt", "--json", "--quiet", in: folder)
      #expect(Set(try foreign.json().keys) == keys)
      #expect(try foreign.json()["perplexity"] as? Double == perplexity)
      for analysis in [["convergence"], ["sequence"], ["sequence", "--over-training"], ["layers"]] {
        let outcome = try run(["analyze"] + analysis + ["run", "--quiet"], in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
      }
      // Fractions that fall on one recorded step, and a site named twice, count once.
      let layers = try run(
        [
          "analyze", "layers", "run", "--fractions", "0,0.001,1,1", "--sites", "h_l0,h_l0", "--json",
          "--quiet",
        ],
        in: folder)
      #expect(layers.code == 0, "\(layers.errors)")
      let table = try LocalFileSystem().read("\(folder)/run/analysis/layers-all.csv")
      // A header, and one pair by five measures at each of two steps.
      #expect(table.count { $0 == UInt8(ascii: "\n") } == 1 + 2 * 5)
      for name in ["convergence", "sequence", "sequence-over-training", "layers"] {
        for ending in ["json", "csv", "data.json", "section.json"] {
          #expect(
            try LocalFileSystem().exists("\(folder)/run/analysis/\(name).\(ending)"), "\(name).\(ending)")
        }
      }
      #expect(try Program.run("verify", "run", "--quiet", in: folder).output.contains("intact"))
      #expect(
        try Program.run("export", "run", "--to", "h.npy", "--site", "h_l1", "--quiet", in: folder).output
          == "h.npy\n")
      let compare = try Program.run("compare", "h.npy", "run@last:h_l1", "--json", "--quiet", in: folder)
      let cka = try #require((try compare.json()["cka"] as? [String: Any])?["linear"] as? Double)
      #expect(abs(cka - 1) < 1e-9)
    }
  }

  private func lastStep(_ train: Program.Outcome) throws -> String {
    let step = try #require(try train.json()["step"] as? Int)
    let digits = String(step)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  @Test("a finished run resumes to the same result, and its configuration reproduces it")
  func repeats() throws {
    try TemporaryDirectory.with { folder in
      try generate(in: folder)
      let options = Self.small + ["--snapshots", "none", "--json"]
      let first = try run(options + ["--out", "a"], in: folder)
      let again = try Program.run("train", "language", "--resume", "a", "--quiet", "--json", in: folder)
      #expect(again.code == 0, "\(again.errors)")
      #expect(again.output == first.output)
      let copy = try Program.run(
        "train", "language", "--config", "a/config.json", "--out", "b", "--quiet", in: folder)
      #expect(copy.code == 0, "\(copy.errors)")
      let files = LocalFileSystem()
      let weights = "checkpoints/step_\(try lastStep(first))/model.safetensors"
      #expect(try files.read("\(folder)/a/\(weights)") == files.read("\(folder)/b/\(weights)"))
    }
  }

  @Test("SIGTERM saves, exits with 143, and the run continues to the bits of an undisturbed one")
  func interruption() throws {
    try TemporaryDirectory.with { folder in
      try generate(in: folder)
      let options = Self.small + ["--epochs", "40", "--snapshots", "none"]
      let whole = try run(options + ["--out", "whole", "--json"], in: folder)
      let stopped = try Program.run(
        options + ["--out", "part"], in: folder,
        terminatedWhen: {
          (try? LocalFileSystem().read("\(folder)/part/metrics.jsonl").isEmpty) == false
        })
      #expect(stopped.code == 143)
      #expect(stopped.errors.contains("interrupted by SIGTERM"))
      #expect(stopped.errors.contains("--resume part"))
      let resumed = try Program.run("train", "language", "--resume", "part", "--quiet", in: folder)
      #expect(resumed.code == 0, "\(resumed.errors)")
      let weights = "checkpoints/step_\(try lastStep(whole))/model.safetensors"
      let files = LocalFileSystem()
      #expect(try files.read("\(folder)/whole/\(weights)") == files.read("\(folder)/part/\(weights)"))
    }
  }

  @Test("a dry run forecasts and writes nothing")
  func dryRun() throws {
    try TemporaryDirectory.with { folder in
      try generate(in: folder)
      let outcome = try run(Self.small + ["--dry-run", "--json"], in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let keys = Set(try outcome.json().keys)
      #expect(
        keys.isSuperset(of: ["parameters", "tokens", "steps", "snapshots", "training_seconds", "state_bytes"])
      )
      #expect(try LocalFileSystem().list(folder) == ["Corpora"])
    }
  }

  @Test(
    "every cell, layers of two widths, masks and drawn windows: train, score, record, analyse and sample",
    arguments: ["lstm", "gru", "rnn_tanh", "rnn_relu", "rnn_linear"])
  func cells(name: String) throws {
    try TemporaryDirectory.with { folder in
      let data = try run(
        [
          "data", "generate", "synthetic", "--train-tokens", "1500", "--held-out-tokens", "400", "--quiet",
        ], in: folder)
      #expect(data.code == 0, "\(data.errors)")
      let train = try run(
        [
          "train", "language", "--data", "synthetic", "--preset", "synthetic", "--model", name, "--emsize",
          "6",
          "--nhid", "8,6", "--tied", "--batch_size", "4", "--bptt", "10", "--epochs", "2", "--optimizer",
          "adamw",
          "--lr", "0.01", "--schedule", "cosine:0.1", "--warmup", "5", "--clip-value", "1", "--dropoute",
          "0.1",
          "--wdrop", "0.2", "--dropouth", "0.1", "--alpha", "1", "--beta", "1", "--concentration", "0.1",
          "--random-bptt", "--snapshots", "epoch:2", "--out", "run", "--quiet",
        ], in: folder)
      #expect(train.code == 0, "\(train.errors)")
      for arguments in [
        ["evaluate", "run"], ["analyze", "convergence", "run"],
        ["analyze", "units", "run", "--count", "100", "--labels", "frequency"],
        ["analyze", "ablation", "run", "--orderings", "2", "--points", "3", "--count", "50"],
        ["record", "run", "--to", "again.zarr", "--sites", "h_l0,h_l1"],
        ["export", "run", "--site", "h_l1", "--step", "last", "--to", "h.npy"], ["verify", "run"],
        ["sample", "run", "--length", "5"], ["report", "run"],
      ] {
        // A page needs its plotting script, which is not everywhere.
        let outcome = try run(arguments + ["--quiet"], in: folder)
        #expect(
          outcome.code == 0 || (arguments[0] == "report" && outcome.errors.contains("plotly")),
          "\(arguments): \(outcome.errors)")
      }
      let configuration = String(
        decoding: try LocalFileSystem().read("\(folder)/run/config.json"), as: UTF8.self)
      // An LSTM is not named, as before there were other cells.
      #expect(configuration.contains("\"cell\" : \"\(name)\"") == (name != "lstm"))
      #expect(configuration.contains("hidden_sizes"))
      let units = String(
        decoding: try LocalFileSystem().read("\(folder)/run/analysis/units.csv"), as: UTF8.self)
      #expect(units.contains("c_l0,") == (name == "lstm") && units.contains("h_l1,5,"))
    }
  }

  @Test(
    "what cannot be trained is one sentence and its exit code",
    arguments: [
      (["--preset", "nobody", "--out", "r"], Int32(2), "no preset is called 'nobody'"),
      (["--preset", "synthetic"], 2, "--out"),
      (["--out", "r"], 2, "no model is named"),
      (
        ["--preset", "synthetic", "--out", "r", "--precision", "bf16"], 2,
        "float16, lossless and rounded:BITS"
      ),
      (["--preset", "synthetic", "--out", "r", "--snapshots", "often"], 2, "often"),
      (["--preset", "synthetic", "--out", "r", "--nhid", "0"], 2, "must be"),
      (
        ["--preset", "synthetic", "--out", "r", "--nhid", "6,4", "--nlayers", "3"], 2, "--nhid gives 2 widths"
      ),
      (["--preset", "synthetic", "--out", "r", "--nhid", "6,4", "--tied"], 2, "when weights are tied"),
      (["--preset", "awd-small", "--out", "r", "--nlayers", "2"], 2, "give --nhid with one width for each"),
      (["--preset", "awd-small", "--out", "r", "--wdrop", "1"], 2, "weight_dropout is 1.0"),
      (["--preset", "synthetic", "--out", "r", "--model", "elman"], 2, "'lstm', 'gru', 'rnn_tanh'"),
      (["--preset", "synthetic", "--out", "r", "--schedule", "decay:0.5"], 2, "'decay:0.5' is invalid"),
      (
        ["--preset", "synthetic", "--out", "r", "--warmup", "100000000"], 2, "at most the updates of the run"
      ),
      (
        ["--preset", "synthetic", "--out", "r", "--epochs", "3", "--schedule", "milestones:0.1@2,3"], 2,
        "after epoch 3, past the end of 3 epochs"
      ),
      (["--preset", "synthetic", "--out", "r", "--patience", "2"], 2, "--patience belongs to asgd"),
      (["--preset", "synthetic", "--out", "Corpora"], 2, "is not empty"),
      (["--preset", "synthetic", "--out", "r", "--data", "absent"], 3, "no folder 'absent'"),
      (["--preset", "synthetic", "--out", "r", "--config", "bad.json5"], 2, "unknown key 'nhid'"),
      (["--resume", "r", "--lr", "1"], 2, "remove --lr"),
      (["--resume", "r"], 3, "r does not exist"),
    ])
  func refused(options: [String], code: Int32, words: String) throws {
    try TemporaryDirectory.with { folder in
      try LocalFileSystem().makeFolders(folder + "/Corpora/tiny")
      let text = Array(String(repeating: "a b c\n", count: 300).utf8)
      for split in ["train", "valid", "test"] {
        try LocalFileSystem().create("\(folder)/Corpora/tiny/\(split).txt", text)
      }
      try LocalFileSystem().create(folder + "/bad.json5", Array("{nhid: 3}".utf8))
      let data = options.contains("--data") || options.contains("--resume") ? [] : ["--data", "tiny"]
      let outcome = try run(["train", "language"] + data + options, in: folder)
      #expect(outcome.code == code)
      #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
      #expect(try !LocalFileSystem().exists(folder + "/r"))
    }
  }

  @Test("a run without states says so")
  func noStates() throws {
    try TemporaryDirectory.with { folder in
      let run = try RunFolder(in: folder)
      for arguments in [
        ["analyze", "layers", run.run.path], ["compare", "\(run.run.path)@0:h_l0", "x.npy"],
      ] {
        let outcome = try Program.run(arguments + ["--quiet"], in: folder)
        #expect(outcome.code == 3)
        #expect(outcome.errors.contains("has no recorded states"))
      }
    }
  }

  @Test("states of another run are refused, and found out by verify")
  func foreignStates() throws {
    try TemporaryDirectory.with { folder in
      try generate(in: folder)
      let options = Self.small + ["--sequence-snapshots", "none"]
      #expect(try run(options + ["--out", "a"], in: folder).code == 0)
      #expect(try run(options + ["--out", "b", "--lr", "0.5"], in: folder).code == 0)
      let files = LocalFileSystem()
      try files.removeTree("\(folder)/a/states.zarr")
      try FileManager.default.copyItem(atPath: "\(folder)/b/states.zarr", toPath: "\(folder)/a/states.zarr")
      let analysis = try Program.run("analyze", "convergence", "a", "--quiet", in: folder)
      #expect(analysis.code == 3)
      #expect(analysis.errors.contains("was recorded from another run"), "\(analysis.errors)")
      let verify = try Program.run("verify", "a", "--quiet", in: folder)
      #expect(verify.code == 4)
      #expect(verify.output.contains("is of another run"))
    }
  }

  @Test("states are recorded again from saved weights, repeated tokens too, and analysed")
  func recordsAgain() throws {
    try TemporaryDirectory.with { folder in
      // 20 sequences of 120 tokens for each of 6 units.
      try generate(in: folder, tokens: 15_000)
      let options = Self.small + ["--keep-epochs", "--snapshots", "none", "--out", "run"]
      #expect(try run(options, in: folder).code == 0)
      let record = try Program.run(
        "record", "run", "--repeated-tokens", "--precision", "lossless", "--json", "--quiet", in: folder)
      #expect(record.code == 0, "\(record.errors)")
      #expect((try record.json()["steps"] as? [Int])?.count == 3)
      let analysis = try Program.run("analyze", "sequence", "run", "--quiet", in: folder)
      #expect(analysis.code == 0, "\(analysis.errors)")
      let table = String(
        decoding: try LocalFileSystem().read("\(folder)/run/analysis/sequence-repeats.csv"), as: UTF8.self)
      for start in ["none", "01", "08", "24", "48", "81"] { #expect(table.contains("repeat_\(start)")) }
    }
  }

  @Test("a step that is named twice is recorded once")
  func recordsAStepOnce() throws {
    try TemporaryDirectory.with { folder in
      try generate(in: folder)
      let train = try run(Self.small + ["--snapshots", "none", "--out", "run", "--json"], in: folder)
      let step = try #require(try train.json()["step"] as? Int)
      let record = try Program.run(
        "record", "run", "--steps", "\(step),\(step)", "--probe", "convergence", "--to", "again.zarr",
        "--json",
        "--quiet", in: folder)
      #expect(record.code == 0, "\(record.errors)")
      #expect(try record.json()["steps"] as? [Int] == [step])
      let store = try StateStore(opening: "\(folder)/again.zarr", in: LocalFileSystem())
      #expect(try store.steps(probe: "convergence") == [step])
      #expect(try store.verify() == [])
      let absent = try Program.run(
        "record", "run", "--steps", "\(step + 1)", "--to", "other.zarr", "--quiet", in: folder)
      #expect(absent.code == 3 && absent.errors.contains("no checkpoint of that step"))
      #expect(try !LocalFileSystem().exists("\(folder)/other.zarr"))
    }
  }

  @Test("sites are named with or without spaces, or are all that there are")
  func recordsSites() throws {
    try TemporaryDirectory.with { folder in
      try generate(in: folder)
      #expect(try run(Self.small + ["--snapshots", "none", "--out", "run"], in: folder).code == 0)
      let all = (0..<2).flatMap { ["h_l\($0)", "c_l\($0)", "gates_l\($0)"] }
      for (index, (text, names)) in [("c_l1, h_l0", ["c_l1", "h_l0"]), ("all", all)].enumerated() {
        let path = "\(index).zarr"
        let record = try Program.run(
          "record", "run", "--probe", "convergence", "--sites", text, "--to", path, "--quiet", in: folder)
        #expect(record.code == 0, "\(record.errors)")
        let store = try StateStore(opening: "\(folder)/\(path)", in: LocalFileSystem())
        #expect(Set(store.probes.flatMap(\.sites).map(\.name)) == Set(names))
      }
      for (sites, words) in [("h_l0,,c_l0", "h_l0,,c_l0"), ("h_l0,h_l7", "no site is called 'h_l7'")] {
        let refused = try Program.run(
          "record", "run", "--sites", sites, "--to", "no.zarr", "--quiet", in: folder)
        #expect(refused.code == 2 && refused.errorLines.count == 1)
        #expect(refused.errors.contains(words), "\(refused.errors)")
        #expect(try !LocalFileSystem().exists("\(folder)/no.zarr"))
      }
    }
  }

  @Test("a recording that SIGTERM ends leaves no store, and the run as it was")
  func interruptedRecording() throws {
    try TemporaryDirectory.with { folder in
      try generate(in: folder)
      let options = Self.small + ["--epochs", "30", "--keep-epochs", "--snapshots", "none", "--out", "run"]
      #expect(try run(options, in: folder).code == 0)
      let before = try LocalFileSystem().list("\(folder)/run")
      let partial = "\(folder)/run/.states.zarr.partial"
      let record = try Program.run(
        ["record", "run", "--quiet"], in: folder,
        terminatedWhen: { (try? LocalFileSystem().exists(partial)) == true })
      #expect(record.code == 143, "\(record.output)")
      #expect(record.errors.contains("the unfinished recording was removed"), "\(record.errors)")
      #expect(try LocalFileSystem().list("\(folder)/run") == before)
    }
  }

  @Test("a folder that a stop before the first step left behind is used again")
  func usesAFolderThatWasLeft() throws {
    try TemporaryDirectory.with { folder in
      try generate(in: folder)
      let files = LocalFileSystem()
      try files.makeFolders("\(folder)/run")
      try files.create("\(folder)/run/vocab.txt", Array("another\n".utf8))
      try files.create("\(folder)/run/.config.json.partial", [1])
      let train = try run(Self.small + ["--snapshots", "none", "--out", "run"], in: folder)
      #expect(train.code == 0, "\(train.errors)")
      #expect(try files.read("\(folder)/run/vocab.txt").count > 100)
      #expect(try Program.run("verify", "run", "--quiet", in: folder).code == 0)
    }
  }
}
