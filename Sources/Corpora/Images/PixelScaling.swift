/// How pixels become numbers.
public enum PixelScaling: String, Codable, CaseIterable, Sendable {
  /// From 0, black, to 1.
  case unit
  /// Each channel with mean 0 and standard deviation 1 over all pixels of the training images.
  case standardized
  /// Each image by itself: (x − mean) / max(deviation, 1/√count) over its `count` numbers x from 0 to 1, as
  /// TensorFlow's `per_image_standardization`.
  case whitened
  /// Each of three channels less 0.485, 0.456, 0.406 and over 0.229, 0.224, 0.225, as torchvision's models are trained.
  case imagenet
}
