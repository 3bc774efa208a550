/// The shape of a recorded probe.
public struct RecordedProbe: Equatable, Sendable {
  /// What the network read.
  public enum Content: String, Codable, Sendable {
    /// Windows of a text.
    case tokens
    /// Images, one after the other.
    case images
  }

  /// The name, such as `convergence` or `images`.
  public let name: String
  /// The number of windows, or of images.
  public let windows: Int
  /// The number of positions in a window; of an image 1, aside from the positions of its maps.
  public let positions: Int
  /// The sites that were read; of images in the order of the network.
  public let sites: [Site]
  /// What the network read.
  public let content: Content

  /// A recorded site.
  public struct Site: Equatable, Sendable {
    /// The name, such as `h_l0` or `conv_l0`.
    public let name: String
    /// The number of units.
    public let units: Int
    /// The rows of a full map; nil where a unit has one number a position or image.
    public let rows: Int?
    /// The columns of a full map; nil where ``rows`` is.
    public let columns: Int?

    /// Creates a site.
    public init(name: String, units: Int, rows: Int? = nil, columns: Int? = nil) {
      self.name = name
      self.units = units
      self.rows = rows
      self.columns = columns
    }

    /// Whether full maps were kept.
    var isMap: Bool { rows != nil && columns != nil }
  }

  /// Creates a probe's shape.
  public init(name: String, windows: Int, positions: Int, sites: [Site], content: Content = .tokens) {
    self.name = name
    self.windows = windows
    self.positions = positions
    self.sites = sites
    self.content = content
  }
}

extension RecordedProbe {
  /// The sites of the given names, or for nil all but gates.
  ///
  /// Those of images are in the order of the network, whatever the order of the names.
  func sites(_ names: [String]?) throws(AnalysisError) -> [Site] {
    guard let names else {
      let states = sites.filter { SiteLabel($0.name)?.family != "gates" }
      return states.isEmpty ? sites : states
    }
    var chosen: [Site] = []
    for name in names {
      guard let site = sites.first(where: { $0.name == name }) else {
        throw .noSite(name: name, probe: self.name, available: sites.map(\.name))
      }
      if !chosen.contains(site) { chosen.append(site) }
    }
    return content == .images ? sites.filter(chosen.contains) : chosen
  }
}

/// A site's name taken apart: `h_l0` is layer 0 of the family `h`.
struct SiteLabel: Equatable {
  let family: String
  let layer: Int

  init?(_ name: String) {
    guard let mark = name.lastIndex(of: "_"), name[name.index(after: mark)...].hasPrefix("l"),
      let layer = Int(name[name.index(mark, offsetBy: 2)...])
    else { return nil }
    family = String(name[..<mark])
    self.layer = layer
  }
}
