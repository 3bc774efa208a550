import Foundation
import Storage
import TestSupport
import Tensors
import Testing

@testable import Networks

/// ResNet-50 at its full size against torchvision, where STRATA_RESNET50 names the folder that
/// Scripts/reference/torchvision_resnet50.py wrote.
struct ResNet50Tests {
  private static let folder = ProcessInfo.processInfo.environment["STRATA_RESNET50"]

  @Test(
    .enabled(if: folder != nil, "STRATA_RESNET50 names no folder with torchvision's weights and logits"))
  func logitsAreThoseOfTorchvision() throws {
    let folder = try #require(Self.folder)
    let files = LocalFileSystem()
    let weights = try SafetensorsFile.read("\(folder)/resnet50.safetensors", in: files)
    let expected = try SafetensorsFile.read("\(folder)/resnet50_logits.safetensors", in: files)
    let network = try ImageNetwork(
      ImageNetworkConfiguration(.resnet50, height: 224, width: 224, channels: 3, classes: 1000),
      weights: weights.tensors.map { ($0.name, $0.tensor) })
    let pixels = try #require(expected["pixels"])
    var workspace = ImageNetworkWorkspace()
    let logits = network.logits(pixels: pixels.elements, images: pixels.shape[0], in: &workspace)
    let difference = scaledDifference(logits, try #require(expected["logits"]).elements)
    print("largest difference over the largest logit: \(difference)")
    #expect(difference < 1e-4)
  }
}
