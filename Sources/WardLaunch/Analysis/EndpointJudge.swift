// SPDX-License-Identifier: Apache-2.0

import WardLock

/// Judges URLs: those without encryption, and the endpoint of a launch that has no process (A12, B8).
enum EndpointJudge {
    /// Judges a remote launch.
    static func judge(_ launch: HTTPLaunch, into findings: inout FindingList) {
        let bytes = Array(launch.url.utf8)
        if let http = plainHTTP(bytes), http.lowerBound == 0 {
            findings.add(
                .plainHTTP, launch.headers.isEmpty ? .caution : .danger, .url,
                "Not encrypted: whoever is on the way reads and changes everything, headers included. Use https.")
        }
        if SecretJudge.userInfo(bytes) != nil {
            findings.add(
                .secretInClear, .caution, .url, "Carries a password in the URL. Use a header that is inherited.")
        }
        var hidden = FindingList()
        TextJudge.judge(Word(launch.url, .executable), into: &hidden)
        if let first = hidden.sorted.first { findings.add(.hiddenText, first.tier, .url, first.detail) }
        for (name, value) in launch.headers {
            var inside = FindingList()
            TextJudge.judge(Word(name, .executable), into: &inside)
            if case .plain(let text) = value {
                TextJudge.judge(Word(text, .executable), into: &inside)
                SecretJudge.judge(Word(text, .executable), behind: Word("-" + name, .executable), into: &inside)
            }
            for finding in inside.sorted {
                let code: LaunchCode = finding.code == LaunchCode.hiddenText.rawValue ? .hiddenText : .secretInClear
                findings.add(code, finding.tier, .header(name), finding.detail)
            }
        }
    }

    /// Judges URLs inside an argument.
    static func judge(_ word: Word, into findings: inout FindingList) {
        guard let range = plainHTTP(word.bytes) else { return }
        findings.add(
            .plainHTTP, .caution, word.place(range),
            "Not encrypted: whoever is on the way reads and changes everything. Use https.")
    }

    /// Where the first `http://` URL stands that leaves this machine.
    static func plainHTTP(_ bytes: [UInt8]) -> Range<Int>? {
        let low = Bytes.lowered(bytes)
        let scheme = Bytes.of("http://")
        var from = 0
        while let start = Bytes.find(scheme, in: low, from: from) {
            let host = hostRange(low, after: start + scheme.count)
            if !host.isEmpty, !isLocal(low[host]) { return start..<host.upperBound }
            from = start + scheme.count
        }
        return nil
    }

    /// Where the host stands in `user:password@host:port/…`.
    static func hostRange(_ bytes: [UInt8], after start: Int) -> Range<Int> {
        var end = bytes[start...].firstIndex { Set("/?#, \"'\\".utf8).contains($0) } ?? bytes.count
        var begin = start
        if let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) { begin = at + 1 }
        if bytes[begin..<end].first == UInt8(ascii: "[") {
            if let close = bytes[begin..<end].firstIndex(of: UInt8(ascii: "]")) { end = close + 1 }
        } else if let colon = bytes[begin..<end].firstIndex(of: UInt8(ascii: ":")) {
            end = colon
        }
        return begin..<end
    }

    /// Whether a host is this machine; only exact forms count, since many others merely look so (B9).
    private static func isLocal(_ host: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: host, as: UTF8.self)
        if ["localhost", "[::1]", "host.docker.internal", "host.containers.internal"].contains(text) { return true }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.count <= 3 && $0.utf8.allSatisfy { Bytes.isDigit($0) } }
    }
}
