import Foundation

/// Files under Tests/Fixtures.
public enum Fixture {
  /// The path of a fixture, such as `"Networks/language_model_tied.safetensors"`.
  public static func path(_ name: String, file: String = #filePath) -> String {
    URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures").appendingPathComponent(name).path
  }
}
