public import Storage

extension ImageSet {
  /// Reads a set.
  ///
  /// The images of a data set that was asked for by name must have the published numbers of each class. Where
  /// they have them but not the published bytes, ``warnings`` says so.
  ///
  /// - Parameters:
  ///   - nameOrFolder: `mnist`, `cifar-10`, the name of another folder in `root`, or the path of a folder:
  ///     with the four IDX files of MNIST, gzipped or not, with CIFAR-10's six batches, or with a folder of
  ///     JPEG and PNG images for each class below `train` and `test`.
  ///   - root: the folder of corpora.
  ///   - needsTraining: whether there must be training images. Without them class folders may have `test`, `val` or `valid`
  ///     alone, and ``train`` may have no image.
  ///   - fileSystem: where to read.
  /// - Throws: ``CorporaError``, and what the file system throws.
  public static func load(
    _ nameOrFolder: String, root: String = "Corpora", needsTraining: Bool = true,
    in fileSystem: any FileSystem = LocalFileSystem()
  ) throws -> ImageSet {
    let place = try CorpusPlace.find(nameOrFolder, root: root, kind: .images, in: fileSystem)
    let contents = try contents(of: place.path, needsTraining: needsTraining, in: fileSystem)
    let counts = contents.counts
    if let asked = place.known, let expected = asked.images, expected != counts {
      throw CorporaError.imageCounts(
        corpus: asked.name, folder: place.path, expected: expected, found: counts)
    }
    let known = place.known ?? CorpusRegistry.all.first { $0.images == counts }
    return ImageSet(
      name: known?.name ?? CorpusPlace.name(ofFolder: place.path), folder: place.path, contents: contents,
      warnings: known.map { warnings(about: $0, contents, place.path) } ?? [])
  }

  /// How many images of each class the set has; corrupted labels count as what they are now.
  public var counts: ImageCounts {
    ImageSetContents(train: train, valid: valid, test: test, classNames: classNames).counts
  }

  /// What the images in a folder are.
  static func contents(
    of folder: String, needsTraining: Bool = true, in fileSystem: any FileSystem
  ) throws -> ImageSetContents {
    // Folders of test images alone are found too, so that what is missing is named.
    let (layout, folder) =
      try ImageLayout.find(in: folder, fileSystem, needsTraining: false) ?? (.idx, folder)
    if layout == .classFolders {
      return try ImageFolder.read(folder, needsTraining: needsTraining, in: fileSystem)
    }
    var files = ImageFiles(folder: folder, fileSystem: fileSystem)
    let generated = try SyntheticImageSet.read(from: folder, in: fileSystem)
    return try contents(of: &files, layout: layout, classes: generated?.images.classes)
  }

  /// What some files hold.
  ///
  /// - Parameter classes: of IDX files, how many classes there are, where that is known.
  static func contents(of files: inout ImageFiles, layout: ImageLayout, classes: Int? = nil) throws
    -> ImageSetContents
  {
    var contents =
      layout == .cifar10 ? try CIFAR10Files.read(&files) : try IDXFiles.read(&files, classes: classes)
    contents.hashes = files.hashes
    contents.unpublished = files.unpublished
    return contents
  }

  private static func warnings(about known: KnownCorpus, _ contents: ImageSetContents, _ folder: String)
    -> [String]
  {
    guard !contents.unpublished.isEmpty else { return [] }
    return [
      "\(folder) has the counts of \(known.title) but not the published bytes of "
        + "\(contents.unpublished.joined(separator: ", ")); see 'strata data check \(folder)'"
    ]
  }
}
