import Corpora
import Experiments
import Networks
import Storage

/// A run whose network is examined.
struct ExaminedRun {
  let directory: RunDirectory
  let network: any ExaminedNetwork
  /// The checkpoint's step.
  let step: Int
  /// Whether that is the last one of the run.
  let isLast: Bool
  /// How many images or tokens are scored.
  let count: Int
  /// The part that they come from.
  let part: ImagePart

  /// Opens the run in a folder, of whatever kind.
  init(
    _ path: String, step: ActivationSource.Step, part: ImagePart, count: (images: Int, tokens: Int),
    in files: any FileSystem
  ) throws {
    directory = try RunDirectory(opening: path, in: files)
    self.part = part
    switch try RunKind(of: directory, in: files) {
    case .image:
      let stored = try StoredImageRun(opening: path, in: files)
      self.step = try stored.step(step)
      isLast = try stored.step(.last) == self.step
      let images = try stored.images()
      let examined = try ExaminedImages(
        try stored.network(step: self.step), set: images, part: part, count: count.images,
        transform: stored.transform(of: images))
      (network, self.count) = (examined, examined.count)
    case .language:
      let stored = try StoredRun(opening: path, in: files)
      self.step = try stored.step(step)
      isLast = try stored.step(.last) == self.step
      guard let split = Split(rawValue: part.rawValue) else {
        throw CommandError.usage("a text has no part '\(part.rawValue)'")
      }
      let examined = try ExaminedText(
        try stored.model(step: self.step), corpus: try stored.corpus(), split: split,
        count: min(count.tokens, .max - 1) + 1,
        in: files)
      (network, self.count) = (examined, examined.count)
    }
  }
}
