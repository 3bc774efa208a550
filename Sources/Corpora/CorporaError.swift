/// What is wrong with a text, an image set, a folder of them, or a download.
///
/// All cases are bad input data, except ``usage(_:)`` (a setting that cannot be used) and ``notFetched(name:failures:)``
/// (no mirror gave the file).
public enum CorporaError: Error, Equatable, Sendable {
  /// Nothing on the disk or in the registry has this name.
  case noSuchCorpus(name: String, root: String, known: [String])
  /// A known data set is not on the disk yet.
  case notPresent(name: String, folder: String)
  /// A folder lacks one of its three texts.
  case missingFile(path: String, alternatives: [String])
  /// A folder holds two sets of texts or of images.
  case ambiguous(folder: String, first: String, second: String)
  /// A name that must be a file is a folder or a device.
  case notAFile(path: String)
  /// A text has no word in it.
  case noWords(path: String, bytes: Int)
  /// A text that is read as characters or bytes has none.
  case emptyText(path: String)
  /// A single file has too few lines to be cut in three.
  case tooFewLines(path: String, bytes: Int)
  /// A text is not UTF-8; `line` counts from 1, `byte` from 0.
  case notUTF8(path: String, line: Int, byte: Int, value: UInt8)
  /// A text of a known data set has another number of tokens than the published one.
  case tokenCount(corpus: String, path: String, expected: Int, found: Int)
  /// The texts of a known data set together have another number of words than the published ones.
  case vocabularySize(corpus: String, folder: String, expected: Int, found: Int)
  /// A vocabulary file has a line that is empty, repeated or not one token.
  case badVocabulary(path: String, line: Int, problem: String)
  /// A word is not in a vocabulary.
  case unknownWord(word: String, source: String)
  /// A character is not in a vocabulary; it is spelled as in `vocab.txt`.
  case unknownCharacter(character: String, source: String)
  /// A text is not of the synthetic language that scores it; `position` counts tokens from 0.
  case impossibleWord(word: String, position: Int)
  /// The true losses of a generated text are of another text.
  case staleTruth(path: String, split: Split)
  /// A file of what the grammar knows holds a number that cannot be a label; row and column count from 0.
  case badTruth(path: String, row: Int, column: Int, value: String)
  /// A text is too short for what is asked of it.
  case tooFewTokens(what: String, found: Int, needed: Int, remedy: String)
  /// A file's SHA-256 is not the published one.
  case wrongFile(path: String, corpus: String, expected: String, found: String)
  /// A folder or archive that was given does not hold a file of the data set.
  case notInSource(source: String, corpus: String, file: String)
  /// No mirror gave the file; `failures` has one entry a mirror.
  case notFetched(name: String, failures: [String])
  /// A folder lacks one of the files of an image set.
  case missingImages(path: String, alternatives: [String])
  /// A file of images or labels is damaged or of another format.
  case badImageFile(path: String, problem: String)
  /// An image has a class that the set does not have; `image` counts from 0.
  case labelOutOfRange(path: String, image: Int, label: Int, classes: Int)
  /// A set has another number of labels than of images.
  case imageCount(images: String, count: Int, labels: String, labelCount: Int)
  /// An image has another size than the first one of its set.
  case mixedSizes(path: String, found: ImageShape, expected: ImageShape, first: String)
  /// A set of images that was asked for by name has other numbers of images than the published one.
  case imageCounts(corpus: String, folder: String, expected: ImageCounts, found: ImageCounts)
  /// The file that names the classes does not fit the folders of the classes.
  case badClassFile(path: String, problem: String)
  /// A part has the folder of a class that the training images do not have.
  case unknownClass(path: String, name: String)
  /// A folder in which images are expected holds none.
  case noImages(path: String)
  /// A setting of synthetic data, of a probe, or of how images are read cannot be used.
  case usage(String)
}

extension CorporaError: CustomStringConvertible {
  /// One sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .noSuchCorpus(let name, let root, let known):
      "there is no folder '\(name)' and no data set of that name in \(root); "
        + "give the folder that holds the files, or one of \(known.joined(separator: ", "))"
    case .notPresent(let name, let folder):
      "\(name) is not in \(folder); get it with 'strata data fetch \(name)', or give the folder that holds it"
    case .missingFile(let path, let alternatives):
      "\(path) does not exist; a folder of texts holds \(alternatives.joined(separator: ", or "))"
    case .ambiguous(let folder, let first, let second):
      "\(folder) holds both \(first) and \(second); keep one set in the folder"
    case .notAFile(let path):
      "\(path) is not a file; give a text of one sentence a line"
    case .noWords(let path, let bytes):
      "\(path) has no words (\(bytes) bytes); give a text of one sentence a line"
    case .emptyText(let path):
      "\(path) is empty; give a text"
    case .tooFewLines(let path, let bytes):
      "\(path) has too few lines (\(bytes) bytes) to be cut into training, validation and test text; "
        + "give a longer text, or a folder with train.txt, valid.txt and test.txt"
    case .notUTF8(let path, let line, let byte, let value):
      "\(path) is not UTF-8: byte 0x\(hexadecimal(value)) at offset \(byte) (line \(line)) starts no character; "
        + "convert the file to UTF-8, or take bytes as tokens"
    case .tokenCount(let corpus, let path, let expected, let found):
      "\(path) has \(found) tokens with one <eos> a line, but \(corpus) has \(expected) there; "
        + "fetch the published file, or give the folder a name of its own"
    case .vocabularySize(let corpus, let folder, let expected, let found):
      "the texts in \(folder) have \(found) different words, but \(corpus) has \(expected); "
        + "fetch the published files, or give the folder a name of its own"
    case .badVocabulary(let path, let line, let problem):
      "\(path), line \(line): \(problem); a vocabulary has one token a line"
    case .unknownWord(let word, let source):
      "the word '\(word)' of \(source) is not in the vocabulary; use a text of the same language"
    case .unknownCharacter(let character, let source):
      "the character '\(character)' of \(source) is not in the vocabulary; use a text of the same language"
    case .impossibleWord(let word, let position):
      "the word '\(word)' at position \(position) cannot stand there in the synthetic language; "
        + "score a text that the same language and seed generated"
    case .staleTruth(let path, let split):
      "\(path) does not belong to the \(split) text beside it; generate the corpus again"
    case .badTruth(let path, let row, let column, let value):
      "\(path) holds \(value) in row \(row), column \(column), where a label is a whole number from 0 to "
        + "\(TextCorpus.greatestGrammarLabel); generate the corpus again"
    case .tooFewTokens(let what, let found, let needed, let remedy):
      "\(what) has \(found) tokens and needs \(needed); \(remedy)"
    case .wrongFile(let path, let corpus, let expected, let found):
      "\(path) is not the file of \(corpus): its SHA-256 is \(found), but \(expected) was published; fetch it again"
    case .notInSource(let source, let corpus, let file):
      "\(source) has no \(file), which \(corpus) needs; give the folder or archive that holds it"
    case .notFetched(let name, let failures):
      "\(name) could not be fetched (\(failures.joined(separator: "; "))); "
        + "try again later, or give a local copy with --from"
    case .missingImages(let path, let alternatives):
      "\(path) does not exist; a folder of images holds \(alternatives.joined(separator: "; or "))"
    case .badImageFile(let path, let problem):
      "\(path) cannot be read: \(problem); fetch or make it again"
    case .labelOutOfRange(let path, let image, let label, let classes):
      "\(path) gives image \(image) the class \(label), but there are \(classes), from 0 to \(classes - 1); mend the file"
    case .imageCount(let images, let count, let labels, let labelCount):
      "\(images) has \(count) images but \(labels) has \(labelCount) labels; give the files of one set"
    case .mixedSizes(let path, let found, let expected, let first):
      "\(path) is \(found), but \(first) is \(expected); bring all images to one size"
    case .imageCounts(let corpus, let folder, let expected, let found):
      "\(folder) has \(found.description(besides: expected)), "
        + "but \(corpus) has \(expected.description(besides: found)); fetch the published files, or give the folder a name of its own"
    case .badClassFile(let path, let problem):
      "\(path) cannot be used: \(problem); "
        + "write the name of each folder of training images once, one a line, or remove it"
    case .unknownClass(let path, let name):
      "\(path) holds a class '\(name)' that the training images do not have; "
        + "move the folder away, or add training images"
    case .noImages(let path):
      "\(path) holds no .jpg, .jpeg or .png file; put images there, or remove the folder"
    case .usage(let sentence): sentence
    }
  }

  private func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count < 2 ? "0\(digits)" : digits
  }
}
