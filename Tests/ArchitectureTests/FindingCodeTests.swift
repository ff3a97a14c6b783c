// SPDX-License-Identifier: Apache-2.0

import Testing

/// Every code that Ward can say has its heading in `docs/findings.md`, and every heading is a code.
struct FindingCodeTests {
    @Test func `every code has a heading, and every heading is a code`() throws {
        let inSources = try codes()
        let inPage = try headings()
        #expect(Set(inPage.map(\.code)).count == inPage.count, "a heading stands twice")
        let undocumented = Set(inSources.keys).subtracting(inPage.map(\.code))
        #expect(
            undocumented.isEmpty, "no heading for \(undocumented.sorted().map { "\($0) (\(inSources[$0] ?? ""))" })")
        let unknown = Set(inPage.map(\.code)).subtracting(inSources.keys)
        #expect(unknown.isEmpty, "headings of no code: \(unknown.sorted())")
    }

    @Test func `every heading has something to say`() throws {
        for heading in try headings() {
            #expect(heading.text.contains { $0.isLetter }, "\(heading.code)")
        }
    }

    @Test func `codes are kebab-case`() throws {
        for code in try codes().keys {
            #expect(code.wholeMatch(of: /(?:[a-z]+(?:-[a-z]+)*\.)?[a-z][a-z0-9]*(?:-[a-z0-9]+)*/) != nil, "\(code)")
        }
    }

    /// Every code with the file that defines it: cases of enums named for codes, and codes written where they are used.
    private func codes() throws -> [String: String] {
        var found: [String: String] = [:]
        for file in try Repository.sources() {
            for code in CodeEnums.values(in: file) { found[code] = file.path }
            // Codes written where they are used: `code: "…"`, `rule: approved ? "…" : "…"`.
            for use in file.text.matches(
                of: /\b(?:code|rule): (?:[^"\n]*\? )?"([a-z][a-z0-9.-]*)"(?: : "([a-z][a-z0-9.-]*)")?/)
            {
                for code in [use.1, use.2] {
                    if let code { found[String(code)] = file.path }
                }
            }
            for match in file.text.matches(of: /"((?:config|environment|internal|policy|process)\.[a-z0-9-]+)"/) {
                found[String(match.1)] = file.path
            }
        }
        return found
    }

    private func headings() throws -> [(code: String, text: String)] {
        var result: [(code: String, text: String)] = []
        for line in try Repository.text("docs/findings.md").split(separator: "\n", omittingEmptySubsequences: false) {
            if let match = line.wholeMatch(of: /### `([^`]+)`/) {
                result.append((String(match.1), ""))
            } else if !line.hasPrefix("#"), !result.isEmpty {
                result[result.count - 1].text += line
            }
        }
        return result
    }
}

/// Reads the raw values of those enums whose cases are codes.
enum CodeEnums {
    /// An enum of strings is one of codes if its name says so.
    private static func isOfCodes(_ name: Substring) -> Bool {
        ["Code", "Violation", "Refusal", "Rule"].contains { name.hasSuffix($0) }
    }

    static func values(in file: SourceFile) -> [String] {
        let code = file.code
        // Blanking keeps every byte's place, so ranges in `code` are ranges in the text.
        let text = Array(file.text.utf8)
        var found: [String] = []
        for head in code.matches(of: /\benum\s+(\w+)\s*:\s*String\b[^{]*/) where isOfCodes(head.1) {
            guard let body = Braces.range(from: head.range.upperBound, in: code) else { continue }
            let start = code.utf8.distance(from: code.startIndex, to: body.lowerBound)
            let length = code[body].utf8.count
            let source = String(decoding: text[start..<(start + length)], as: UTF8.self)
            // Only lines of cases, so that strings in computed properties do not count.
            for line in source.split(separator: "\n") where line.contains(/^\s*case\s+`?\w+`?\s*(?:=|,|$|\/\/)/) {
                let values = line.matches(of: /(`?\w+`?)\s*=\s*"([^"]*)"/).map { String($0.2) }
                found += values.isEmpty ? implicit(line) : values
            }
        }
        return found
    }

    /// The names of cases without a written value, which are their values.
    private static func implicit(_ line: Substring) -> [String] {
        let names = line.drop { $0 == " " }.dropFirst("case".count).prefix { $0 != "/" }
        return names.split(separator: ",").map { $0.trimmingPrefix(/\s+/).prefix { $0 != " " }.filter { $0 != "`" } }
    }
}
