// SPDX-License-Identifier: Apache-2.0

internal import WardText

/// What the directory says about one entry (APPNOTE section 4.3.12).
struct ZipRecord {
    /// Where the record stands.
    let place: Int
    let flags: Int
    let method: Int
    let checksum: Int
    let packedSize: Int
    let size: Int
    /// The name as it stands, with the slash that ends a folder's.
    let name: String
    let mode: Int
    let header: Int

    var isFolder: Bool { name.utf8.last == UInt8(ascii: "/") }
    /// Without the slash that ends a folder's name.
    var path: String { isFolder ? String(name.dropLast()) : name }
    /// Whether sizes and checksum stand behind the content, and may be missing before it.
    var hasDescriptor: Bool { flags & 8 != 0 }
}

/// The directory of a zip file: found at the one place where it can be, never searched for.
struct ZipDirectory {
    private static let endSize = 22
    private static let headerSize = 46

    let records: [ZipRecord]
    /// Where it begins, which is where the last entry ends.
    let start: Int

    init(of file: BundleBytes, signature: BundleSignature?, limits: BundleLimits) throws(SupplyError) {
        let place = (signature?.block.lowerBound ?? file.count) - Self.endSize
        guard file.isSignature(ZipSignature.end, at: place) else { throw Self.noEnd(file, signature) }
        // The tool that signs lets the comment of the zip file cover the block, since readers wanted it so.
        guard [0, signature?.block.count ?? 0].contains(file.two(place + 20)) else {
            throw SupplyError(
                .hiddenBytes, "the end of the zip file", at: place + 20,
                "it announces a comment of \(file.two(place + 20)) bytes, which is not there or hides something")
        }
        let (entries, size, start) = (file.two(place + 10), file.four(place + 12), file.four(place + 16))
        guard entries != 0xFFFF, size != 0xFFFF_FFFF, start != 0xFFFF_FFFF,
            !file.isSignature(ZipSignature.zip64Locator, at: place - 20)
        else { throw SupplyError(.unsupportedZip, "the zip file", at: place, "it is zip64, which bundles do not need") }
        guard file.two(place + 4) == 0, file.two(place + 6) == 0, file.two(place + 8) == entries else {
            throw SupplyError(.unsupportedZip, "the zip file", at: place, "it is one of several disks")
        }
        guard entries <= limits.entries else {
            throw SupplyError(.tooLarge, "the bundle", at: place, "it holds more than \(limits.entries) files")
        }
        guard start <= place, size == place - start else {
            let isBefore = start + size < place
            throw SupplyError(
                isBefore ? .hiddenBytes : .badRecord, "the directory", at: place,
                isBefore
                    ? "\(place - start - size) bytes stand before the archive or behind its directory"
                    : "it lies outside the file")
        }
        self.start = start
        var records: [ZipRecord] = []
        var next = start
        for _ in 0..<entries {
            let record = try Self.record(at: &next, before: place, in: file)
            records.append(record)
        }
        guard next == place else {
            throw SupplyError(.hiddenBytes, "the directory", at: next, "bytes stand behind its last entry")
        }
        self.records = records
        try Self.check(records, within: limits)
    }

    private static func noEnd(_ file: BundleBytes, _ signature: BundleSignature?) -> SupplyError {
        let end = signature?.block.lowerBound ?? file.count
        let last = stride(from: end - endSize, through: 0, by: -1).first { file.isSignature(ZipSignature.end, at: $0) }
        guard let last else {
            return SupplyError(.notZip, "the bundle", "it is no zip file, or its end is missing", hint: "get it again")
        }
        return SupplyError(
            .hiddenBytes, "the bundle", at: last + endSize,
            "bytes stand behind the end of the zip file that are no signature",
            hint: "get the bundle from its makers; a second archive behind the first is a known trick")
    }

    private static func record(
        at place: inout Int, before end: Int, in file: BundleBytes
    ) throws(SupplyError) -> ZipRecord {
        let start = place
        let what = "the directory"
        _ = try file.range(start, count: headerSize, before: end, what)
        guard file.isSignature(ZipSignature.centralHeader, at: start) else {
            throw SupplyError(.badRecord, what, at: start, "no entry stands where one has to")
        }
        let flags = file.two(start + 8)
        let nameRange = try file.range(start + headerSize, count: file.two(start + 28), before: end, what)
        let name = try ZipNames.text(file.bytes[nameRange], isUTF8: flags & 0x800 != 0, at: nameRange.lowerBound)
        let extra = try file.range(nameRange.upperBound, count: file.two(start + 30), before: end, name)
        let comment = try file.range(extra.upperBound, count: file.two(start + 32), before: end, name)
        place = comment.upperBound
        try ZipExtra.check(extra, of: name, in: file)
        let record = ZipRecord(
            place: start, flags: flags, method: file.two(start + 10), checksum: file.four(start + 16),
            packedSize: file.four(start + 20), size: file.four(start + 24), name: name,
            mode: file.four(start + 38) >> 16, header: file.four(start + 42))
        try checkFeatures(record, disk: file.two(start + 34))
        try checkType(record, attributes: file.four(start + 38))
        return record
    }

    private static func checkFeatures(_ record: ZipRecord, disk: Int) throws(SupplyError) {
        func refuse(_ code: SupplyError.Code, _ detail: String) -> SupplyError {
            SupplyError(
                code, record.name, at: record.place, detail, hint: "pack the bundle anew with a plain zip writer")
        }
        // Bits 0, 6 and 13: encryption, strong encryption, a masked directory (APPNOTE section 4.4.4).
        guard record.flags & 0x2041 == 0 else { throw refuse(.encrypted, "it is encrypted") }
        // Bits 1 and 2 tell how hard the writer tried, 3 and 11 are understood.
        guard record.flags & ~0x080E == 0 else { throw refuse(.unsupportedZip, "its flags ask for what nobody uses") }
        guard [0, 8].contains(record.method) else {
            throw refuse(.unsupportedZip, "its compression method is \(record.method); stored and deflated are read")
        }
        guard disk == 0 else { throw refuse(.unsupportedZip, "it lies on another disk") }
        guard ![record.size, record.packedSize, record.header].contains(0xFFFF_FFFF) else {
            throw refuse(.unsupportedZip, "it is written as zip64, which bundles do not need")
        }
        guard record.method != 0 || record.size == record.packedSize else {
            throw refuse(.entrySize, "it is stored, and yet has two sizes")
        }
        guard !record.isFolder || record.size == 0 else { throw refuse(.entryType, "it is a folder with content") }
    }

    /// The upper half of the attributes is a mode of Unix whoever the writer says it was: readers differ in whether they ask.
    private static func checkType(_ record: ZipRecord, attributes: Int) throws(SupplyError) {
        func refuse(_ detail: String) -> SupplyError {
            SupplyError(
                .entryType, record.name, at: record.place, detail, hint: "a bundle holds plain files and folders")
        }
        switch record.mode & 0o170000 {
        case 0: break
        case 0o100000: guard !record.isFolder else { throw refuse("it has the name of a folder and is a file") }
        case 0o040000: guard record.isFolder else { throw refuse("it has the name of a file and is a folder") }
        case 0o120000: throw refuse("it is a symbolic link")
        default: throw refuse("it is a device, a pipe or a socket")
        }
        guard record.isFolder || attributes & 0x10 == 0 else {
            throw refuse("it has the name of a file and is a folder")
        }
        guard record.mode & 0o6000 == 0 else {
            throw refuse("it would run with the rights of its owner or group (set-user-id)")
        }
    }

    private static func check(_ records: [ZipRecord], within limits: BundleLimits) throws(SupplyError) {
        var (total, packed) = (0, 0)
        for record in records {
            guard record.size <= limits.entry else {
                throw SupplyError(
                    .tooLarge, record.name, at: record.place, "it unpacks to more than \(limits.entry >> 20) MiB")
            }
            guard !limits.isOutOfProportion(record.size, from: record.packedSize) else {
                throw SupplyError(
                    .expansion, record.name, at: record.place,
                    "\(record.packedSize) bytes unpack to \(record.size): it is made to fill a disk")
            }
            total += record.size
            packed += record.packedSize
        }
        guard total <= limits.total else {
            throw SupplyError(.tooLarge, "the bundle", "it unpacks to more than \(limits.total >> 20) MiB")
        }
        guard !limits.isOutOfProportion(total, from: packed) else {
            throw SupplyError(
                .expansion, "the bundle", "\(packed) bytes unpack to \(total): it is made to fill a disk")
        }
    }
}
