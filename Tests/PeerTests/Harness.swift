// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A program that ran to its end.
struct Finished: Sendable {
    let code: Int32
    let output: [UInt8]
    let errors: String
}

/// Runs a program, with files for its input and outputs, so that no pipe can fill up.
func run(_ command: [String], input: [UInt8] = [], in folder: URL) async throws -> Finished {
    let executable = try #require(command.first)
    let files = FileManager.default
    func file(_ name: String, _ content: [UInt8] = []) throws -> URL {
        let place = folder.appending(path: "\(UUID().uuidString).\(name)")
        try Data(content).write(to: place)
        return place
    }
    let inputFile = try file("in", input)
    let outputFile = try file("out")
    let errorFile = try file("err")
    defer { for place in [inputFile, outputFile, errorFile] { try? files.removeItem(at: place) } }

    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = Array(command.dropFirst())
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
        process.terminationHandler = { _ in done.resume() }
        do {
            try process.run()
        } catch {
            process.terminationHandler = nil
            done.resume(throwing: error)
        }
    }
    return Finished(
        code: process.terminationStatus,
        output: Array(try Data(contentsOf: outputFile)),
        errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self)
    )
}

/// A folder of its own for a test.
struct Scratch: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ward-peers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
