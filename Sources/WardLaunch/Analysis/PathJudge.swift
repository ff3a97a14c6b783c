// SPDX-License-Identifier: Apache-2.0

/// Finds arguments that reach where no server has business: the home folder as a whole, keys, other programs' secrets (L3).
///
/// A path is judged by what it means, not by how it is spelled: `~`, `$HOME`, `%2e%2e`, `..`, doubled slashes, other
/// case and Windows' forms all come to the same.
struct PathJudge: Sendable {
    private let home: [String]
    private let base: [String]?

    /// - Parameters:
    ///   - home: The user's home folder.
    ///   - project: The project's folder, if there is one.
    ///   - directory: The launch's working directory; relative paths start there.
    init(home: String, project: String?, directory: String?) {
        self.home = Self.components(Array(home.utf8))
        var base: [String]?
        if let project { base = Self.components(Array(project.utf8)) }
        if let directory {
            let expanded = PathSpelling.expanded(Array(directory.utf8), home: home)
            if PathSpelling.isAbsolute(expanded) { base = Self.components(expanded) }
        }
        self.base = base
        homeText = home
    }

    private let homeText: String

    /// Judges an argument, and what stands in it behind `=` or between commas and colons.
    func judge(_ word: Word, into findings: inout FindingList) {
        for piece in Self.pieces(of: word) {
            guard let kind = kind(of: piece) else { continue }
            findings.add(kind.code, kind.tier, piece.place, kind.detail)
        }
    }

    /// Judges a working directory: being somewhere grants less than being given it.
    func judge(directory word: Word, into findings: inout FindingList) {
        guard let kind = kind(of: word), kind != .home, kind != .root else { return }
        findings.add(kind.code, .caution, word.place, kind.detail)
    }

    /// What sensitive place a text means; nil if none.
    func kind(of word: Word) -> SensitivePlace? {
        guard PathSpelling.looksLikePath(word.bytes) else { return nil }
        let bytes = PathSpelling.expanded(word.bytes, home: homeText)
        guard !bytes.starts(with: Bytes.of("$(")), !bytes.starts(with: Bytes.of("${")) else { return nil }
        let parts = Self.rawComponents(bytes)
        if PathSpelling.isAbsolute(bytes) { return classify(Self.normalised(parts)) }
        if let base { return classify(Self.normalised(base + parts)) }
        let ups = parts.prefix { $0 == ".." }.count
        // Three levels up from an unknown folder is meant to arrive at the root.
        if ups >= 3 { return classify(Self.normalised(Array(parts.dropFirst(ups)))) }
        guard let first = parts.first, first.hasPrefix("."), first != ".", first != ".." else { return nil }
        return SensitivePlace.inHome(Self.normalised(parts))
    }

    private func classify(_ parts: [String]) -> SensitivePlace? {
        if !home.isEmpty, parts.starts(with: home) { return SensitivePlace.inHome(Array(parts.dropFirst(home.count))) }
        if parts.count < home.count, home.starts(with: parts), !parts.isEmpty { return .home }
        return SensitivePlace.absolute(parts)
    }

    private static func components(_ bytes: [UInt8]) -> [String] { normalised(rawComponents(bytes)) }

    private static func rawComponents(_ bytes: [UInt8]) -> [String] {
        bytes.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
            .map { String(decoding: Bytes.lowered($0), as: UTF8.self) }.filter { $0 != "." }
    }

    private static func normalised(_ parts: [String]) -> [String] {
        var result: [String] = []
        for part in parts {
            if part == ".." { _ = result.popLast() } else { result.append(part) }
        }
        return result
    }

    /// The parts of an argument that may each be a path.
    static func pieces(of word: Word) -> [Word] {
        var pieces = [word]
        if let (_, value) = word.split(at: UInt8(ascii: "=")) { pieces.append(value) }
        for whole in pieces {
            if whole.bytes.contains(UInt8(ascii: ",")) { pieces += whole.parts(between: UInt8(ascii: ",")) }
            if whole.bytes.contains(UInt8(ascii: ":")), !Bytes.contains("://", in: whole.bytes) {
                pieces += colonParts(of: whole)
            }
        }
        return pieces + pieces.map { unquoted($0) }.filter { !pieces.contains($0) }
    }

    /// Without the quotes and brackets of JSON or CSV around it, and without the `@` that stands before a file's name.
    static func unquoted(_ word: Word) -> Word {
        var (start, end) = (0, word.bytes.count)
        let quotes = Set("\"'".utf8)
        while start < end {
            let byte = word.bytes[start]
            let opensObject = byte == UInt8(ascii: "{") && start + 1 < end && quotes.contains(word.bytes[start + 1])
            guard quotes.contains(byte) || Set("[(@".utf8).contains(byte) || opensObject else { break }
            start += 1
        }
        while end > start {
            let byte = word.bytes[end - 1]
            let closesObject = byte == UInt8(ascii: "}") && end - 2 >= start && quotes.contains(word.bytes[end - 2])
            guard quotes.contains(byte) || Set("])".utf8).contains(byte) || closesObject else { break }
            end -= 1
        }
        return start == 0 && end == word.bytes.count ? word : word.part(start..<end)
    }

    /// The parts between colons, where the one behind a Windows drive's letter separates nothing.
    static func colonParts(of word: Word) -> [Word] {
        var parts: [Word] = []
        var start = 0
        for (index, byte) in word.bytes.enumerated() where byte == UInt8(ascii: ":") {
            let next = index + 1 < word.bytes.count ? word.bytes[index + 1] : 0
            let isDrive =
                index == start + 1 && Bytes.isLetter(word.bytes[start])
                && (next == UInt8(ascii: "\\") || next == UInt8(ascii: "/"))
            if isDrive { continue }
            parts.append(word.part(start..<index))
            start = index + 1
        }
        parts.append(word.part(start..<word.bytes.count))
        return start == 0 ? [] : parts
    }
}

/// How a path may be written.
enum PathSpelling {
    private static let prefixes: [(spelling: StaticString, below: StaticString)] = [
        ("$home", ""), ("${home}", ""), ("{home}", ""), ("${env:home}", ""), ("{env:home}", ""), ("$env:home", ""),
        ("%userprofile%", ""), ("%homepath%", ""), ("%home%", ""), ("${userprofile}", ""), ("${env:userprofile}", ""),
        ("$env:userprofile", ""), ("${userhome}", ""), ("%appdata%", "/appdata/roaming"),
        ("${appdata}", "/appdata/roaming"), ("%localappdata%", "/appdata/local"), ("$xdg_config_home", "/.config"),
        ("${xdg_config_home}", "/.config"),
    ]

    /// Whether a text can be a path that matters here; plain words are none.
    static func looksLikePath(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, bytes.count <= 4_096 else { return false }
        if Set("/~$%.{\\".utf8).contains(first) { return true }
        if Bytes.lowered(bytes.prefix(5)).elementsEqual("file:".utf8) { return true }
        if Bytes.contains("../", in: bytes) || Bytes.contains("..\\", in: bytes) { return true }
        return bytes.count >= 3 && Bytes.isLetter(first) && bytes[1] == UInt8(ascii: ":")
            && (bytes[2] == UInt8(ascii: "\\") || bytes[2] == UInt8(ascii: "/"))
    }

    static func isAbsolute(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return false }
        return first == UInt8(ascii: "/") || first == UInt8(ascii: "\\")
            || (bytes.count >= 2 && Bytes.isLetter(first) && bytes[1] == UInt8(ascii: ":"))
    }

    /// The path with its home written out, percent signs decoded (twice at most), and without `file://`.
    static func expanded(_ text: [UInt8], home: String) -> [UInt8] {
        var bytes = text
        if Bytes.lowered(bytes.prefix(7)).elementsEqual("file://".utf8) {
            bytes.removeFirst(7)
            if let slash = bytes.firstIndex(of: UInt8(ascii: "/")), slash > 0 { bytes.removeFirst(slash) }
        }
        for _ in 0..<2 { bytes = percentDecoded(bytes) }
        let low = Bytes.lowered(bytes)
        for (spelling, below) in prefixes where low.starts(with: Bytes.of(spelling)) {
            let rest = bytes.dropFirst(Bytes.of(spelling).count)
            guard rest.isEmpty || rest.first == UInt8(ascii: "/") || rest.first == UInt8(ascii: "\\") else { continue }
            return Array(home.utf8) + Bytes.of(below) + rest
        }
        if bytes.first == UInt8(ascii: "~") {
            let rest = bytes.drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
            return Array(home.utf8) + rest
        }
        for detour in ["/proc/self/root", "/proc/1/root", "/proc/self/cwd/..", "//?/", "\\\\?\\"] as [StaticString]
        where low.starts(with: Bytes.of(detour)) {
            let rest = Array(bytes.dropFirst(Bytes.of(detour).count))
            return rest.isEmpty ? Bytes.of("/") : rest
        }
        return bytes
    }

    private static func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "%")) else { return bytes }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = hex(bytes[index + 1]), let low = hex(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch Bytes.lowered(byte) {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: Bytes.lowered(byte) - 0x61 + 10
        default: nil
        }
    }
}
