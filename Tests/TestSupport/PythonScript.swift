import Foundation

/// Runs the repository's Python scripts where the machine has what they need.
public enum PythonScript {
  /// The interpreter: the value of `STRATA_PYTHON`, else `python3`.
  public static var interpreter: String { ProcessInfo.processInfo.environment["STRATA_PYTHON"] ?? "python3" }

  /// Whether the interpreter can import these packages; says on standard output when it cannot.
  public static func has(_ packages: String...) -> Bool {
    let imports = packages.map { "import \($0)" }.joined(separator: "; ")
    let works = (try? run(["-c", imports]).status) == 0
    if !works { print("skipped: \(interpreter) cannot import \(packages.joined(separator: ", "))") }
    return works
  }

  /// Runs a script of `Scripts/` and returns its exit status and everything it printed.
  public static func run(script: String, _ arguments: String...) throws -> (status: Int32, output: String) {
    try run(["\(Fixture.packagePath)/Scripts/\(script)"] + arguments)
  }

  private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [interpreter] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
