import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite("strata train image")
struct TrainImageTests {
  private let files = LocalFileSystem()

  @Test("train, verify, analyse, compare, export and report make one chain")
  func chain() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      let train = try Program.run(
        ImageFolders.small + ["--out", "run", "--holdout", "15", "--snapshots", "every:5", "--json"],
        in: folder)
      #expect(train.code == 0, "\(train.errors)")
      let result = try train.json()
      #expect(Set(result.keys) == ["run", "step", "valid_accuracy", "test_accuracy"])
      #expect(result["step"] as? Int == 10 && result["run"] as? String == "run")
      let accuracy = try #require(result["test_accuracy"] as? Double)
      #expect(accuracy > 0.2 && accuracy <= 1)
      let log = try MetricLog.read("\(folder)/run/metrics.jsonl", in: files)
      #expect(log.last?.split == "test" && log.last?.accuracy == accuracy && log.last?.images == 150)
      let verify = try Program.run("verify", "run", "--quiet", in: folder)
      #expect(verify.code == 0, "\(verify.output)")
      #expect(verify.output.contains("intact") && verify.output.contains("3 snapshots"))
      for analysis in [["convergence"], ["layers"], ["map", "--over", "sites"], ["map", "--over", "steps"]] {
        let outcome = try Program.run(["analyze"] + analysis + ["run", "--quiet"], in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
      }
      let compare = try Program.run(
        "compare", "run@first:dense_l0", "run@last:dense_l1", "--json", "--quiet", in: folder)
      #expect(try compare.json()["observations"] as? Int == 60, "\(compare.errors)")
      let export = try Program.run("export", "run", "--to", "x.npy", "--site", "dense_l1", in: folder)
      #expect(export.code == 0, "\(export.errors)")
      #expect(try NumberArray.read("\(folder)/x.npy", in: files).shape == [60, 8])
      try files.create(
        "\(folder)/plotly.min.js", Array("/**\n* plotly.js v0.0.0\n*/\nwindow.Plotly={};".utf8))
      let report = try Program.run(
        "report", "run", in: folder, environment: ["STRATA_PLOTLY": "\(folder)/plotly.min.js"])
      #expect(report.code == 0, "\(report.errors)")
    }
  }

  @Test("a convolutional network records whole maps, and its configuration says what was asked for")
  func convolutional() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      let train = try Program.run(
        [
          "train", "image", "--data", "gratings", "--preset", "convnet-quarter", "--width", "0.03125",
          "--batch-size", "30", "--epochs", "1", "--crop", "1", "--no-flip", "--corrupt-labels", "0.2",
          "--label-rule", "resample", "--optimizer", "sgd", "--momentum", "0.5", "--weight-decay", "0.001",
          "--full-maps", "--record-sites", "logits, conv_l2", "--probe-images", "40", "--precision",
          "lossless", "--snapshots", "epoch:1", "--seed", "5", "--out", "run", "--quiet",
        ], in: folder)
      #expect(train.code == 0, "\(train.errors)")
      #expect(train.output.hasPrefix("run: 3 steps, test accuracy "))
      let text = String(decoding: try files.read("\(folder)/run/config.json"), as: UTF8.self)
      let flat = text.filter { !$0.isWhitespace }
      for part in [
        "\"augmentation\":{\"crop\":1,\"flip\":false}",
        "\"label_corruption\":{\"fraction\":0.2,\"rule\":\"resample\"}",
        "\"optimizer\":{\"sgd\":{\"momentum\":0.5,\"weight_decay\":0.001}}", "\"seed\":5",
        "\"full_maps\":true", "\"width_factor\":0.03125", "\"classes\":3,", "\"height\":8,",
      ] { #expect(flat.contains(part), "\(part) in \(flat)") }
      let store = try StateStore(opening: "\(folder)/run/states.zarr", in: files)
      #expect(try store.sites(probe: "images").map(\.name) == ["conv_l2", "logits"])
      #expect(try store.read(probe: "images", site: "conv_l2", snapshot: 0).shape == [40, 16, 4])
      let analysis = try Program.run(
        "analyze", "convergence", "run", "--feature-maps", "positions", "--quiet", in: folder)
      #expect(analysis.code == 0, "\(analysis.errors)")
    }
  }

  @Test("a finished run resumes to the same result, and its configuration reproduces it")
  func repeats() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      let options = ImageFolders.small + ["--dropout", "0.2", "--snapshots", "none", "--json"]
      let first = try Program.run(options + ["--out", "a"], in: folder)
      let again = try Program.run("train", "image", "--resume", "a", "--quiet", "--json", in: folder)
      #expect(first.code == 0 && again.code == 0, "\(first.errors)\(again.errors)")
      #expect(again.output == first.output)
      let copy = try Program.run(
        "train", "image", "--config", "a/config.json", "--out", "b", "--quiet", in: folder)
      #expect(copy.code == 0, "\(copy.errors)")
      let weights = ImageFolders.weights(12)
      #expect(try files.read("\(folder)/a/\(weights)") == files.read("\(folder)/b/\(weights)"))
      #expect(try files.read("\(folder)/a/config.json") == files.read("\(folder)/b/config.json"))
      let other = try Program.run(
        "train", "image", "--config", "a/config.json", "--seed", "2", "--steps", "5", "--out", "c", "--json",
        "--quiet", in: folder)
      #expect(try other.json()["step"] as? Int == 5)
      let start = ImageFolders.weights(0)
      #expect(try files.read("\(folder)/c/\(ImageFolders.weights(5))").count > 0)
      #expect(try !files.exists("\(folder)/c/\(weights)"))
      #expect(try files.exists("\(folder)/a/\(start)") == false, "the first checkpoint is let go")
    }
  }

  @Test("SIGTERM saves, exits with 143, and the run continues to the bits of an undisturbed one")
  func interruption() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      let options = ImageFolders.small + ["--epochs", "150", "--snapshots", "pow2:64"]
      let whole = try Program.run(options + ["--out", "whole", "--json"], in: folder)
      #expect(try whole.json()["step"] as? Int == 900, "\(whole.errors)")
      let stopped = try Program.run(
        options + ["--out", "part"], in: folder,
        terminatedWhen: { (try? files.read("\(folder)/part/metrics.jsonl").isEmpty) == false })
      #expect(stopped.code == 143)
      #expect(stopped.errors.contains("interrupted by SIGTERM"), "\(stopped.errors)")
      #expect(stopped.errors.contains("'strata train image --resume part' continues"))
      let resumed = try Program.run("train", "image", "--resume", "part", "--quiet", in: folder)
      #expect(resumed.code == 0, "\(resumed.errors)")
      let weights = ImageFolders.weights(900)
      #expect(try files.read("\(folder)/whole/\(weights)") == files.read("\(folder)/part/\(weights)"))
      let states = ImageFolders.names(in: "\(folder)/whole/states.zarr")
      #expect(states == ImageFolders.names(in: "\(folder)/part/states.zarr") && states.count > 10)
    }
  }

  @Test("a dry run forecasts and writes nothing")
  func dryRun() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      let before = ImageFolders.names(in: folder)
      let outcome = try Program.run(ImageFolders.small + ["--dry-run", "--json"], in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let object = try outcome.json()
      #expect(
        Set(object.keys) == [
          "parameters", "multiply_adds", "images", "steps", "snapshots", "training_seconds",
          "evaluation_seconds", "recording_seconds", "state_bytes", "checkpoint_bytes",
        ])
      #expect(object["parameters"] as? Int == 64 * 10 + 10 + 10 * 8 + 8 + 8 * 3 + 3)
      #expect(object["multiply_adds"] as? Int == 64 * 10 + 10 * 8 + 8 * 3)
      #expect(object["steps"] as? Int == 12 && object["images"] as? Int == 180)
      // Steps 0, 1, 2, 4, 8 and the last.
      #expect(object["snapshots"] as? Int == 6)
      let text = try Program.run(ImageFolders.small + ["--dry-run"], in: folder)
      #expect(text.output.contains("multiply-adds     744 an image"), "\(text.output)")
      #expect(ImageFolders.names(in: folder) == before)
    }
  }

  @Test(
    "what cannot be trained is one sentence and its exit code, and leaves nothing behind",
    arguments: [
      (["--preset", "nobody", "--out", "r"], Int32(2), "no preset is called 'nobody'"),
      (["--preset", "mlp-128"], 2, "name the run folder with --out"),
      (["--out", "r"], 2, "no model is named"),
      (["--momentum", "0.9"], 2, "--momentum belongs to sgd; add --optimizer sgd"),
      (["--optimizer", "sgd", "--momentum", "1"], 2, "momentum is 1.0"),
      (["--optimizer", "rmsprop"], 2, "rmsprop"),
      (["--record-sites", "dense_l0,conv_l0"], 2, "no site is called 'conv_l0'; this network has dense_l0"),
      (["--hidden", "5,x"], 2, "the value '5,x' is invalid for '--hidden <hidden>'"),
      (["--hidden", "5,"], 2, "the value '5,' is invalid for '--hidden <hidden>'"),
      (["--hidden", "0"], 2, "hidden_sizes is [0]"),
      (["--depth", "20"], 2, "depth is 20, but must be 0 for mlp"),
      (["--width", "0.5"], 2, "width_factor is 0.5, but must be 1 for mlp"),
      (["--family", "resnet", "--depth", "21"], 2, "depth is 21"),
      (["--family", "perceptron"], 2, "perceptron"),
      (["--lr", "0"], 2, "learning_rate is 0.0"),
      (["--dropout", "1"], 2, "dropout is 1.0"),
      (["--corrupt-labels", "1.5"], 2, "--corrupt-labels 1.5 is not a share from 0 to 1"),
      (["--corrupt-labels", "nan"], 2, "--corrupt-labels nan is not a share"),
      (
        ["--corrupt-labels", "0", "--label-rule", "resample"], 2,
        "--corrupt-labels 0 leaves nothing for --label-rule to act on"
      ),
      (["--label-rule", "resample"], 2, "--label-rule goes with --corrupt-labels"),
      (["--crop", "9"], 2, "augmentation.crop is 9, but must be from 0 to 8"),
      (["--crop=-1"], 2, "augmentation.crop is -1"),
      (["--holdout", "90"], 2, "can be held out, not 90"),
      (["--train-images", "0"], 2, "train_images is 0"),
      (["--batch-size", "0"], 2, "batch_size is 0"),
      (["--batch-norm", "--batch-size", "1"], 2, "batch_size is 1, but must be at least 2"),
      (["--batch-norm", "--train-images", "1"], 2, "train_images is 1, but must be at least 2"),
      (["--clip", "nothing"], 2, "nothing"),
      (["--pixels", "turned"], 2, "turned"),
      (["--config", "plateau.json5"], 2, "plateau with a holdout, since test images must not steer"),
      (["--snapshots", "none", "--full-maps"], 2, "--snapshots none leaves nothing for --full-maps"),
      (["--snapshots", "often"], 2, "often"),
      (["--precision", "bf16"], 2, "float16, lossless and rounded:BITS"),
      (["--probe-part", "valid"], 2, "no validation images"),
      (["--probe-images", "0"], 2, "samples is 0"),
      (["--out", "Corpora"], 2, "is not empty"),
      (["--data", "absent"], 3, "there is no folder 'absent'"),
      (["--data", "ptb"], 2, "'ptb' holds texts"),
      (["--config", "bad.json5"], 2, "unknown key 'batchsize'"),
      (["--config", "corrupt.json5"], 2, "2.0 is not from 0 to 1"),
      (["--config", "best.json5"], 2, "test_checkpoint is best"),
      (["--resume", "r", "--lr", "1"], 2, "remove --lr"),
      (["--resume", "r"], 3, "r does not exist"),
    ])
  func refused(options: [String], code: Int32, words: String) throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      for (name, text) in [
        ("bad", "{batchsize: 3}"), ("corrupt", "{label_corruption: {fraction: 2, rule: 'permute'}}"),
        ("best", "{test_checkpoint: 'best'}"), ("plateau", "{schedule: {plateau: {divisor: 2}}}"),
      ] { try files.create("\(folder)/\(name).json5", Array(text.utf8)) }
      let before = ImageFolders.names(in: folder)
      var arguments = ["train", "image"]
      if !options.contains("--resume") {
        if !options.contains("--data") { arguments += ["--data", "gratings"] }
        if !options.contains("--out"), options != ["--preset", "mlp-128"] { arguments += ["--out", "r"] }
        if !options.contains("--preset"), options != ["--out", "r"] { arguments += ["--preset", "mlp-128"] }
      }
      let outcome = try Program.run(arguments + options, in: folder)
      #expect(outcome.code == code, "\(outcome.errors)")
      #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
      #expect(ImageFolders.names(in: folder) == before)
    }
  }

  @Test("a recording takes the run's own sites, those that are named, or all")
  func recordsSites() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      try ImageFolders.train("run", "--record-sites", "logits , dense_l1", in: folder)
      for (index, (options, names)) in [
        ([], ["dense_l1", "logits"]), (["--sites", "dense_l0, logits"], ["dense_l0", "logits"]),
        (["--sites", "all"], ["dense_l0", "dense_l1", "logits"]),
      ].enumerated() {
        let record = try Program.run(
          ["record", "run", "--to", "\(index).zarr", "--quiet"] + options, in: folder)
        #expect(record.code == 0, "\(record.errors)")
        let store = try StateStore(opening: "\(folder)/\(index).zarr", in: files)
        #expect(store.probes.flatMap(\.sites).map(\.name) == names)
      }
    }
  }

  @Test("a family that is named again keeps its depth, and a new residual network has 20 layers")
  func keepsItsDepth() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      try files.create("\(folder)/depth.json5", Array("{network: {depth: 8}}".utf8))
      func parameters(_ options: String...) throws -> Int? {
        let outcome = try Program.run(
          ["train", "image", "--data", "gratings", "--batch-size", "8", "--dry-run", "--json"] + options,
          in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        return try outcome.json()["parameters"] as? Int
      }
      let eight = try parameters("--preset", "resnet-20", "--depth", "8")
      let twenty = try parameters("--preset", "resnet-20")
      #expect(eight != twenty && eight != nil)
      #expect(
        try parameters("--preset", "resnet-20", "--config", "depth.json5", "--family", "resnet") == eight)
      #expect(try parameters("--preset", "mlp-128", "--family", "resnet") == twenty)
    }
  }

  @Test("options switch off what a configuration file has switched on")
  func switchesOff() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      let first = try Program.run(
        ImageFolders.small + [
          "--clip", "1", "--pixels", "shuffled", "--train-images", "50", "--corrupt-labels", "0.5", "--steps",
          "2", "--full-maps", "--shuffled", "--record-sites", "logits", "--probe-images", "9", "--data-seed",
          "7", "--out", "on",
        ], in: folder)
      #expect(first.code == 0, "\(first.errors)")
      let second = try Program.run(
        "train", "image", "--config", "on/config.json", "--clip", "none", "--pixels", "none",
        "--train-images", "none", "--corrupt-labels", "0", "--steps", "none", "--no-full-maps",
        "--no-shuffled", "--record-sites", "all", "--probe-images", "none", "--out", "off", "--quiet",
        in: folder)
      #expect(second.code == 0, "\(second.errors)")
      #expect(second.output.hasPrefix("off: 12 steps"), "\(second.output)")
      func text(_ run: String) throws -> String {
        String(decoding: try files.read("\(folder)/\(run)/config.json"), as: UTF8.self).filter {
          !$0.isWhitespace
        }
      }
      let (on, off) = (try text("on"), try text("off"))
      for (key, mark) in [
        ("clip_norm", "\"clip_norm\":1"), ("pixels", "\"pixel_corruption\":\"shuffled\""),
        ("train", "\"train_images\":50"), ("labels", "\"label_corruption\""), ("steps", "\"steps\":2"),
        ("maps", "\"full_maps\":true"), ("shuffled", "\"shuffled\":true"), ("samples", "\"samples\":9"),
        ("sites", "\"sites\":[\"logits\"]"),
      ] {
        #expect(on.contains(mark), "\(key) in \(on)")
        #expect(!off.contains(mark), "\(key) in \(off)")
      }
      #expect(off.contains("\"data_seed\":7"))
    }
  }

  @Test("runs of several seeds learn from the same images and wrong labels")
  func dataSeeds() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      var probes: [ProbeDescription] = []
      for (name, options) in [
        ("1", []), ("2", []), ("3", ["--data-seed", "2"]), ("4", ["--label-rule", "resample"]),
      ] as [(String, [String])] {
        let outcome = try Program.run(
          ImageFolders.small + [
            "--corrupt-labels", "0.5", "--train-images", "40", "--holdout", "20", "--probe-part", "train",
            "--steps", "1", "--seed", name, "--out", name,
          ] + options, in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let store = try StateStore(opening: "\(folder)/\(name)/states.zarr", in: files)
        probes.append(try #require(store.probes.first))
      }
      #expect(probes[0].identity == probes[1].identity && probes[0].labels == probes[1].labels)
      #expect(probes[0].identity != probes[2].identity)
      // The same images with other wrong labels.
      #expect(probes[0].identity == probes[3].identity && probes[0].labels != probes[3].labels)
      let compare = try Program.run(
        "compare", "1@last:dense_l0", "4@last:dense_l0", "--json", "--quiet", in: folder)
      #expect(try compare.json()["observations"] as? Int == 40, "\(compare.errors)")
    }
  }

  /// Damage to the four files of a generated set.
  private static let damages: [(name: String, words: String, change: @Sendable (inout [UInt8]) -> Void)] = [
    (
      "train-images-idx3-ubyte", "its header claims 5760 bytes after it, but 5000 are there",
      { $0.removeLast(760) }
    ),
    ("train-images-idx3-ubyte", "it begins with 00 00 09 03", { $0[2] = 9 }),
    ("train-labels-idx1-ubyte", "it begins with 00 00 08 03", { $0[3] = 3 }),
    ("train-labels-idx1-ubyte", "gives image 4 the class 7, but there are 3, from 0 to 2", { $0[8 + 4] = 7 }),
    ("t10k-labels-idx1-ubyte", "gives image 0 the class 3, but there are 3", { $0[8] = 3 }),
    (
      "t10k-labels-idx1-ubyte", "has 60 images but",
      {
        $0[7] = 59
        $0.removeLast()
      }
    ),
    ("t10k-images-idx3-ubyte", "it ends after 9 bytes, within its header", { $0.removeLast($0.count - 9) }),
    ("t10k-images-idx3-ubyte", "it begins with nothing", { $0 = [] }),
  ]

  @Test("damaged files of images are named in one sentence", arguments: damages.indices)
  func damagedFiles(index: Int) throws {
    let (name, words, change) = Self.damages[index]
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      let path = "\(folder)/Corpora/gratings/\(name)"
      var bytes = try files.read(path)
      change(&bytes)
      try files.create(path, bytes)
      try expectRefusal(in: folder, data: "gratings", name, words)
    }
  }

  /// Runs a training that must be refused as bad data without a trace.
  private func expectRefusal(in folder: String, data: String, _ name: String, _ words: String) throws {
    let before = ImageFolders.names(in: folder)
    for ending in [["--out", "r"], ["--dry-run"]] {
      let outcome = try Program.run(
        ["train", "image", "--data", data, "--preset", "mlp-128"] + ending, in: folder)
      #expect(outcome.code == 3 && outcome.output.isEmpty)
      #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains(name) && outcome.errors.contains(words), "\(outcome.errors)")
    }
    #expect(ImageFolders.names(in: folder) == before)
  }

  /// Puts fixtures into the folders of two classes.
  private func classFolders(in folder: String) throws {
    for (fixture, place) in [
      ("quarters.png", "train/cat/a.png"), ("ramp.png", "train/dog/b.png"),
      ("quarters.jpg", "test/cat/c.jpg"),
    ] {
      let path = "\(folder)/Corpora/pets/\(place)"
      try files.makeFolders(Path.parent(of: path))
      try files.create(path, try files.read(Fixture.path("Images/\(fixture)")))
    }
  }

  @Test("a folder of classes is trained on")
  func trainsOnClassFolders() throws {
    try TemporaryDirectory.with { folder in
      try classFolders(in: folder)
      let outcome = try Program.run(
        [
          "train", "image", "--data", "pets", "--preset", "mlp-128", "--hidden", "3", "--steps", "2", "--out",
          "r", "--snapshots", "none", "--json", "--quiet",
        ], in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(try outcome.json()["step"] as? Int == 2)
    }
  }

  @Test("images that are none, or of several sizes, are named in one sentence")
  func strangeImages() throws {
    for (place, fixture, words) in [
      ("train/dog/x.jpg", nil, "is not a readable JPEG or PNG file"),
      ("train/dog/x.png", "wide.png", "bring all images to one size"),
      ("test/cat/d.jpg", "cut", "is not a readable JPEG"), ("test/bird/e.png", "ramp.png", "a class 'bird'"),
    ] as [(String, String?, String)] {
      try TemporaryDirectory.with { folder in
        try classFolders(in: folder)
        var bytes = Array("a text".utf8)
        if let fixture {
          bytes = try files.read(Fixture.path("Images/\(fixture == "cut" ? "ramp.jpg" : fixture)"))
          if fixture == "cut" { bytes.removeLast(bytes.count / 2) }
        }
        let path = "\(folder)/Corpora/pets/\(place)"
        try files.makeFolders(Path.parent(of: path))
        try files.create(path, bytes)
        try expectRefusal(in: folder, data: "pets", "Corpora/pets/", words)
      }
    }
  }

  @Test("images that changed since the run began are refused, as are runs of another kind")
  func changedImages() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      try ImageFolders.train("run", "--snapshots", "none", in: folder)
      let language = try Program.run("train", "language", "--resume", "run", "--quiet", in: folder)
      #expect(language.code == 3 && language.errors.contains("is a run of an image network"))
      let path = "\(folder)/Corpora/gratings/t10k-labels-idx1-ubyte"
      var bytes = try files.read(path)
      bytes[8] = (bytes[8] + 1) % 3
      try files.create(path, bytes)
      for arguments in [
        ["train", "image", "--resume", "run"], ["analyze", "ablation", "run"],
        ["train", "image", "--config", "run/config.json", "--out", "again"],
      ] {
        let outcome = try Program.run(arguments + ["--quiet"], in: folder)
        #expect(outcome.code == 3 && outcome.errorLines.count == 1)
        #expect(outcome.errors.contains("the t10k-labels-idx1-ubyte data are not those"), "\(outcome.errors)")
      }
      #expect(try !files.exists("\(folder)/again"))
    }
  }

  @Test("states of another run are refused, and found out by verify")
  func foreignStates() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      try ImageFolders.train("a", in: folder)
      try ImageFolders.train("b", "--seed", "2", in: folder)
      #expect(try Program.run("verify", "a", "b", "--quiet", in: folder).code == 0)
      try files.removeTree("\(folder)/a/states.zarr")
      let none = try Program.run("analyze", "layers", "a", "--quiet", in: folder)
      #expect(none.code == 3 && none.errors.contains("record them with 'strata record a'"))
      #expect(try Program.run("record", "a", "--to", "again.zarr", "--quiet", in: folder).code == 0)
      let store = try StateStore(opening: "\(folder)/again.zarr", in: files)
      #expect(try store.steps(probe: "images").isEmpty == false)
      try FileManager.default.copyItem(atPath: "\(folder)/b/states.zarr", toPath: "\(folder)/a/states.zarr")
      let analysis = try Program.run("analyze", "convergence", "a", "--quiet", in: folder)
      #expect(analysis.code == 3 && analysis.errors.contains("was recorded from another run"))
      let verify = try Program.run("verify", "a", "--quiet", in: folder)
      #expect(verify.code == 4 && verify.output.contains("is of another run"), "\(verify.output)")
    }
  }

  @Test("a flipped bit in the weights is found, and the run does not go on")
  func damagedCheckpoint() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      try ImageFolders.train("run", "--steps", "5", in: folder)
      let path = "\(folder)/run/\(ImageFolders.weights(5))"
      var bytes = try files.read(path)
      bytes[bytes.count - 1] ^= 1
      try files.create(path, bytes)
      let verify = try Program.run("verify", "run", "--quiet", in: folder)
      #expect(verify.code == 4 && verify.output.contains("model.safetensors is damaged"))
      let resume = try Program.run("train", "image", "--resume", "run", "--quiet", in: folder)
      #expect(resume.code == 3 && resume.errorLines.count == 1 && resume.errors.contains("is damaged"))
      let analysis = try Program.run("analyze", "noise", "run", "--quiet", in: folder)
      #expect(analysis.code == 3 && analysis.errors.contains("is damaged"))
    }
  }
}
