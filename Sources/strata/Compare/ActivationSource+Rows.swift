import Analysis
import Similarity
import Storage
import Tensors

extension ActivationSource {
  /// Opens the matrix: rows are observations, columns units.
  ///
  /// - Parameters:
  ///   - name: what the user wrote, for messages.
  ///   - probe: the probe of a run's site; nil for the run's usual one.
  ///   - view: how the maps of a run on images are read.
  ///   - files: where it lies.
  func opened(
    name: String, probe: String?, view: ConvolutionView = .spatialMeans, in files: any FileSystem
  ) throws -> OpenedMatrix {
    switch self {
    case .file(let location):
      // A .npy file is read in parts; the members of archives as a whole.
      if Path.fileExtension(of: location) == "npy",
        let file = try NPYFile(opening: location, in: files), let rows = StoredArrayRows(file, name: name)
      {
        return OpenedMatrix(rows: rows)
      }
      return OpenedMatrix(rows: try Self.rows(of: try NumberArray.read(location, in: files), name: name))
    case .run(let path, let step, let site):
      let states = try RecordedStates(of: path, in: files)
      let probe = probe ?? states.store.usualProbe
      let snapshot = try states.snapshot(step, probe: probe)
      let site = try states.site(site, probe: probe, view: view)
      let rows = SnapshotRows(
        site.reader, probe: site.probe, site: site.site, snapshot: snapshot.index, name: name)
      return OpenedMatrix(
        rows: rows, windowLength: rows.windowLength, inputs: try states.store.identity(of: probe),
        probe: probe)
    }
  }

  /// The rows of an array of two or more dimensions; the last one is the units.
  static func rows(of array: NumberArray, name: String) throws -> any RowSource {
    guard array.shape.count >= 2, let units = array.shape.last else {
      throw CommandError.badData(
        "\(name) has shape \(array.shape); a representation needs two dimensions, observations and units")
    }
    let rows = array.shape.dropLast().reduce(1, *)
    switch array.values {
    case .float32(let values):
      return MatrixRows(Matrix(rows: rows, columns: units, elements: values), name: name)
    default:
      return MatrixRows(Matrix(rows: rows, columns: units, elements: array.doubles), name: name)
    }
  }
}
