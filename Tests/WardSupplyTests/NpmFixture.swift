// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardLaunch
import WardLock

@testable import WardSupply

/// The Node and npm of whoever runs the tests.
enum NodeTools {
    static let search = ToolEnvironment.search(ProcessInfo.processInfo.environment)
    static let areThere: Bool = {
        let found = ["node", "npm", "python3"].map { name in
            search.split(separator: ":").contains { Files.exists("\($0)/\(name)") }
        }
        return !found.contains(false)
    }()
    static let absent: Comment = "npm is missing: it comes with Node 18 or later"
}

/// A registry on the loopback with the packages of `Fixtures/npm_registry.py`.
final class LoopbackRegistry: Sendable {
    let folder: TemporaryFolder
    /// Its address, with a slash at its end.
    let url: String
    private let server: pid_t

    /// Whether code or a script of a package ran.
    var hasMarker: Bool { Files.exists(folder.path + "/marker") }
    /// A line for each request: the path and the credentials.
    var requests: [Substring] {
        get throws { try Files.read(folder.path + "/requests").split(separator: "\n") }
    }

    init() throws {
        folder = try TemporaryFolder()
        let program =
            URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().path
            + "/Fixtures/npm_registry.py"
        let started = try Program.run(
            "/bin/sh",
            ["-c", "python3 \"$1\" \"$2\" >\"$2/log\" 2>&1 & echo $!", "sh", program, folder.path],
            environment: ["PATH": NodeTools.search])
        server = try #require(pid_t(String(decoding: started.output.dropLast(), as: UTF8.self)))
        while !Files.exists(folder.path + "/port") {
            try #require(kill(server, 0) == 0)
            usleep(5_000)
        }
        url = "http://127.0.0.1:\(try Files.read(folder.path + "/port"))/"
        try folder.write("registry=\(url)\n", to: "home/.npmrc")
    }

    deinit {
        _ = kill(server, SIGTERM)
    }

    /// A supply whose owner has configured this registry in the home folder.
    func supply(
        store: String = "store", environment: [String: String] = [:], home: String = "home"
    ) throws(SupplyError) -> NpmSupply {
        let owner = ["PATH": NodeTools.search, "NO_PROXY": "127.0.0.1"].merging(environment) { $1 }
        return NpmSupply(
            store: try ContentStore(at: folder.path + "/" + store), environment: owner, home: folder.path + "/" + home)
    }

    /// What a launch writes when it is started as a client would start it.
    func run(
        _ made: Materialised, in directory: String = "/", environment: [String: String] = [:], store: String = "store"
    ) throws -> String {
        let places = Places(home: folder.path + "/home", store: folder.path + "/" + store)
        guard case .stdio(let launch) = try places.resolve(.stdio(made.launch)) else { return "" }
        let result = try Program.run(
            launch.executable, launch.arguments,
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder.path + "/home"].merging(environment) { $1 },
            in: directory)
        #expect(result.isSuccess, "\(String(decoding: result.errors, as: UTF8.self))")
        return String(decoding: result.output, as: UTF8.self)
    }
}

extension NpmSupply {
    func materialise(_ package: PackageReference) throws(SupplyError) -> Materialised {
        try materialise(resolve(package))
    }
}

extension PackageReference {
    static func npm(
        _ name: String, _ version: String? = nil, command: String? = nil, arguments: [String] = []
    ) -> PackageReference {
        PackageReference(.npm, name: name, version: version, command: command, arguments: arguments)
    }
}
