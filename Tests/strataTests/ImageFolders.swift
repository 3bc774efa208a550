import Foundation
import Storage
import TestSupport
import Testing

/// Folders of images and runs on them, made by the program itself.
enum ImageFolders {
  /// Generates 90 training and 60 test gratings of three directions, 8 × 8, in `folder/Corpora/gratings`.
  static func generate(in folder: String) throws {
    let outcome = try Program.run(
      "data", "generate", "gratings", "--train-images", "90", "--test-images", "60", "--classes", "3",
      "--image-size", "8", "--quiet", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  /// The options of a run of twelve updates of a network with layers of ten and eight units.
  static let small = [
    "train", "image", "--data", "gratings", "--preset", "mlp-128", "--hidden", "10,8", "--batch-size", "15",
    "--epochs", "2", "--lr", "0.01", "--quiet",
  ]

  /// Trains a small run; the images must be there.
  static func train(_ name: String, _ options: String..., in folder: String) throws {
    let outcome = try Program.run(small + ["--out", name] + options, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  /// The name of a step's folder of weights.
  static func weights(_ step: Int) -> String {
    let digits = String(step)
    return "checkpoints/step_" + String(repeating: "0", count: 8 - digits.count) + digits
      + "/model.safetensors"
  }

  /// Every name below a folder.
  static func names(in folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).sorted()
  }
}
