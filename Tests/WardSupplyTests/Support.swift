// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import WardSupply

/// A folder of its own for a test, removed when the test lets go of it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        path = folder.appendingPathComponent("ward-supply-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // Trees of a store are read-only.
        try? FileCalls.removeTree(Array(path.utf8))
    }

    func write(_ text: String, to name: String) throws {
        try Files.write(text, to: path + "/" + name)
    }
}

enum Files {
    static func write(_ text: String, to path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    static func read(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    static func exists(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)) != nil
    }

    static func setMode(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    static func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }
}

/// The seeded generator of the other tests (SplitMix64, Steele and others 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The error that a call throws; a test fails where it throws none.
func failure<R>(of body: () throws(SupplyError) -> R) -> SupplyError? {
    do throws(SupplyError) {
        _ = try body()
        Issue.record("nothing was thrown")
        return nil
    } catch {
        return error
    }
}

/// Runs programs with what the supply itself runs tools with: Foundation's `Process` needs free threads to notice an end.
enum Program {
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = ["PATH": "/usr/bin:/bin"],
        in directory: String = "/"
    ) throws -> ToolResult {
        let scratch = try TemporaryFolder()
        return try Tool(path: "/bin/sh", name: "sh").run(
            ["-c", "cd \"$1\" && shift && exec \"$@\"", "sh", directory, path] + arguments, environment: environment,
            scratch: scratch.path, limit: 120)
    }
}
