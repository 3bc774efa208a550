import Foundation
import Storage
import TestSupport
import Testing

@Suite("strata evaluate on images")
struct EvaluateImagesTests {
  private let files = LocalFileSystem()

  /// Scores and gives the JSON object.
  private func scores(_ arguments: String..., in folder: String) throws -> [String: Any] {
    let outcome = try Program.run(["evaluate"] + arguments + ["--json", "--quiet"], in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return try outcome.json()
  }

  @Test(
    "weights from elsewhere have the scores of the run that they are from; few classes have no first five")
  func weights() throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      try ImageFolders.train("run", "--snapshots", "none", in: folder)
      let weights = "run/\(ImageFolders.weights(12))"
      for part in ["train", "test"] {
        let own = try scores("run", "--split", part, in: folder)
        #expect(Set(own.keys) == ["images", "mean_loss", "accuracy", "part"])
        #expect(own["images"] as? Int == (part == "train" ? 90 : 60) && own["part"] as? String == part)
        let foreign = try scores(
          "--weights", weights, "--family", "mlp", "--hidden", "10,8", "--images", "gratings", "--scaling",
          "unit", "--split", part, in: folder)
        #expect(foreign["mean_loss"] as? Double == own["mean_loss"] as? Double)
        #expect(foreign["accuracy"] as? Double == own["accuracy"] as? Double)
      }
      let text = try Program.run("evaluate", "run", "--quiet", in: folder)
      #expect(text.output.contains("accuracy 0.") && !text.output.contains("among the first five"))
      let none = try Program.run("evaluate", "run", "--split", "valid", in: folder)
      #expect(none.code == 3 && none.errors.contains("has no valid images; score train or test"))
      let six = try Program.run(
        "data", "generate", "gratings", "--to", "six", "--train-images", "60", "--test-images", "60",
        "--classes", "6", "--image-size", "8", "--quiet", in: folder)
      #expect(six.code == 0, "\(six.errors)")
      try ImageFolders.train("second", "--data", "six", "--snapshots", "none", in: folder)
      let top = try #require(try scores("second", in: folder)["accuracy_top5"] as? Double)
      #expect(top > 0.5 && top <= 1)
      let sentence = try Program.run("evaluate", "second", "--quiet", in: folder)
      #expect(sentence.output.contains("among the first five"))
    }
  }

  @Test("a folder of test images alone is scored, and not trained on")
  func testImagesAlone() throws {
    try TemporaryDirectory.with { folder in
      for (fixture, place) in [
        ("quarters.png", "pets/train/cat/a.png"), ("ramp.png", "pets/train/dog/b.png"),
        ("quarters.jpg", "pets/test/cat/c.jpg"), ("quarters.png", "alone/val/cat/a.png"),
        ("ramp.png", "alone/val/dog/b.png"),
      ] {
        try files.makeFolders(Path.parent(of: "\(folder)/\(place)"))
        try files.create("\(folder)/\(place)", try files.read(Fixture.path("Images/\(fixture)")))
      }
      let train = try Program.run(
        "train", "image", "--data", "pets", "--preset", "mlp-128", "--hidden", "3", "--steps", "2", "--out",
        "run", "--snapshots", "none", "--quiet", in: folder)
      #expect(train.code == 0, "\(train.errors)")
      let shape = ["--weights", "run/\(ImageFolders.weights(2))", "--family", "mlp", "--hidden", "3"]
      let alone = try Program.run(
        ["evaluate", "--images", "alone", "--scaling", "unit", "--json", "--quiet"] + shape, in: folder)
      #expect(alone.code == 0, "\(alone.errors)")
      // The same two images as the run's training part.
      #expect(
        try alone.json()["mean_loss"] as? Double
          == scores("run", "--split", "train", in: folder)["mean_loss"] as? Double)
      for (options, code, words) in [
        (["--scaling", "standardized"], Int32(2), "takes the means and deviations of training images"),
        (["--scaling", "unit", "--split", "train"], 3, "alone has no train images; score test"),
      ] as [([String], Int32, String)] {
        let outcome = try Program.run(["evaluate", "--images", "alone"] + options + shape, in: folder)
        #expect(outcome.code == code && outcome.errorLines.count == 1)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
      }
      let refused = try Program.run(
        "train", "image", "--data", "alone", "--preset", "mlp-128", "--out", "none", in: folder)
      #expect(refused.code == 3 && refused.errorLines.count == 1)
      #expect(refused.errors.contains("alone/train does not exist"), "\(refused.errors)")
    }
  }

  @Test(
    "an option that would not be used is refused",
    arguments: [
      (["r", "--images", "i"], "remove --images"), (["r", "--scaling", "unit"], "remove --scaling"),
      (["r", "--family", "mlp"], "remove --family"), (["r", "--hidden", "3"], "remove --hidden"),
      (["r", "--width", "1", "--depth", "20"], "remove --width, --depth"),
      (["r", "--weights", "w", "--text", "t", "--images", "i"], "remove --weights, --text, --images"),
      (["r", "--vocabulary", "v"], "remove --vocabulary"), (["r", "--split", "all"], "none of train, valid"),
      (["--weights", "w", "--images", "i", "--family", "mlp", "--split", "all"], "none of train, valid"),
      (["--weights", "w", "--images", "i", "--family", "mlp", "--step", "3"], "have no step"),
      (["--weights", "w", "--images", "i", "--family", "mlp", "--text", "t"], "do not go together"),
      (["--weights", "w", "--vocabulary", "v", "--text", "t", "--scaling", "unit"], "do not go together"),
      (["r", "--tokens", "bytes"], "remove --tokens"),
      (["--weights", "w", "--tokens", "bytes"], "add --text"),
      (["--weights", "w", "--tokens", "characters", "--text", "t"], "add --vocabulary"),
      (["--weights", "w", "--tokens", "bytes", "--images", "i"], "do not go together"),
      (["--weights", "w", "--vocabulary", "v", "--text", "t", "--split", "test"], "remove --split"),
      (["--weights", "w", "--vocabulary", "v", "--text", "t", "--step", "3"], "remove --step"),
      (["--weights", "w", "--images", "i"], "--weights, --images and --family together"),
      (["--images", "i", "--family", "mlp"], "--weights, --images and --family together"),
      (["--weights", "w"], "name a run, or add --vocabulary, --text"), (["--step", "1"], "remove --step"),
    ])
  func unusedOptions(arguments: [String], words: String) throws {
    let outcome = try Program.run(["evaluate"] + arguments)
    #expect(outcome.code == 2 && outcome.errorLines.count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test(
    "shapes that a family does not have are refused",
    arguments: [
      (["--family", "convnet", "--hidden", "3"], "hidden_sizes is [3]"),
      (["--family", "mlp", "--width", "0.5"], "width_factor is 0.5"),
      (["--family", "mlp", "--depth", "20"], "depth is 20"),
      (["--family", "resnet", "--hidden", "3"], "hidden_sizes is [3]"),
      (["--family", "mlp"], "scaling is imagenet, but must be another for images of 1 channels"),
    ])
  func wrongShapes(options: [String], words: String) throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      let file = SafetensorsFile(tensors: [], metadata: [:])
      try file.write(to: "\(folder)/w", in: files)
      let outcome = try Program.run(
        ["evaluate", "--weights", "w", "--images", "gratings"] + options, in: folder)
      #expect(outcome.code == 2 && outcome.errorLines.count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  @Test(
    "a configuration that was edited into what cannot be is bad data, in one sentence",
    arguments: [
      ([("\"unit\"", "\"imagenet\"")], "scaling is imagenet, but must be another for images of 1 channels"),
      (
        [("\"unit\"", "\"imagenet\""), ("\"channels\" : 1", "\"channels\" : 3")],
        "is of a network for other images than the 8 × 8 × 1 in 3 classes"
      ), ([("\"batch_size\" : 15", "\"batch_size\" : 0")], "batch_size is 0"),
      ([("\"holdout\" : 0", "\"holdout\" : 90")], "can be held out, not 90"),
      ([("\"classes\" : 3", "\"classes\" : 4")], "is of a network for other images"),
    ])
  func editedConfiguration(changes: [(String, String)], words: String) throws {
    try TemporaryDirectory.with { folder in
      try ImageFolders.generate(in: folder)
      try ImageFolders.train("run", "--steps", "2", in: folder)
      let path = "\(folder)/run/config.json"
      var text = String(decoding: try files.read(path), as: UTF8.self)
      for (old, new) in changes {
        #expect(text.contains(old), "\(text)")
        text = text.replacing(old, with: new)
      }
      try files.create(path, Array(text.utf8))
      for command in [
        ["evaluate", "run"], ["analyze", "noise", "run"], ["record", "run", "--to", "x.zarr"],
      ] {
        let outcome = try Program.run(command + ["--quiet"], in: folder)
        #expect(outcome.code == 3 && outcome.errorLines.count == 1, "\(outcome.errors)")
        #expect(
          outcome.errors.contains("run/config.json") && outcome.errors.contains(words), "\(outcome.errors)")
      }
    }
  }
}
