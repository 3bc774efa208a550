extension CorpusRegistry {
  /// The MNIST database of handwritten digits (LeCun, Cortes, Burges, 1998).
  public static let mnist = KnownCorpus(
    name: "mnist", title: "MNIST",
    files: [
      KnownCorpus.File(
        name: "train-images-idx3-ubyte", bytes: 47_040_016,
        checksum: .sha256("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        gzip: KnownCorpus.Packed(
          bytes: 9_912_422, sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
        images: 60_000),
      KnownCorpus.File(
        name: "train-labels-idx1-ubyte", bytes: 60_008,
        checksum: .sha256("65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        gzip: KnownCorpus.Packed(
          bytes: 28_881, sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        images: 60_000),
      KnownCorpus.File(
        name: "t10k-images-idx3-ubyte", bytes: 7_840_016,
        checksum: .sha256("0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        gzip: KnownCorpus.Packed(
          bytes: 1_648_877, sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        images: 10_000),
      KnownCorpus.File(
        name: "t10k-labels-idx1-ubyte", bytes: 10_008,
        checksum: .sha256("ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        gzip: KnownCorpus.Packed(
          bytes: 4_542, sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        images: 10_000),
    ],
    images: ImageCounts(
      shape: ImageShape(height: 28, width: 28, channels: 1),
      train: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
      test: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]),
    licence: "Made by Y. LeCun, C. Cortes and C. Burges from NIST's Special Databases 1 and 3; "
      + "free of charge, and cited when used.",
    mirrors: [
      .files(idxAddresses("https://ossci-datasets.s3.amazonaws.com/mnist/")),
      .files(idxAddresses("https://storage.googleapis.com/cvdf-datasets/mnist/")),
      .files(idxAddresses("https://raw.githubusercontent.com/fgnt/mnist/master/")),
    ])

  /// CIFAR-10 in its binary version (Krizhevsky, 2009).
  ///
  /// Of the batches only the MD5 is known; the archive that holds them is checked by its SHA-256.
  public static let cifar10 = KnownCorpus(
    name: "cifar-10", title: "CIFAR-10",
    files: zip(
      CIFAR10Files.names,
      [
        "5dd7e06a14cb22eb9f671a540d1b7c25", "5ea93a67294ea407fff1d09f752e9692",
        "942cd6a4bcdd0dd3c604fbe906cb4421", "ae636b3ba5c66a11e91e8cb52e771fcb",
        "53f37980c15c3d472c316c40844f3f0d", "803d5f7f4d78ea53de84dbe85f74fb6d",
      ]
    ).map { name, digits in
      KnownCorpus.File(name: name, bytes: 30_730_000, checksum: .md5(digits), images: 10_000)
    },
    images: ImageCounts(
      shape: CIFAR10.shape, train: [Int](repeating: 5000, count: 10), test: [Int](repeating: 1000, count: 10)),
    licence: "Made by A. Krizhevsky, V. Nair and G. Hinton from photographs of the web, "
      + "to be cited by Krizhevsky's report of 2009; no licence is stated.",
    mirrors: [
      .archive("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
      .archive("https://cave.cs.toronto.edu/kriz/cifar-10-binary.tar.gz"),
      .archive(
        "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/cifar-10-binary.tar.gz"),
    ],
    archive: KnownCorpus.Packed(
      bytes: 170_052_171, sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"))

  /// The addresses of the four gzipped files in a folder of the web.
  private static func idxAddresses(_ folder: String) -> [String] {
    IDXFiles.names.map { "\(folder)\($0).gz" }
  }
}
