// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WardSupply

/// A zip file that some reader would take for something else than another reader does, or that would harm whoever
/// unpacks it.
struct MalformedZip: Sendable, CustomTestStringConvertible {
    var what: String
    var code: SupplyError.Code
    /// What the error has to be about.
    var place: String
    var bytes: [UInt8]

    var testDescription: String { what }

    /// A good file of a manifest and one script, with one thing wrong.
    init(_ what: String, _ code: SupplyError.Code, _ place: String, _ break: (inout ZipMaker) -> Void) {
        var zip = ZipMaker()
        `break`(&zip)
        (self.what, self.code, self.place, bytes) = (what, code, place, zip.bytes)
    }

    /// A good file with one more entry, which is wrong.
    init(
        _ what: String, _ code: SupplyError.Code, entry name: String, _ content: String = "",
        _ break: (inout ZipMaker.Entry) -> Void = { _ in }
    ) {
        var entry = ZipMaker.Entry(name, content)
        `break`(&entry)
        self.init(what, code, name) { $0.entries.append(entry) }
    }

    init(_ what: String, _ code: SupplyError.Code, _ place: String, bytes: [UInt8]) {
        (self.what, self.code, self.place, self.bytes) = (what, code, place, bytes)
    }

    static let script = "server/index.js"

    static let all = names + types + layout + features + signatures

    static let names = [
        MalformedZip("zip-slip: a path that climbs", .entryName, entry: "../evil"),
        MalformedZip("zip-slip: a path that climbs in the middle", .entryName, entry: "a/../../evil"),
        MalformedZip("zip-slip: a path that ends in a climb", .entryName, entry: "a/.."),
        MalformedZip("zip-slip: an absolute path", .entryName, entry: "/etc/passwd"),
        MalformedZip("zip-slip: a drive", .entryName, entry: "C:/evil"),
        MalformedZip("zip-slip: a drive without a slash", .entryName, entry: "c:evil"),
        MalformedZip("zip-slip: a backslash", .entryName, entry: "..\\evil"),
        MalformedZip("zip-slip: a share", .entryName, entry: "\\\\host\\share"),
        MalformedZip("a part that is a dot", .entryName, entry: "a/./b"),
        MalformedZip("an empty part", .entryName, entry: "a//b"),
        MalformedZip("an empty name", .entryName, entry: ""),
        MalformedZip("a name that is a slash", .entryName, entry: "/"),
        MalformedZip("a NUL, at which some readers stop", .entryName, entry: "a\u{0}.js"),
        MalformedZip("a control character", .entryName, entry: "a\u{1B}[2J"),
        MalformedZip("a control character of Latin-1", .entryName, entry: "a\u{9B}2J"),
        MalformedZip("a part that no file system takes", .entryName, entry: String(repeating: "a", count: 256)),
        MalformedZip(
            "a path that no file system takes", .entryName,
            entry: Array(repeating: String(repeating: "a", count: 250), count: 5).joined(separator: "/")),
        MalformedZip("folders without end", .entryName, entry: String(repeating: "a/", count: 64) + "b"),
        MalformedZip("a name that is no UTF-8", .entryName, "x\u{FFFD}") {
            $0.entries[1].name = [0x78, 0xFF]
        },
        MalformedZip("a name in nobody knows which encoding", .entryName, entry: "é") { $0.flags = 0 },
        MalformedZip("a second name in an extra field", .entryName, entry: "a") {
            $0.extra = ZipMaker.field(0x7075, [1, 0, 0, 0, 0] + Array("../evil".utf8))
        },
        MalformedZip("a second name before the content", .entryName, entry: "a") {
            $0.local.extra = ZipMaker.field(0x7075, [1, 0, 0, 0, 0] + Array("b".utf8))
        },
        MalformedZip("the same name twice", .duplicateEntry, entry: script),
        MalformedZip("the manifest twice", .duplicateEntry, entry: "manifest.json", "{\"evil\":1}"),
        MalformedZip("names that are one where case is folded", .duplicateEntry, entry: "Manifest.JSON"),
        MalformedZip("names that are one where ß is folded", .duplicateEntry, "STRASSE") {
            $0.entries += [ZipMaker.Entry("straße"), ZipMaker.Entry("STRASSE")]
        },
        MalformedZip("names that are one in another normal form", .duplicateEntry, "e\u{301}") {
            $0.entries += [ZipMaker.Entry("\u{E9}"), ZipMaker.Entry("e\u{301}")]
        },
        MalformedZip("folders that are one where case is folded", .duplicateEntry, entry: "Server/x"),
        MalformedZip("a folder twice", .duplicateEntry, "server/") {
            $0.entries += [ZipMaker.Entry("server/"), ZipMaker.Entry("server/")]
        },
        MalformedZip("a file that is a folder too", .duplicateEntry, entry: script + "/x"),
        MalformedZip("a folder that is a file too", .duplicateEntry, entry: "server"),
    ]

    static let types = [
        MalformedZip("zip-slip: a symbolic link", .entryType, entry: "a", "/etc") { $0.mode = 0o120777 },
        MalformedZip("a link with the name of a folder", .entryType, entry: "a/") { $0.mode = 0o120777 },
        MalformedZip("a device", .entryType, entry: "a") { $0.mode = 0o020666 },
        MalformedZip("a pipe", .entryType, entry: "a") { $0.mode = 0o010644 },
        MalformedZip("a socket", .entryType, entry: "a") { $0.mode = 0o140644 },
        MalformedZip("a set-user-id program", .entryType, entry: "a") { $0.mode = 0o104755 },
        MalformedZip("a set-group-id program", .entryType, entry: "a") { $0.mode = 0o102755 },
        MalformedZip("a folder with the name of a file", .entryType, entry: "a") { $0.mode = 0o040755 },
        MalformedZip("a folder of DOS with the name of a file", .entryType, entry: "a") { $0.dosAttributes = 0x10 },
        MalformedZip("a file with the name of a folder", .entryType, entry: "a/") { $0.mode = 0o100644 },
        MalformedZip("a folder with content", .entryType, entry: "a/", "x"),
        MalformedZip("a link in an extra field", .entryType, entry: "a") { $0.extra = ZipMaker.field(0x756E, [1, 2]) },
        MalformedZip("a link in the other extra field", .entryType, entry: "a") {
            $0.local.extra = ZipMaker.field(0x000D, [1, 2])
        },
    ]

    static let layout = [
        MalformedZip("bytes before the archive", .hiddenBytes, "the directory") {
            $0.prefix = Array("#!/bin/sh\n".utf8)
            $0.origin = $0.prefix.count
        },
        MalformedZip("bytes before the archive that its places count in", .hiddenBytes, "manifest.json") {
            $0.prefix = Array("#!/bin/sh\n".utf8)
        },
        MalformedZip("bytes between entries", .hiddenBytes, script) { $0.entries[1].gap = [1] },
        MalformedZip("bytes before the directory", .hiddenBytes, "the directory") { $0.beforeDirectory = [1] },
        MalformedZip("bytes behind the directory", .hiddenBytes, "the directory") { $0.behindDirectory = [1] },
        MalformedZip("an entry that the directory does not count", .hiddenBytes, "the directory") { $0.count = 1 },
        MalformedZip("a comment", .hiddenBytes, "the bundle") { $0.comment = Array("hello".utf8) },
        MalformedZip("a byte behind the end", .hiddenBytes, "the bundle") { $0.suffix = [0] },
        MalformedZip("another archive behind the end", .hiddenBytes, "the directory") {
            $0.prefix = $0.bytes
            $0.origin = $0.prefix.count
        },
        MalformedZip("another archive behind a signature", .hiddenBytes, "manifest.json") {
            $0.prefix = $0.bytes + ZipMaker.signature()
        },
        MalformedZip("a comment that is announced and not there", .hiddenBytes, "the end of the zip file") {
            $0.commentLength = 5
        },
        MalformedZip("more entries than there are", .badRecord, "the directory") { $0.count = 3 },
        MalformedZip("a directory outside the file", .badRecord, "the directory") { $0.directoryOffset = 1 << 20 },
        MalformedZip("a directory larger than the file", .badRecord, "the directory") { $0.directorySize = 1 << 20 },
        MalformedZip("a directory that is none", .badRecord, "the directory") { $0.directorySignature = 0x0403_4B50 },
        MalformedZip("a header that is none", .badRecord, script) { $0.entries[1].local.signature = 0x0201_4B50 },
        MalformedZip("a header outside the file", .hiddenBytes, script) { $0.entries[1].offset = 1 << 20 },
        MalformedZip("content that runs into the directory", .badRecord, script) {
            $0.entries[1].packedSize = 4000
            $0.entries[1].size = 4000
        },
        MalformedZip("two entries with one content", .overlap, script) { $0.entries[1].offset = 0 },
        MalformedZip("an entry inside of another", .overlap, script) { $0.entries[1].offset = 20 },
        MalformedZip("extra fields that do not fit", .badRecord, script) { $0.entries[1].extra = [9, 9, 200, 0, 1] },
        MalformedZip("extra fields that do not fit before the content", .badRecord, script) {
            $0.entries[1].local.extra = [9, 9, 1]
        },
        MalformedZip("a header with another name", .disagreement, script) {
            $0.entries[1].local.name = Array("server/evil1.js".utf8)
        },
        MalformedZip("a header with another method", .disagreement, script) { $0.entries[1].local.method = 8 },
        MalformedZip("a header with other flags", .disagreement, script) { $0.entries[1].local.flags = 0 },
        MalformedZip("a header with another checksum", .disagreement, script) { $0.entries[1].local.checksum = 1 },
        MalformedZip("a header with another size", .disagreement, script) { $0.entries[1].local.size = 4 },
        MalformedZip("a header with another packed size", .disagreement, script) { $0.entries[1].local.packedSize = 4 },
        MalformedZip("a header without sizes and nothing behind the content", .disagreement, script) {
            $0.entries[1].local.size = 0
        },
        MalformedZip("values behind the content that are missing", .disagreement, script) {
            $0.entries[1].flags = 0x808
        },
        MalformedZip("values behind the content that are others", .disagreement, script) {
            $0.entries[1].flags = 0x808
            $0.entries[1].descriptor =
                ZipMaker.four(0x0807_4B50) + ZipMaker.four(1) + ZipMaker.four(5) + ZipMaker.four(5)
        },
    ]

    static let features = [
        MalformedZip("nothing", .notZip, "the bundle", bytes: []),
        MalformedZip("no zip file", .notZip, "the bundle", bytes: Array(repeating: 0x41, count: 200)),
        MalformedZip("the beginning of a zip file", .notZip, "the bundle", bytes: Array(ZipMaker().bytes.dropLast(22))),
        MalformedZip("encryption", .encrypted, entry: "a") { $0.flags |= 1 },
        MalformedZip("strong encryption", .encrypted, entry: "a") { $0.flags |= 0x40 },
        MalformedZip("a masked directory", .encrypted, entry: "a") { $0.flags |= 0x2000 },
        MalformedZip("encryption in an extra field", .encrypted, entry: "a") {
            $0.extra = ZipMaker.field(0x9901, [2, 0, 0x41, 0x45, 3, 8, 0])
        },
        MalformedZip("patched data", .unsupportedZip, entry: "a") { $0.flags |= 0x20 },
        MalformedZip("another method", .unsupportedZip, entry: "a") { $0.method = 12 },
        MalformedZip("another disk", .unsupportedZip, entry: "a") { $0.disk = 1 },
        MalformedZip("several disks", .unsupportedZip, "the zip file") { $0.disk = 1 },
        MalformedZip("zip64 by a size", .unsupportedZip, entry: "a") {
            $0.size = 0xFFFF_FFFF
            $0.packedSize = 0xFFFF_FFFF
        },
        MalformedZip("zip64 by an extra field", .unsupportedZip, entry: "a") {
            $0.extra = ZipMaker.field(1, Array(repeating: 0, count: 16))
        },
        MalformedZip("zip64 by the place of the directory", .unsupportedZip, "the zip file") {
            $0.directoryOffset = 0xFFFF_FFFF
        },
        MalformedZip("zip64 by the number of entries", .unsupportedZip, "the zip file") { $0.count = 0xFFFF },
        MalformedZip("zip64 by a locator", .unsupportedZip, "the zip file") {
            $0.behindDirectory = ZipMaker.four(0x0706_4B50) + Array(repeating: 0, count: 16)
        },
        MalformedZip("two sizes of what is stored", .entrySize, entry: "a", "abc") { $0.size = 4 },
        MalformedZip("a bomb", .expansion, entry: "a") {
            $0.method = 8
            $0.size = 300 << 20
        },
        MalformedZip("a file that is too large", .tooLarge, entry: "a") {
            $0.method = 8
            $0.size = 600 << 20
        },
    ]

    static let signatures = [
        MalformedZip("a signature whose length leads nowhere", .signatureBlock, "signature") {
            $0.suffix = ZipMaker.signature(length: 4)
        },
        MalformedZip("a signature without its head", .signatureBlock, "signature") {
            $0.suffix = Array(ZipMaker.signature().dropFirst(3))
        },
        MalformedZip("a signature that is empty", .signatureBlock, "signature") { $0.suffix = ZipMaker.signature([]) },
        MalformedZip("a signature that is no DER", .signatureBlock, "signature") {
            $0.suffix = ZipMaker.signature([1, 2])
        },
        MalformedZip("a signature that can be read in two ways", .signatureBlock, "signature") {
            let inner = ZipMaker.signature()
            $0.suffix = ZipMaker.signature([0x30] + inner.dropLast(12))
        },
        MalformedZip("the end of another archive in a signature", .signatureBlock, "signature") {
            $0.suffix = ZipMaker.signature([0x30, 0x16] + ZipMaker.four(0x0605_4B50) + Array(repeating: 0, count: 18))
        },
        MalformedZip("a byte behind a signature", .hiddenBytes, "the bundle") {
            $0.suffix = ZipMaker.signature() + [0]
        },
        MalformedZip("bytes before a signature", .hiddenBytes, "the bundle") { $0.suffix = [0] + ZipMaker.signature() },
        MalformedZip("a signature behind a signature", .hiddenBytes, "the bundle") {
            $0.suffix = ZipMaker.signature() + ZipMaker.signature()
        },
        MalformedZip("a comment in front of a signature", .hiddenBytes, "the bundle") {
            $0.comment = [1]
            $0.suffix = ZipMaker.signature()
        },
        MalformedZip("a comment that covers half of a signature", .hiddenBytes, "the end of the zip file") {
            $0.suffix = ZipMaker.signature()
            $0.commentLength = 7
        },
    ]
}
