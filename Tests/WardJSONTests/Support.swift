// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON

/// The seeds of the property tests; a failing one is in the name of the test case.
let seeds: [UInt64] = Array(1...16)

extension JSONDocument {
    /// Reads a text given as a string.
    init(_ text: String, limits: JSONLimits = .default, tolerating: JSONTolerance = []) throws(JSONError) {
        try self.init(reading: Array(text.utf8), limits: limits, tolerating: tolerating)
    }
}

/// Shows bytes for a message: as text where they are UTF-8, in hexadecimal otherwise.
func shown(_ bytes: [UInt8]) -> String {
    String(validating: bytes, as: UTF8.self)
        ?? bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}

/// The files of the published test vectors.
enum Vectors {
    /// `WARD_VECTORS`, or `shared/vectors` beside the repository.
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["WARD_VECTORS"] {
            return URL(filePath: path, directoryHint: .isDirectory)
        }
        return URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/vectors")
    }()

    static var areHere: Bool {
        FileManager.default.fileExists(atPath: folder.path)
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: path)))
    }

    /// The names in a folder, sorted; none where the vectors are absent, so that the tests that need them are skipped.
    static func names(in path: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)
        return (names ?? []).sorted()
    }
}
