public import Tensors

extension ImageSet {
  /// A copy in which some training images became validation images, and only some of the others are left.
  ///
  /// What is held out depends on `holdout` and the key alone, and fewer training images are among more of the
  /// same key. All parts stay in the order of the files.
  ///
  /// - Parameters:
  ///   - holdout: how many of the training images, the last in a random order, become ``valid``; with 0
  ///     ``valid`` stays.
  ///   - trainImages: at most how many training images are left, or nil for all.
  ///   - key: the key of this purpose.
  /// - Throws: ``CorporaError/usage(_:)`` where no training image would be left, or the set has validation
  ///   images already.
  public func split(holdout: Int, trainImages: Int?, key: RandomKey) throws -> ImageSet {
    guard (0..<train.count).contains(holdout) else {
      throw CorporaError.usage(
        "from 0 to \(train.count - 1) of \(train.count) training images can be held out, not \(holdout)")
    }
    guard holdout == 0 || valid == nil else {
      throw CorporaError.usage("\(name) has validation images of its own; hold no training images out")
    }
    guard trainImages ?? 1 > 0 else {
      throw CorporaError.usage("training takes at least one image, not \(trainImages ?? 0)")
    }
    var result = self
    var left = Array(0..<train.count)
    if holdout > 0 {
      let order = key.child("holdout").permutation(train.count)
      result.valid = train.subset(order.suffix(holdout).sorted())
      // Held-out images are scored by what they show.
      result.valid?.labels = order.suffix(holdout).sorted().map { trueTrainLabels[$0] }
      left = order.dropLast(holdout).sorted()
    }
    if let trainImages, trainImages < left.count {
      let chosen = key.child("train images").permutation(left.count).prefix(trainImages).sorted()
      left = chosen.map { left[$0] }
    }
    guard left.count < train.count else { return result }
    result.train = train.subset(left)
    result.trueTrainLabels = left.map { trueTrainLabels[$0] }
    return result
  }

  /// A copy with corrupted training labels, or corrupted pixels, or both.
  ///
  /// Labels of validation and test images stay true, and ``trueTrainLabels`` stays. Pixels of all parts
  /// change: shuffled ones by one permutation, random ones by another for every image, and Gaussian images
  /// have the means and deviations of the training images.
  ///
  /// - Parameters:
  ///   - labels: how labels are corrupted, or nil.
  ///   - pixels: how pixels are corrupted, or nil.
  ///   - key: the key of this purpose.
  public func corrupted(labels: LabelCorruption?, pixels: PixelCorruption?, key: RandomKey) -> ImageSet {
    var result = self
    if let labels {
      result.train.labels = labels.apply(
        to: trueTrainLabels, classes: classNames.count, key: key.child("labels"))
    }
    guard let pixels else { return result }
    let moments = train.channelMoments
    func apply(_ images: LabelledImages, _ part: ImagePart) -> LabelledImages {
      let key = key.child("pixels").child(pixels == .shuffled ? "all" : part.rawValue)
      return pixels.apply(to: images, moments: moments, key: key)
    }
    result.train = apply(result.train, .train)
    result.valid = result.valid.map { apply($0, .valid) }
    result.test = apply(result.test, .test)
    return result
  }
}
