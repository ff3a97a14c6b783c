// SPDX-License-Identifier: Apache-2.0

/// The canonical text: a first line that names the form, then one line an entry.
///
/// `d PATH`, `f MODE SIZE SHA256 PATH` with MODE `x` or `-`, `l TARGET PATH`. In a path or target, every byte but the
/// visible ASCII ones without `%` is `%` and two upper-case hexadecimal digits, so a line has no blank that is not a
/// separator, and one tree has exactly one text.
extension TreeManifest {
    private static let firstLine = Array("ward-tree 1".utf8)
    /// The text of nothing.
    static let start = firstLine + [UInt8(ascii: "\n")]

    static func text(of entries: [Entry]) -> [UInt8] {
        var text = start
        text.reserveCapacity(entries.count * 128)
        for entry in entries { append(entry.kind, [], entry.path, to: &text) }
        return text
    }

    /// Appends the line of one entry; its path is `prefix` and `name`.
    static func append(_ kind: Kind, _ prefix: [UInt8], _ name: [UInt8], to text: inout [UInt8]) {
        switch kind {
        case .folder:
            text.append(contentsOf: "d ".utf8)
        case .file(let isExecutable, let size, let digest):
            text.append(contentsOf: isExecutable ? "f x ".utf8 : "f - ".utf8)
            text.append(contentsOf: String(size).utf8)
            text.append(UInt8(ascii: " "))
            digest.append(hexadecimalTo: &text)
            text.append(UInt8(ascii: " "))
        case .link(let target):
            text.append(contentsOf: "l ".utf8)
            append(escaped: target, to: &text)
            text.append(UInt8(ascii: " "))
        }
        append(escaped: prefix, to: &text)
        append(escaped: name, to: &text)
        text.append(UInt8(ascii: "\n"))
    }

    private static func append(escaped bytes: [UInt8], to text: inout [UInt8]) {
        guard !bytes.allSatisfy(isPlain) else { return text.append(contentsOf: bytes) }
        for byte in bytes {
            if isPlain(byte) {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                text.append(Hexadecimal.upper(byte >> 4))
                text.append(Hexadecimal.upper(byte & 0xF))
            }
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "%") }

    /// Reads a canonical text back; nil for anything that is not one, to the last byte.
    public init?(parsing text: [UInt8]) {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let first = lines.first, first.elementsEqual(Self.firstLine), lines.last?.isEmpty == true else {
            return nil
        }
        var entries: [Entry] = []
        entries.reserveCapacity(lines.count)
        for line in lines.dropFirst().dropLast() {
            guard let entry = Self.entry(Array(line.split(separator: 0x20, omittingEmptySubsequences: false))) else {
                return nil
            }
            // Sorted and distinct, or it is not what would be written.
            if let last = entries.last, !last.path.lexicographicallyPrecedes(entry.path) { return nil }
            entries.append(entry)
        }
        self.init(entries: entries)
        guard self.text == text else { return nil }
    }

    private static func entry(_ fields: [ArraySlice<UInt8>]) -> Entry? {
        guard let kind = fields.first, let last = fields.last, let path = unescaped(last), isInside(path) else {
            return nil
        }
        switch (String(decoding: kind, as: UTF8.self), fields.count) {
        case ("d", 2):
            return Entry(path: path, kind: .folder)
        case ("l", 3):
            guard let target = unescaped(fields[1]) else { return nil }
            return Entry(path: path, kind: .link(target: target))
        case ("f", 5):
            guard let size = Int64(String(decoding: fields[2], as: UTF8.self)), size >= 0,
                let digest = FileDigest(hexadecimal: fields[3])
            else { return nil }
            let isExecutable = fields[1].elementsEqual("x".utf8)
            return Entry(path: path, kind: .file(isExecutable: isExecutable, size: size, digest: digest))
        default:
            return nil
        }
    }

    /// Whether a path names something below the top: no empty part, none that leads elsewhere.
    private static func isInside(_ path: [UInt8]) -> Bool {
        path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8) && !part.contains(0)
        }
    }

    private static func unescaped(_ field: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(Hexadecimal.value),
                let low = rest.popFirst().flatMap(Hexadecimal.value)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

/// Hexadecimal digits of bytes.
enum Hexadecimal {
    static func digits(of bytes: some Sequence<UInt8>) -> [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity(64)
        for byte in bytes {
            digits.append(lower(byte >> 4))
            digits.append(lower(byte & 0xF))
        }
        return digits
    }

    static func text(of bytes: some Sequence<UInt8>) -> String { String(decoding: digits(of: bytes), as: UTF8.self) }

    static func upper(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x41 + digit - 10 }
    static func lower(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x61 + digit - 10 }

    static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }

    static func bytes(of digits: some Collection<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in digits {
            guard let value = value(digit) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
