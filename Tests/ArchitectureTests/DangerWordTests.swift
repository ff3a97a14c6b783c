// SPDX-License-Identifier: Apache-2.0

import Testing

/// A way to write Swift that gives up one of its checks, and how often `Sources/` does.
struct DangerWord: Sendable, CustomTestStringConvertible {
    var name: String
    /// Finds the uses in code without comments and strings.
    var count: @Sendable (String) -> Int
    /// How often it stands in `Sources/`: a ratchet, to be lowered with each use that goes and never raised without a
    /// reason in `docs/decisions.md`.
    var allowed: Int

    var testDescription: String { name }

    static let all: [DangerWord] = [
        DangerWord(name: "try!", count: { $0.matches(of: /\btry!/).count }, allowed: 0),
        DangerWord(name: "as!", count: { $0.matches(of: /\bas!/).count }, allowed: 0),
        DangerWord(
            name: "force unwrap",
            count: { $0.matches(of: /[\w)\]}]!(?![=])/).count - $0.matches(of: /\b(?:try|as)!/).count }, allowed: 0),
        DangerWord(name: "fatalError", count: { $0.matches(of: /\bfatalError\b/).count }, allowed: 0),
        // The one stands where the shapes that are built in do not parse; a test reads each of them.
        DangerWord(name: "preconditionFailure", count: { $0.matches(of: /\bpreconditionFailure\b/).count }, allowed: 1),
        DangerWord(name: "@unchecked Sendable", count: { $0.matches(of: /@unchecked\b/).count }, allowed: 0),
        DangerWord(name: "nonisolated(unsafe)", count: { $0.matches(of: /nonisolated\(unsafe\)/).count }, allowed: 0),
        DangerWord(name: "@preconcurrency", count: { $0.matches(of: /@preconcurrency\b/).count }, allowed: 0),
        DangerWord(name: "Task {", count: { $0.matches(of: /\bTask\s*(?:\([^)]*\)\s*)?\{/).count }, allowed: 0),
        DangerWord(
            name: "Task.detached", count: { $0.matches(of: /\bTask\.(?:detached|immediate)/).count }, allowed: 0),
        DangerWord(name: "DispatchSemaphore", count: { $0.matches(of: /\bDispatchSemaphore\b/).count }, allowed: 0),
        DangerWord(name: "unsafe", count: { $0.matches(of: /\bunsafe\b/).count }, allowed: 312),
    ]
}

struct DangerWordTests {
    /// How far a count may fall before its ratchet must follow, so that not every change moves a number here.
    static let slack = 10

    @Test(arguments: DangerWord.all)
    func `a dangerous word stands as often as its ratchet says`(word: DangerWord) throws {
        let uses = try Repository.sources()
            .map { (path: $0.path, count: word.count($0.code)) }.filter { $0.count > 0 }
        let total = uses.map(\.count).reduce(0, +)
        let places = uses.map { "\($0.path): \($0.count)" }.joined(separator: ", ")
        #expect(total <= word.allowed, "`\(word.name)` more often than before: \(places)")
        #expect(
            total + Self.slack >= word.allowed, "`\(word.name)` less often than before: lower the ratchet to \(total)")
    }

    @Test func `the words are listed in SECURITY.md`() throws {
        let text = try Repository.text("SECURITY.md")
        for word in DangerWord.all {
            #expect(text.contains("`\(word.name)`"), "\(word.name)")
        }
    }
}
