// SPDX-License-Identifier: Apache-2.0

@testable import WardSupply

/// Puts a zip file together, well or as badly as a test wants it.
struct ZipMaker {
    /// One entry; what is nil says what is true.
    struct Entry {
        var name: [UInt8]
        var content: [UInt8]
        var method = 0
        /// The packed bytes in place of the true ones.
        var packed: [UInt8]?
        var flags = 0x800
        var mode = 0o100644
        var dosAttributes = 0
        var disk = 0
        var extra: [UInt8] = []
        var comment: [UInt8] = []
        var checksum: UInt32?
        var size: Int?
        var packedSize: Int?
        /// Where the directory says that the header is.
        var offset: Int?
        /// What the header before the content says in place of what the directory says.
        var local = Local()
        var descriptor: [UInt8]?
        /// Bytes between the entry before and this one.
        var gap: [UInt8] = []

        init(_ name: String, _ content: String = "") {
            self.name = Array(name.utf8)
            self.content = Array(content.utf8)
            if name.hasSuffix("/") { mode = 0o040755 }
        }
    }

    struct Local {
        var signature = 0x0403_4B50
        var name: [UInt8]?
        var flags: Int?
        var method: Int?
        var checksum: UInt32?
        var packedSize: Int?
        var size: Int?
        var extra: [UInt8] = []
    }

    var entries: [Entry]
    var prefix: [UInt8] = []
    var beforeDirectory: [UInt8] = []
    var behindDirectory: [UInt8] = []
    var comment: [UInt8] = []
    var commentLength: Int?
    /// What places in the file are counted from.
    var origin = 0
    var suffix: [UInt8] = []
    var count: Int?
    var disk = 0
    var directoryOffset: Int?
    var directorySize: Int?
    var directorySignature = 0x0201_4B50

    init(_ entries: [Entry] = [Entry("manifest.json", "{}"), Entry("server/index.js", "run()")]) {
        self.entries = entries
    }

    static func two(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
    static func four(_ value: Int) -> [UInt8] { two(value & 0xFFFF) + two(value >> 16 & 0xFFFF) }

    /// One extra field.
    static func field(_ id: Int, _ bytes: [UInt8]) -> [UInt8] { two(id) + two(bytes.count) + bytes }

    /// A raw deflate stream without compression (RFC 1951 section 3.2.4).
    static func deflated(_ content: [UInt8]) -> [UInt8] {
        var blocks: [UInt8] = []
        var rest = content[...]
        repeat {
            let block = rest.prefix(0xFFFF)
            rest = rest.dropFirst(block.count)
            blocks.append(rest.isEmpty ? 1 : 0)
            blocks += two(block.count) + two(~block.count & 0xFFFF) + block
        } while !rest.isEmpty
        return blocks
    }

    /// The block that a signature is appended in.
    static func signature(_ message: [UInt8] = [0x30, 0x03, 1, 2, 3], length: Int? = nil) -> [UInt8] {
        Array("MCPB_SIG_V1".utf8) + four(length ?? message.count) + message + Array("MCPB_SIG_END".utf8)
    }

    var bytes: [UInt8] {
        var file = prefix
        var directory: [UInt8] = []
        for entry in entries {
            file += entry.gap
            let packed = entry.packed ?? (entry.method == 8 ? Self.deflated(entry.content) : entry.content)
            let checksum = Int(entry.checksum ?? Inflater.checksum(entry.content))
            let (size, packedSize) = (entry.size ?? entry.content.count, entry.packedSize ?? packed.count)
            let offset = file.count
            let local = entry.local
            let localName = local.name ?? entry.name
            file += Self.four(local.signature) + Self.two(20) + Self.two(local.flags ?? entry.flags)
            file += Self.two(local.method ?? entry.method) + Self.four(0)
            file += Self.four(local.checksum.map(Int.init) ?? checksum) + Self.four(local.packedSize ?? packedSize)
            file += Self.four(local.size ?? size) + Self.two(localName.count) + Self.two(local.extra.count)
            file += localName + local.extra + packed + (entry.descriptor ?? [])

            directory += Self.four(directorySignature) + Self.two(3 << 8 | 20) + Self.two(20) + Self.two(entry.flags)
            directory += Self.two(entry.method) + Self.four(0) + Self.four(checksum) + Self.four(packedSize)
            directory += Self.four(size) + Self.two(entry.name.count) + Self.two(entry.extra.count)
            directory += Self.two(entry.comment.count) + Self.two(entry.disk) + Self.two(0)
            directory += Self.four(entry.mode << 16 | entry.dosAttributes) + Self.four(entry.offset ?? offset - origin)
            directory += entry.name + entry.extra + entry.comment
        }
        file += beforeDirectory
        let start = file.count
        file += directory + behindDirectory
        let total = count ?? entries.count
        file += Self.four(0x0605_4B50) + Self.two(disk) + Self.two(disk) + Self.two(total) + Self.two(total)
        file += Self.four(directorySize ?? directory.count) + Self.four(directoryOffset ?? start - origin)
        file += Self.two(commentLength ?? comment.count) + comment + suffix
        return file
    }
}
