import Storage

/// How the files of an image set lie in a folder.
enum ImageLayout: CaseIterable {
  /// Four files, as of MNIST.
  case idx
  /// Six batches.
  case cifar10
  /// A folder for each class.
  case classFolders

  /// What such a folder holds.
  var description: String {
    switch self {
    case .idx: IDXFiles.description
    case .cifar10: CIFAR10Files.description
    case .classFolders: ImageFolder.description
    }
  }

  /// The folder into which CIFAR-10's archive unpacks.
  private static let archiveFolder = "cifar-10-batches-bin"

  /// Which layout a folder has, and where: CIFAR-10's batches may lie in the folder that their archive makes.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - fileSystem: where to look.
  ///   - needsTraining: whether class folders are found by those of training images alone.
  /// - Returns: nil where there are no images.
  /// - Throws: ``CorporaError/ambiguous(folder:first:second:)``, and what the file system throws.
  static func find(
    in folder: String, _ fileSystem: any FileSystem, needsTraining: Bool = true
  ) throws -> (ImageLayout, folder: String)? {
    guard try fileSystem.kind(folder) == .folder else { return nil }
    let present = try allCases.compactMap { layout in
      try layout.sign(in: folder, fileSystem, needsTraining).map { (layout: layout, sign: $0) }
    }
    if present.count > 1 {
      throw CorporaError.ambiguous(folder: folder, first: present[0].sign, second: present[1].sign)
    }
    if let found = present.first { return (found.layout, folder) }
    let inner = Path.join(folder, archiveFolder)
    return try ImageLayout.cifar10.sign(in: inner, fileSystem, needsTraining).map { _ in (.cifar10, inner) }
  }

  /// The first file or folder that shows the layout.
  private func sign(in folder: String, _ fileSystem: any FileSystem, _ needsTraining: Bool) throws -> String?
  {
    switch self {
    case .idx: try ImageFiles(folder: folder, fileSystem: fileSystem).firstPresent(of: IDXFiles.names)
    case .cifar10: try ImageFiles(folder: folder, fileSystem: fileSystem).firstPresent(of: CIFAR10Files.names)
    case .classFolders:
      try ImageFolder.partFolders.prefix(needsTraining ? 1 : .max).first {
        try fileSystem.kind(Path.join(folder, $0)) == .folder
      }
    }
  }
}
