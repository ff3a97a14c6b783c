// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// A package of its own, so that nothing here becomes a dependency of Ward. `Benchmarks/run` builds and runs all of it,
// also Sources/echoserver and Sources/relay, which are no targets: SwiftPM would link Swift's libraries to them.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "ward", path: "..")
    ],
    targets: [
        .target(name: "Report"),
        .executableTarget(name: "drive", dependencies: ["Report"]),
        .executableTarget(
            name: "inprocess",
            dependencies: [
                "Report",
                .product(name: "WardAudit", package: "ward"),
                .product(name: "WardJSON", package: "ward"),
                .product(name: "WardLaunch", package: "ward"),
                .product(name: "WardPattern", package: "ward"),
                .product(name: "WardPinning", package: "ward"),
                .product(name: "WardSchema", package: "ward"),
                .product(name: "WardSession", package: "ward"),
                .product(name: "WardSupply", package: "ward"),
            ]
        ),
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
