import Foundation

/// Files that lie beside the tests.
public enum Fixture {
  /// The root of the package.
  public static let packagePath: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }()

  /// The path of a file in `Tests/Fixtures`, such as `Storage/f4-little-c.npy`.
  public static func path(_ name: String) -> String { "\(packagePath)/Tests/Fixtures/\(name)" }
}
