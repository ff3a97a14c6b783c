// SPDX-License-Identifier: Apache-2.0

/// Finds secrets that stand in arguments in clear: every program of the machine can read them there (A19, W4).
enum SecretJudge {
    /// Judges a value, with what stands in front of it: `--token` and its value are two words.
    static func judge(_ word: Word, behind before: Word?, into findings: inout FindingList) {
        if let range = knownForm(word.bytes) { return add(word.place(range), to: &findings) }
        if let range = userInfo(word.bytes) { return add(word.place(range), to: &findings) }
        if let (name, value) = word.split(at: UInt8(ascii: "=")), looksSecret(name: name.bytes) {
            if isLiteral(value.bytes) { add(value.place, to: &findings) }
            return
        }
        let low = Bytes.lowered(word.bytes)
        if let start = Bytes.find(Bytes.of("bearer "), in: low) ?? Bytes.find(Bytes.of("basic "), in: low),
            Bytes.contains("authorization", in: low)
        {
            let value = word.rest(after: start).split(at: 0x20)?.after
            if let value, isLiteral(value.bytes) { add(value.place, to: &findings) }
            return
        }
        // `X-Api-Key: value`, as an option for headers takes it.
        if let (name, value) = word.split(at: UInt8(ascii: ":")), value.bytes.first == 0x20, name.bytes.count > 3,
            looksSecret(name: [UInt8(ascii: "-")] + name.bytes)
        {
            let literal = value.rest(after: 1)
            if isLiteral(literal.bytes) { add(literal.place, to: &findings) }
            return
        }
        // `-e API_KEY image` names a variable; only an option has its value in the next word.
        guard let before, before.hasPrefix("-"), !before.bytes.contains(UInt8(ascii: "=")),
            looksSecret(name: before.bytes), isLiteral(word.bytes)
        else { return }
        add(word.place, to: &findings)
    }

    private static func add(_ place: LaunchFinding.Place, to findings: inout FindingList) {
        findings.add(
            .secretInClear, .caution, place,
            "Looks like a secret, and every program can read a command line. Pass it as an environment variable, and change it."
        )
    }

    /// Whether a name is a secret's: an option or a variable, by its parts.
    static func looksSecret(name: [UInt8]) -> Bool {
        guard let first = name.first, first == UInt8(ascii: "-") || Bytes.isLetter(first), name.count <= 64 else {
            return false
        }
        let parts = Bytes.lowered(name).split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
            .map { String(decoding: $0, as: UTF8.self) }
        guard first == UInt8(ascii: "-") || parts.count > 1 || name.allSatisfy({ !(0x61...0x7A).contains($0) }) else {
            return false
        }
        guard let last = parts.last else { return false }
        if ["token", "secret", "password", "passwd", "pwd", "passphrase", "apikey", "credential", "pat"].contains(last)
        {
            return true
        }
        return last == "key"
            && parts.dropLast().contains { ["api", "access", "secret", "private", "auth", "account"].contains($0) }
    }

    /// Whether a value is one itself, and no reference or example.
    private static func isLiteral(_ value: [UInt8]) -> Bool {
        guard value.count >= 6, let first = value.first, !Set("$%<{-/~.".utf8).contains(first) else { return false }
        guard !value.contains(where: { Bytes.isSpace($0) }) else { return false }
        let low = Bytes.lowered(value)
        for example in [
            "your", "xxx", "...", "***", "example", "changeme", "placeholder", "<", "${", "replace", "insert",
        ] as [StaticString]
        where Bytes.contains(example, in: low) {
            return false
        }
        return true
    }

    private static let prefixes: [(text: StaticString, length: Int)] = [
        ("ghp_", 30), ("gho_", 30), ("ghs_", 30), ("ghu_", 30), ("github_pat_", 30), ("glpat-", 20), ("sk-ant-", 20),
        ("sk-proj-", 20), ("sk-", 32), ("sk_live_", 20), ("rk_live_", 20), ("xoxb-", 20), ("xoxp-", 20), ("xoxa-", 20),
        ("xapp-", 20),
        ("AKIA", 20), ("ASIA", 20), ("AIza", 35), ("npm_", 36), ("pypi-AgEI", 40), ("hf_", 30), ("ya29.", 30),
        ("SG.", 40),
        ("dop_v1_", 40), ("shpat_", 30), ("lin_api_", 30), ("ntn_", 40), ("secret_", 40), ("eyJ", 60), ("figd_", 30),
        ("tvly-", 20),
    ]

    /// Where a token of a known form stands.
    private static func knownForm(_ bytes: [UInt8]) -> Range<Int>? {
        if let start = Bytes.find(Bytes.of("-----BEGIN "), in: bytes), Bytes.contains("PRIVATE KEY", in: bytes) {
            return start..<start + 11
        }
        var start = 0
        while start < bytes.count {
            guard isTokenByte(bytes[start]) else {
                start += 1
                continue
            }
            let end = bytes[start...].firstIndex { !isTokenByte($0) } ?? bytes.count
            let token = bytes[start..<end]
            for (prefix, length) in prefixes where token.count >= length && token.starts(with: Bytes.of(prefix)) {
                // A word of the user's such as `sk-learn-…` has no digit.
                if token.contains(where: { Bytes.isDigit($0) }) { return start..<end }
            }
            start = end
        }
        return nil
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        Bytes.isLetter(byte) || Bytes.isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".")
    }

    /// The password of `scheme://user:password@host`.
    static func userInfo(_ bytes: [UInt8]) -> Range<Int>? {
        guard let scheme = Bytes.find(Bytes.of("://"), in: bytes) else { return nil }
        let start = scheme + 3
        let end = bytes[start...].firstIndex { Set("/?# ".utf8).contains($0) } ?? bytes.count
        guard let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")),
            let colon = bytes[start..<at].firstIndex(of: UInt8(ascii: ":")), isLiteral(Array(bytes[(colon + 1)..<at]))
        else { return nil }
        return colon + 1..<at
    }
}
