// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// A package of its own, because `--sanitize=fuzzer` replaces `main` in everything that is built with it.
let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "ward", path: "..")
    ],
    targets: [
        .executableTarget(
            name: "FuzzJSON",
            dependencies: [.product(name: "WardJSON", package: "ward")]
        ),
        .executableTarget(
            name: "FuzzFraming",
            dependencies: [
                .product(name: "WardJSON", package: "ward"),
                .product(name: "WardSession", package: "ward"),
            ]
        ),
        .executableTarget(
            name: "FuzzSession",
            dependencies: [
                .product(name: "WardJSON", package: "ward"),
                .product(name: "WardSession", package: "ward"),
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
