// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// Targets are listed bottom-up: a target may use only those above it (`Tests/ArchitectureTests` checks the imports).
let package = Package(
    name: "ward",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "ward", targets: ["ward"]),
        .library(name: "WardJSON", targets: ["WardJSON"]),
        .library(name: "WardPattern", targets: ["WardPattern"]),
        .library(name: "WardSchema", targets: ["WardSchema"]),
        .library(name: "WardSession", targets: ["WardSession", "WardProtocol"]),
        .library(name: "WardPinning", targets: ["WardPinning", "WardLock", "WardText"]),
        .library(name: "WardLaunch", targets: ["WardLaunch", "WardLock"]),
        .library(name: "WardSupply", targets: ["WardSupply"]),
        .library(name: "WardAudit", targets: ["WardAudit", "WardDatabase"]),
        .library(name: "WardGateway", targets: ["WardGateway"]),
        .library(name: "WardTesting", targets: ["WardTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Pure: values in, values out; no clock, no file, no async.
        .target(name: "WardJSON", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "WardText"),
        .target(name: "WardPattern"),
        .target(name: "WardSchema", dependencies: ["WardJSON", "WardText", "WardPattern"]),
        .target(name: "WardLock", dependencies: ["WardJSON", "WardText"]),
        .target(name: "WardProtocol", dependencies: ["WardJSON", "WardText"]),
        .target(name: "WardLaunch", dependencies: ["WardJSON", "WardText", "WardLock"]),
        .target(name: "WardPinning", dependencies: ["WardJSON", "WardText", "WardLock", "WardProtocol"]),
        .target(
            name: "WardSession", dependencies: ["WardJSON", "WardText", "WardLock", "WardProtocol", "WardPinning"]),

        // Effects: one outside thing each; none imports another (the database opener serves those over it).
        .target(name: "CWard"),
        // The system's zlib: inflate and CRC-32 for bundles.
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "WardProcess", dependencies: ["CWard", "WardText"]),
        .target(
            name: "WardTransport",
            dependencies: [
                "WardSession",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .target(
            name: "WardDatabase",
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "WardAudit",
            dependencies: [
                "WardDatabase", "WardJSON", "WardProtocol", "WardSession", "WardText",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),

        .target(
            name: "WardStore",
            dependencies: [
                "WardDatabase", "WardJSON", "WardLock", "WardText",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "WardSupply",
            dependencies: [
                "CZlib", "WardJSON", "WardText", "WardLock", "WardLaunch",
            ]
        ),

        // Assembly.
        .target(
            name: "WardGateway",
            dependencies: [
                "WardAudit", "WardDatabase", "WardJSON", "WardLock", "WardPinning", "WardProcess", "WardProtocol",
                "WardSession", "WardStore", "WardText", "WardTransport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .target(
            name: "WardCommands",
            dependencies: [
                "WardAudit", "WardDatabase", "WardGateway", "WardJSON", "WardLaunch", "WardLock", "WardPinning",
                "WardProcess", "WardProtocol", "WardSession", "WardStore", "WardSupply", "WardText",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "ward",
            dependencies: [
                "WardCommands",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .target(name: "WardTesting", dependencies: ["WardJSON", "WardProtocol", "WardSession"]),

        .testTarget(name: "WardJSONTests", dependencies: ["WardJSON", "WardTesting"]),
        .testTarget(name: "WardTextTests", dependencies: ["WardText", "WardTesting"]),
        .testTarget(
            name: "WardPatternTests", dependencies: ["WardPattern", "WardJSON", "WardTesting"],
            exclude: ["node-agreement.mjs"]),
        .testTarget(
            name: "WardSchemaTests",
            dependencies: ["WardSchema", "WardPattern", "WardJSON", "WardText", "WardTesting"],
            exclude: ["schema-agreement.py"]),
        .testTarget(name: "WardLockTests", dependencies: ["WardLock", "WardJSON", "WardText", "WardTesting"]),
        .testTarget(
            name: "WardLaunchTests", dependencies: ["WardLaunch", "WardLock", "WardJSON", "WardText", "WardTesting"]),
        .testTarget(
            name: "WardPinningTests",
            dependencies: ["WardPinning", "WardLock", "WardProtocol", "WardJSON", "WardText", "WardTesting"]),
        .testTarget(
            name: "WardProtocolTests",
            dependencies: ["WardProtocol", "WardJSON", "WardTesting"],
            exclude: ["Shapes/schema-agreement.py"]
        ),
        .testTarget(
            name: "WardSessionTests", dependencies: ["WardSession", "WardProtocol", "WardJSON", "WardTesting"]),
        .testTarget(name: "WardProcessTests", dependencies: ["WardProcess", "CWard", "WardTesting"]),
        .testTarget(
            name: "WardTransportTests",
            dependencies: [
                "WardTransport", "WardSession", "WardTesting",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "WardAuditTests",
            dependencies: [
                "WardAudit", "WardDatabase", "WardSession", "WardProtocol", "WardJSON", "WardTesting",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .testTarget(
            name: "WardStoreTests",
            dependencies: [
                "WardStore", "WardDatabase", "WardLock", "WardJSON", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "WardSupplyTests", dependencies: ["WardSupply", "WardLaunch", "WardLock", "WardJSON", "WardText"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "WardGatewayTests",
            dependencies: [
                "WardGateway", "WardAudit", "WardDatabase", "WardJSON", "WardLock", "WardPinning", "WardProcess",
                "WardSession", "WardTransport", "ward",
            ]),
        .testTarget(
            name: "WardCommandsTests",
            dependencies: [
                "WardCommands", "WardGateway", "WardJSON", "WardLaunch", "WardLock", "WardPinning", "WardTesting",
                "WardText",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Consent/Golden"]
        ),
        .testTarget(name: "ArchitectureTests"),
        .testTarget(
            name: "TranscriptTests", dependencies: ["ward", "WardTesting"], exclude: ["Transcripts", "Programs"]),
        .testTarget(
            name: "PeerTests",
            dependencies: ["ward", "WardJSON", "WardSession", "WardProtocol", "WardTesting"],
            exclude: ["Peers", "Fixtures"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.name != "CWard" && target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("ImmutableWeakCaptures"),
            .enableUpcomingFeature("InferIsolatedConformances"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            // Every unsafe use must say `unsafe`, so that a search finds them all.
            .strictMemorySafety(),
            .treatAllWarnings(as: .error),
            .treatWarning("ExplicitSendable", as: .error),
        ]
}
