// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Settings of every Swift target but `Kernels`, the only one that may touch raw memory.
let safe = strict + [.strictMemorySafety()]

/// A Debian library, found through pkg-config.
func system(_ name: String, pkgConfig: String?, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// A library target together with its tests, which may import `tests` too.
func module(
  _ name: String, imports: [Target.Dependency], tests: [Target.Dependency] = [],
  settings: [SwiftSetting] = safe
) -> [Target] {
  [
    .target(name: name, dependencies: imports, swiftSettings: settings),
    .testTarget(
      name: "\(name)Tests", dependencies: imports + tests + [.byName(name: name), "TestSupport"],
      swiftSettings: strict),
  ]
}

let systemLibraries = [
  system("COpenBLAS", pkgConfig: "openblas", apt: "libopenblas-dev"),
  system("CLAPACKE", pkgConfig: "lapacke", apt: "liblapacke-dev"),
  system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
  system("CBlosc", pkgConfig: "blosc", apt: "libblosc-dev"),
  system("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
  system("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
  system("CTurboJPEG", pkgConfig: "libturbojpeg", apt: "libturbojpeg0-dev"),
  system("CPNG", pkgConfig: "libpng", apt: "libpng-dev"),
]

// A module imports only what its row names, and a row names only modules above it.
let modules: [[Target]] = [
  module(
    "Kernels",
    imports: [
      "COpenBLAS", "CLAPACKE", "CZstd", "CBlosc", "CArchive", "CCrypto", "CTurboJPEG", "CPNG", "CKernels",
    ],
    settings: strict),
  module("Tensors", imports: ["Kernels"]),
  module("Storage", imports: ["Kernels", "Tensors"]),
  module("Networks", imports: ["Kernels", "Tensors"], tests: ["Storage"]),
  module("Similarity", imports: ["Tensors"]),
  module("SingleDirections", imports: ["Tensors"]),
  module("Corpora", imports: ["Storage", "Tensors"]),
  module("Analysis", imports: ["Similarity", "Storage", "Tensors"]),
  module("Figures", imports: ["Storage", "Tensors"]),
  module("Training", imports: ["Corpora", "Networks", "Storage", "Tensors"]),
  module(
    "Experiments",
    imports: [
      "Analysis", "Corpora", "Figures", "Networks", "Similarity", "SingleDirections", "Storage", "Tensors",
      "Training",
    ]),
]

let programs: [Target] = [
  .executableTarget(
    name: "strata",
    dependencies: [
      "Analysis", "Corpora", "Experiments", "Figures", "Networks", "Similarity", "SingleDirections",
      "Storage",
      "Tensors", "Training",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: safe),
  .testTarget(
    name: "strataTests",
    dependencies: [
      "strata", "Analysis", "Corpora", "Experiments", "Figures", "Networks", "Similarity", "SingleDirections",
      "Storage", "Tensors", "Training", "TestSupport",
    ],
    swiftSettings: strict),
]

let support: [Target] = [
  .target(name: "CKernels"),
  .target(
    name: "TestSupport", dependencies: ["Storage", "Tensors"], path: "Tests/TestSupport",
    swiftSettings: strict),
]

let package = Package(
  name: "Strata",
  products: [.executable(name: "strata", targets: ["strata"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: systemLibraries + support + modules.flatMap(\.self) + programs,
  swiftLanguageModes: [.v6]
)
