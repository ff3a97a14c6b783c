// SPDX-License-Identifier: Apache-2.0

import Testing

/// Short files stay readable.
///
/// The first limit never grows; the ratchet only ever gets smaller.
struct FileLengthTests {
    /// No file is longer, ever.
    static let limit = 500
    /// The length of the longest file that people wrote.
    static let longest = 300
    /// C is where Swift's checks end, so there is little of it.
    static let linesOfC = 200

    @Test(arguments: ["Sources", "Tests"])
    func `no file is longer than the ratchet allows`(folder: String) throws {
        #expect(Self.longest <= Self.limit)
        for file in try Repository.files(under: folder, endings: [".swift", ".py"]) where !file.isGenerated {
            #expect(file.lineCount <= Self.longest, "\(file.path) has \(file.lineCount) lines")
        }
    }

    @Test func `the C target stays small`() throws {
        let lines = try Repository.files(under: "Sources/CWard", endings: [".c", ".h"]).map(\.lineCount).reduce(0, +)
        #expect(lines <= Self.linesOfC)
    }

    @Test(arguments: ["Sources", "Tests"])
    func `every file says its licence first`(folder: String) throws {
        let line = "// SPDX-License-Identifier: Apache-2.0"
        for file in try Repository.files(under: folder, endings: [".swift", ".c", ".h"]) {
            let says = file.text.hasPrefix(line + "\n")
            #expect(says, "\(file.path)")
        }
    }
}
