/// One measurement of a training: a line of `metrics.jsonl`.
///
/// A run on text counts tokens and has a perplexity, and on characters or bytes the bits that each of them
/// takes; a run on images counts images and has an accuracy. A line has only the keys of its kind.
public struct MetricRecord: Codable, Equatable, Sendable {
  /// Optimiser updates so far.
  public var step: Int
  /// The epoch, from 1.
  public var epoch: Int
  /// Training tokens so far; nil of a run on images.
  public var tokens: Int?
  /// Training images so far; nil of a run on text.
  public var images: Int?
  /// Seconds since the run began.
  public var wall: Double
  /// `train`, `valid` or `test`.
  public var split: String
  /// Nats a token, or an image.
  public var loss: Double
  /// The exponential of the loss; nil of a run on images.
  public var perplexity: Double?
  /// The loss over ln 2, where tokens are characters.
  public var bitsPerCharacter: Double?
  /// The loss over ln 2, where tokens are bytes.
  public var bitsPerByte: Double?
  /// The share of images whose most probable class is their label, 0 to 1; nil of a run on text.
  public var accuracy: Double?
  /// Training tokens a second, evaluation and recording aside; for `train`.
  public var tokensPerSecond: Double?
  /// Training images a second, evaluation and recording aside; for `train`.
  public var imagesPerSecond: Double?
  /// The global norm of the gradient before clipping; for `train`.
  public var gradNorm: Double?
  /// The learning rate; for `train`.
  public var lr: Double?

  /// The names in the file.
  enum CodingKeys: String, CodingKey {
    case step, epoch, tokens, images, wall, split, loss, perplexity, accuracy, lr
    case bitsPerCharacter = "bits_per_character"
    case bitsPerByte = "bits_per_byte"
    case tokensPerSecond = "tokens_per_second"
    case imagesPerSecond = "images_per_second"
    case gradNorm = "grad_norm"
  }

  /// Puts together a measurement of a run on text.
  public init(
    step: Int, epoch: Int, tokens: Int, wall: Double, split: String, loss: Double, perplexity: Double,
    bitsPerCharacter: Double? = nil, bitsPerByte: Double? = nil, tokensPerSecond: Double? = nil,
    gradNorm: Double? = nil, lr: Double? = nil
  ) {
    self.step = step
    self.epoch = epoch
    self.tokens = tokens
    self.wall = wall
    self.split = split
    self.loss = loss
    self.perplexity = perplexity
    self.bitsPerCharacter = bitsPerCharacter
    self.bitsPerByte = bitsPerByte
    self.tokensPerSecond = tokensPerSecond
    self.gradNorm = gradNorm
    self.lr = lr
  }

  /// Puts together a measurement of a run on images.
  public init(
    step: Int, epoch: Int, images: Int, wall: Double, split: String, loss: Double, accuracy: Double,
    imagesPerSecond: Double? = nil, gradNorm: Double? = nil, lr: Double? = nil
  ) {
    self.step = step
    self.epoch = epoch
    self.images = images
    self.wall = wall
    self.split = split
    self.loss = loss
    self.accuracy = accuracy
    self.imagesPerSecond = imagesPerSecond
    self.gradNorm = gradNorm
    self.lr = lr
  }

  /// Decodes a line, which must have the keys of one kind of run.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Double? { try values.decodeIfPresent(Double.self, forKey: key) }
    step = try values.decode(Int.self, forKey: .step)
    epoch = try values.decode(Int.self, forKey: .epoch)
    images = try values.decodeIfPresent(Int.self, forKey: .images)
    // A line without images is of a text, and must have what such lines always had.
    tokens = images == nil ? try values.decode(Int.self, forKey: .tokens) : nil
    wall = try values.decode(Double.self, forKey: .wall)
    split = try values.decode(String.self, forKey: .split)
    loss = try values.decode(Double.self, forKey: .loss)
    perplexity = images == nil ? try values.decode(Double.self, forKey: .perplexity) : nil
    accuracy = images == nil ? nil : try values.decode(Double.self, forKey: .accuracy)
    bitsPerCharacter = try number(.bitsPerCharacter)
    bitsPerByte = try number(.bitsPerByte)
    tokensPerSecond = try number(.tokensPerSecond)
    imagesPerSecond = try number(.imagesPerSecond)
    gradNorm = try number(.gradNorm)
    lr = try number(.lr)
  }
}

extension MetricRecord {
  /// The bits that a character or byte takes, with the measure's key and its name in words; nil where
  /// tokens are words, and of images.
  public var bits: (key: String, name: String, value: Double)? {
    bitsPerCharacter.map { (CodingKeys.bitsPerCharacter.rawValue, "bits per character", $0) }
      ?? bitsPerByte.map { (CodingKeys.bitsPerByte.rawValue, "bits per byte", $0) }
  }
}
