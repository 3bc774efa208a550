public import Analysis
public import ArgumentParser
public import Corpora
public import Experiments
public import Networks
public import Similarity
public import SingleDirections

// Choices that options take by name; their raw values are the names.

extension SVCCARule: ExpressibleByArgument {}
extension CCAConvention: ExpressibleByArgument {}
extension MapAxis: ExpressibleByArgument {}
extension FactorPrecision: ExpressibleByArgument {}
extension RecurrentCell: ExpressibleByArgument {}
extension ImageNetworkConfiguration.Family: ExpressibleByArgument {}
extension ImageInitialization: ExpressibleByArgument {}
extension TokenUnit: ExpressibleByArgument {}
extension PixelScaling: ExpressibleByArgument {}
extension PixelCorruption: ExpressibleByArgument {}
extension LabelCorruption.Rule: ExpressibleByArgument {}
extension ImagePart: ExpressibleByArgument {}
extension DirectionKind: ExpressibleByArgument {}
extension ReplacementValue: ExpressibleByArgument {}
extension Scale: ExpressibleByArgument {}
