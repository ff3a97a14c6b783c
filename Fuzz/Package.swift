// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// One fuzz target with the products that it fuzzes.
func fuzzer(_ name: String, _ products: String...) -> Target {
    .executableTarget(name: name, dependencies: products.map { .product(name: $0, package: "ward") })
}

// A package of its own, because `--sanitize=fuzzer` replaces `main` in everything that is built with it.
let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "ward", path: "..")
    ],
    targets: [
        fuzzer("FuzzJSON", "WardJSON"),
        fuzzer("FuzzFraming", "WardJSON", "WardSession"),
        fuzzer("FuzzSession", "WardJSON", "WardSession"),
        fuzzer("FuzzSource", "WardJSON", "WardLaunch"),
        fuzzer("FuzzLock", "WardLaunch"),
        fuzzer("FuzzSurface", "WardJSON", "WardPinning"),
        fuzzer("FuzzTree", "WardJSON", "WardSupply"),
        fuzzer("FuzzPackageLock", "WardLaunch", "WardSupply"),
        fuzzer("FuzzBundle", "WardSupply"),
        fuzzer("FuzzPattern", "WardPattern"),
        fuzzer("FuzzSchema", "WardJSON", "WardSchema"),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
        .treatWarning("ExplicitSendable", as: .error),
    ]
}
