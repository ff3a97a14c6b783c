// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Where things are that the peer tests start or read.
enum Place {
    /// The repository.
    static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
    /// The Python sources of the harnesses.
    static let sources = root.appending(path: "Tests/PeerTests/Peers")
    /// The environments that `Scripts/peers.sh` makes.
    static let environments = URL(
        filePath: ProcessInfo.processInfo.environment["WARD_PEERS"] ?? root.appending(path: ".peers").path)

    /// Says why the environments cannot be used.
    static let setUpHint: Comment = "no real peers here; run `Scripts/peers.sh`, as `make test` does"
    static let wardHint: Comment = "no `ward` here; set WARD_BINARY or build the product"
    static let readersHint: Comment = "needs python3 and node on PATH"

    /// Whether all environments are there.
    static let peersAreSetUp = SDK.allCases.allSatisfy { isRunnable(python($0.environment)) } && isRunnable(timeServer)

    /// The interpreter of an environment.
    static func python(_ environment: String) -> String {
        environments.appending(path: "\(environment)/bin/python").path
    }

    static let timeServer = environments.appending(path: "servers/bin/mcp-server-time").path
    static let gitServer = environments.appending(path: "servers/bin/mcp-server-git").path

    /// The program under test: WARD_BINARY, else the one built beside this test program; `nil` if there is none.
    static let ward: String? = {
        if let named = ProcessInfo.processInfo.environment["WARD_BINARY"] { return named }
        let products =
            Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL.deletingLastPathComponent()
            ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let path = products.appending(path: "ward").path
        return isRunnable(path) ? path : nil
    }()

    /// A program on PATH.
    static func onPath(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first(where: isRunnable)
    }

    private static func isRunnable(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }
}
