// SPDX-License-Identifier: Apache-2.0

import Foundation
import WardJSON
import WardLaunch
import WardLock
import WardPinning
import WardText

/// What a server shows, held against what was approved; the lock; and what command lines really run.
func serverCases() throws -> [Case] {
    let list = Texts.toolList(count: 500)
    let surface = try Surface(readingToolsOf: list)
    let pin = PinnedSurface(approving: surface)
    let input = "500 tools, \(list.count / 1_000) KB"
    let lock = try lockText(
        servers: 100, pin: PinnedSurface(approving: Surface(readingToolsOf: Texts.toolList(count: 10))))
    return [
        Case(name: "read, WardJSON", input: input, bytes: list.count) {
            let document = try JSONDocument(reading: list)
            return document.count(of: document.root)
        },
        Case(name: "surface: read and digest", input: input, bytes: list.count) {
            try Surface(readingToolsOf: list).declarations.count
        },
        Case(name: "surface: read and check", input: input, bytes: list.count, goal: .nanosecondsAtMost(10_000_000)) {
            let check = SurfaceCheck(try Surface(readingToolsOf: list), against: pin)
            guard check.isCovered, check.entries.count == 500 else { throw Unexpected() }
            return check.entries.count
        },
        Case(name: "surface: pin what was read", input: input) {
            PinnedSurface(approving: surface).declarations.count
        },
        Case(name: "read, WardJSON", input: "lock of 100 servers, \(lock.count / 1_000) KB", bytes: lock.count) {
            let document = try JSONDocument(reading: lock)
            return document.count(of: document.root)
        },
        Case(name: "lock: read", input: "lock of 100 servers, \(lock.count / 1_000) KB", bytes: lock.count) {
            try LockFile(reading: lock).servers.count
        },
    ]
}

/// The command lines of real servers, where the corpus is beside the checkout; nil where it is not.
func launchCases(_ corpus: String) throws -> [Case]? {
    guard FileManager.default.fileExists(atPath: corpus) else { return nil }
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: corpus)))
    let launches = try bytes.split(separator: UInt8(ascii: "\n")).map { line in
        let document = try JSONDocument(reading: Array(line))
        func texts(_ name: String) -> [String] {
            guard let node = document.value(named: name, in: document.root) else { return [] }
            return document.elements(of: node).compactMap { document.string($0) }
        }
        let command = document.value(named: "command", in: document.root).flatMap { document.string($0) } ?? ""
        let environment = texts("env").map { ($0, EnvironmentValue.inherited($0)) }
        return Launch.stdio(
            StdioLaunch(
                executable: command, arguments: texts("args"),
                environment: Dictionary(environment) { first, _ in first }))
    }
    return [
        Case(name: "launch analysis", input: "\(launches.count) real command lines", items: launches.count) {
            launches.reduce(0) { $0 + LaunchAnalysis(of: $1, home: "/home/user", project: nil).findings.count }
        }
    ]
}

private struct Unexpected: Error {}

extension Surface {
    /// Reads an answer to `tools/list`.
    fileprivate init(readingToolsOf answer: [UInt8]) throws {
        let document = try JSONDocument(reading: answer, tolerating: [.loneSurrogates, .inexactNumbers])
        guard let result = document.value(named: "result", in: document.root) else { throw Unexpected() }
        var reading = SurfaceReading()
        _ = try reading.take(pageOf: .tools, result, in: document)
        self = reading.surface
    }
}

/// A lock as `ward add pypi:…` writes it: thirty wheels and ten tools a server.
private func lockText(servers: Int, pin: PinnedSurface) throws -> [UInt8] {
    var lock = LockFile()
    for number in 0..<servers {
        let artifacts = (0..<30).map { index in
            Artifact(
                name: "package-\(index)", version: "1.\(number).\(index)",
                file: "package_\(index)-1.0-py3-none-any.whl",
                digest: "sha256:" + String(repeating: "0123456789abcdef", count: 4), size: 12_345)
        }
        let tree = "{store}/pypi/" + String(repeating: "0123456789abcdef", count: 4) + "/tree"
        lock.servers[try ServerName("server-\(number)")] = LockEntry(
            request: LockRequest(source: "pypi:server-\(number)", command: ["uvx", "server-\(number)"]),
            launch: .stdio(
                StdioLaunch(
                    executable: tree + "/bin/python", arguments: ["-I", "-B", tree + "/bin/server-\(number)"],
                    environment: ["API_KEY": .inherited("API_KEY")])),
            origin: Origin(.pypi, name: "server-\(number)", version: "1.0"),
            closures: [
                "linux-x86_64": Closure(
                    interpreter: Interpreter(path: "/usr/bin/python3.11", version: "3.11.2", digest: Digest256(of: [])),
                    artifacts: artifacts, isResolved: true)
            ], surface: pin)
    }
    return lock.encoded()
}
