import Analysis
import ArgumentParser
import Foundation
import Storage
import Tensors

/// `strata export`: recorded states as NumPy arrays, metrics as CSV.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write recorded states as .npy or .npz, or the metrics of a run as .csv.",
    discussion: """
      --to NAME.npy holds one site, [window, position, unit]; --to NAME.npz holds each site under its name, and \
      token_id and token_offset, [window, position]; --to NAME.csv holds the metrics. A range of windows or positions \
      is A:B, from 0, B not included. Of a run on images a site is [sample, unit] or, with maps, [sample, row, column, \
      channel], beside it are sample_index and label, and --windows are samples.
      """)

  @Argument(help: ArgumentHelp("A run folder.", valueName: "run"))
  var folder: String

  @Option(help: "The file to write; its ending says what.")
  var to: String

  @Option(help: "Sites, with commas between (default: all of the probe).")
  var site: NameList?

  @Option(help: "The training step: a number, first, or last.")
  var step = "last"

  @Option(help: "The probe (default: convergence, of a run on images its own).")
  var probe: String?

  @Option(help: "Windows A:B.")
  var windows: String?

  @Option(help: "Positions A:B.")
  var positions: String?

  @OptionGroup var options: OutputOptions

  func validate() throws {
    guard ["npy", "npz", "csv"].contains(Path.fileExtension(of: to)) else {
      throw ValidationError("--to '\(to)' ends neither in .npy, .npz nor .csv")
    }
    _ = try windows.map { try Self.range($0, option: "--windows") }
    _ = try positions.map { try Self.range($0, option: "--positions") }
  }

  func run() throws {
    let files = LocalFileSystem()
    if Path.fileExtension(of: to) == "csv" {
      try exportMetrics(files)
    } else {
      try exportStates(files)
    }
    if options.json {
      try options.console.resultJSON(["written": to])
    } else {
      options.console.result(to)
    }
  }

  private func exportMetrics(_ files: any FileSystem) throws {
    let directory = try RunDirectory(opening: folder, in: files)
    let records = try MetricLog.read(directory.metricsPath, in: files)
    let onImages = records.contains { $0.images != nil }
    var columns: [ResultTable.Column] = [
      .int("step", records.map(\.step)), .int("epoch", records.map(\.epoch)),
      onImages ? .int("images", records.map(\.images)) : .int("tokens", records.map(\.tokens)),
      .double("wall", records.map(\.wall)),
      .string("split", records.map(\.split)), .double("loss", records.map(\.loss)),
      onImages
        ? .double("accuracy", records.map(\.accuracy)) : .double("perplexity", records.map(\.perplexity)),
      onImages
        ? .double("images_per_second", records.map(\.imagesPerSecond))
        : .double("tokens_per_second", records.map(\.tokensPerSecond)),
      .double("grad_norm", records.map(\.gradNorm)), .double("lr", records.map(\.lr)),
    ]
    if let bits = records.lazy.compactMap(\.bits).first {
      columns.append(.double(bits.key, records.map(\.bits?.value)))
    }
    try AtomicWrite.replace(to, with: ResultTable(columns: columns).csv, in: files)
  }

  private func exportStates(_ files: any FileSystem) throws {
    let states = try RecordedStates(of: folder, in: files)
    let probe = probe ?? states.store.usualProbe
    let recorded = try states.store.sites(probe: probe).map(\.name)
    let chosen = site?.names ?? recorded
    let isSingle = Path.fileExtension(of: to) == "npy"
    guard !isSingle || chosen.count == 1 else {
      throw CommandError.usage(
        "a .npy file holds one site, but there are \(chosen.joined(separator: ", ")); choose with --site or write .npz"
      )
    }
    let snapshot = try states.snapshot(try ActivationSource.Step(parsing: step), probe: probe)
    let windows = try windows.map { try Self.range($0, option: "--windows") }
    let positions = try positions.map { try Self.range($0, option: "--positions") }
    let description = states.store.probes.first { $0.name == probe }
    var arrays: [String: NumberArray] = [:]
    for name in chosen {
      options.console.note("reading \(name) at step \(snapshot.step)")
      let tensor = try states.store.read(
        probe: probe, site: name, snapshot: snapshot.index, windows: windows, positions: positions)
      let site = description?.sites.first { $0.name == name }
      let shape =
        description?.content.isImages == true && positions == nil ? site?.imageShape(of: tensor) : nil
      arrays[name] = NumberArray(shape: shape ?? tensor.shape, values: .float32(tensor.elements))
    }
    if isSingle, let array = arrays.values.first {
      return try NPY.write(array, to: to, in: files)
    }
    if let description {
      let part = Slice(description, windows: windows, positions: positions)
      switch description.content {
      case .tokens(let ids, let offsets):
        arrays["token_id"] = NumberArray(shape: part.shape, values: .int32(part.of(ids)))
        arrays["token_offset"] = NumberArray(shape: part.shape, values: .int64(part.of(offsets)))
      case .images(let indices, let labels):
        let samples = part.windows
        arrays["sample_index"] = NumberArray(
          shape: [samples.count], values: .int64(Array(indices[samples])))
        arrays["label"] = NumberArray(shape: [samples.count], values: .int32(Array(labels[samples])))
      }
    }
    try NPZ.write(arrays, to: to, in: files)
  }

  private static func range(_ text: String, option: String) throws -> Range<Int> {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let low = parts[0], let high = parts[1], 0 <= low, low < high else {
      throw ValidationError("\(option) '\(text)' is not a range A:B with A below B")
    }
    return low..<high
  }
}

extension SiteDescription {
  /// The shape in which an image site is exported: [sample, unit], or [sample, row, column, channel].
  fileprivate func imageShape(of tensor: Tensor) -> [Int] {
    guard let rows, let columns else { return [tensor.shape[0], units] }
    return [tensor.shape[0], rows, columns, units]
  }
}

/// A part of a probe's windows and positions.
private struct Slice {
  let windows: Range<Int>
  let positions: Range<Int>
  let stride: Int

  init(_ probe: ProbeDescription, windows: Range<Int>?, positions: Range<Int>?) {
    self.windows = windows ?? 0..<probe.windows
    self.positions = positions ?? 0..<probe.positions
    stride = probe.positions
  }

  var shape: [Int] { [windows.count, positions.count] }

  func of<Number>(_ numbers: [Number]) -> [Number] {
    windows.flatMap { window in positions.map { numbers[window * stride + $0] } }
  }
}
