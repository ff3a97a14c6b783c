// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What tests read or run from outside the package.
enum ShapeVectors {
    static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The protocol's schema files: `mcp/schema` of WARD_VECTORS.
    static let schemas: URL = {
        let vectors = ProcessInfo.processInfo.environment["WARD_VECTORS"].map { URL(filePath: $0) }
        return (vectors ?? repository.deletingLastPathComponent().appending(path: "shared/vectors"))
            .appending(path: "mcp/schema")
    }()

    static let haveSchemas = FileManager.default.fileExists(atPath: schemas.appending(path: "2026-07-28").path)

    /// The Python with the `jsonschema` package: `tools/bin/python` of WARD_PEERS.
    static let python: String = {
        let peers = ProcessInfo.processInfo.environment["WARD_PEERS"].map { URL(filePath: $0) }
        return (peers ?? repository.appending(path: ".peers")).appending(path: "tools/bin/python").path
    }()

    static let havePython = FileManager.default.isExecutableFile(atPath: python)

    /// Some Python 3, for scripts that need nothing else.
    static let anyPython = ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3", python]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Every example of 2026-07-28 with the name of its type.
    static func examples() throws -> [(type: String, file: String, bytes: [UInt8])] {
        let root = schemas.appending(path: "2026-07-28/examples")
        var found: [(type: String, file: String, bytes: [UInt8])] = []
        for type in try FileManager.default.contentsOfDirectory(atPath: root.path).sorted() {
            let folder = root.appending(path: type)
            for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            where file.hasSuffix(".json") {
                found.append((type, file, [UInt8](try Data(contentsOf: folder.appending(path: file)))))
            }
        }
        return found
    }

    /// Runs a program to its end; its output and errors together.
    static func run(_ executable: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// Lends a new folder and removes it afterwards.
    static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ward-shapes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let result = Swift.Result { try body(folder) }
        try FileManager.default.removeItem(at: folder)
        return try result.get()
    }
}
