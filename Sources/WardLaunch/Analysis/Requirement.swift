// SPDX-License-Identifier: Apache-2.0

extension PackageSpec {
    /// A Python requirement as `uvx`, `--from`, `--with` and `pipx run --spec` take it (PEP 508, and uv's `name@version`).
    static func python(_ word: Word) -> PackageSpec {
        let bytes = word.bytes
        if isURL(word) { return url(word) }
        // `name @ URL`, and uv's `name@version`.
        var nameEnd = bytes.firstIndex { !isName($0) } ?? bytes.count
        let name = Array(bytes[..<nameEnd])
        var extras: [String] = []
        if nameEnd < bytes.count, bytes[nameEnd] == UInt8(ascii: "["),
            let close = bytes[nameEnd...].firstIndex(of: UInt8(ascii: "]"))
        {
            extras = bytes[(nameEnd + 1)..<close].split(separator: UInt8(ascii: ","))
                .map { String(decoding: trimmed($0), as: UTF8.self) }
            nameEnd = close + 1
        }
        var rest = word.rest(after: nameEnd)
        while let first = rest.bytes.first, Bytes.isSpace(first) { rest = rest.rest(after: 1) }
        if name.isEmpty || isLocal(word) && !word.bytes.contains(UInt8(ascii: "=")) {
            return PackageSpec(source: .local, word: word)
        }
        let plain = String(decoding: name, as: UTF8.self)
        if rest.hasPrefix("@") {
            var value = rest.rest(after: 1)
            while let first = value.bytes.first, Bytes.isSpace(first) { value = value.rest(after: 1) }
            if isURL(value) { return url(value) }
            let version = value.text
            return PackageSpec(
                reference: PackageReference(
                    .pypi, name: plain, version: version, isPinned: Versions.isExactPython(value.bytes), extras: extras),
                word: word)
        }
        let constraint = trimmed(rest.bytes.prefix { $0 != UInt8(ascii: ";") })
        let reference = PackageReference(
            .pypi, name: plain, version: constraint.isEmpty ? nil : String(decoding: constraint, as: UTF8.self),
            isPinned: isPinned(constraint), extras: extras)
        return PackageSpec(reference: reference, word: word)
    }

    /// One of the parts is `==` or `===` with a whole version.
    private static func isPinned(_ constraint: [UInt8]) -> Bool {
        constraint.split(separator: UInt8(ascii: ",")).contains { part in
            var text = trimmed(part)[...]
            guard text.starts(with: Bytes.of("==")) else { return false }
            text = text.drop { $0 == UInt8(ascii: "=") || Bytes.isSpace($0) }
            return Versions.isExactPython(Array(text))
        }
    }

    private static func isURL(_ word: Word) -> Bool {
        if word.hasPrefix("git+") || word.hasPrefix("git@") || word.hasPrefix("hg+") || word.hasPrefix("svn+") {
            return true
        }
        return word.hasPrefix("https://") || word.hasPrefix("http://") || word.hasPrefix("ssh://")
            || word.hasPrefix("git://")
    }

    private static func url(_ word: Word) -> PackageSpec {
        guard word.hasPrefix("https://") || word.hasPrefix("http://") else {
            return .git(word, revisionMark: UInt8(ascii: "@"))
        }
        // A digest in the fragment names one file.
        let digest = Bytes.find(Bytes.of("#sha256="), in: word.bytes).map { Array(word.bytes[($0 + 8)...]) }
        let pinned = digest.map { Bytes.isHex($0, count: 64) } ?? false
        return PackageSpec(
            reference: PackageReference(.pypi, name: word.text, isPinned: pinned), source: .download, word: word)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        Bytes.isLetter(byte) || Bytes.isDigit(byte)
            || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
            || byte >= 0x80
    }

    private static func trimmed(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text = Array(bytes.drop { Bytes.isSpace($0) })
        while let last = text.last, Bytes.isSpace(last) { text.removeLast() }
        return text
    }
}
