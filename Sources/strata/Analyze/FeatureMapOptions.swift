public import Analysis
public import ArgumentParser

/// How the maps of a network on images are read.
struct FeatureMapOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What a site with maps gives: spatial-means, one observation an image, or positions:SIDE, the SIDE × SIDE places of \
      a grid on each map as observations (positions alone: \(ConvolutionView.usualSide)).
      """, valueName: "view"))
  var featureMaps = ConvolutionView.spatialMeans
}

extension ConvolutionView: ExpressibleByArgument {
  /// Reads the text form.
  public init?(argument: String) { self.init(parsing: argument) }

  /// The text form.
  public var defaultValueDescription: String { description }
}
