// SPDX-License-Identifier: Apache-2.0

/// The places of all entries: one behind the other, from the first byte to the directory, each with a header that says what
/// the directory says.
enum ZipLayout {
    private static let headerSize = 30

    static func entries(of directory: ZipDirectory, in file: BundleBytes) throws(SupplyError) -> [BundleArchive.Entry] {
        var next = 0
        var contents: [Int: Range<Int>] = [:]
        for record in directory.records.sorted(by: { $0.header < $1.header }) {
            guard record.header >= next else {
                throw SupplyError(
                    .overlap, record.name, at: record.header,
                    "it shares bytes with another entry: it is made to expand twice")
            }
            guard record.header == next else {
                throw SupplyError(
                    .hiddenBytes, record.name, at: next, "\(record.header - next) bytes before it belong to nothing")
            }
            let content = try content(of: record, before: directory.start, in: file)
            contents[record.header] = content
            next = try end(of: record, content, before: directory.start, in: file)
        }
        guard next == directory.start else {
            throw SupplyError(
                .hiddenBytes, "the directory", at: next, "\(directory.start - next) bytes before it belong to nothing")
        }
        return directory.records.compactMap { record in
            contents[record.header].map { content in
                BundleArchive.Entry(
                    path: record.path, isFolder: record.isFolder,
                    isExecutable: !record.isFolder && record.mode & 0o111 != 0, size: record.size,
                    offset: record.header,
                    packed: content, isDeflated: record.method == 8, checksum: UInt32(record.checksum))
            }
        }
    }

    /// The packed content of an entry, behind a header that agrees with the directory (APPNOTE section 4.3.7).
    private static func content(
        of record: ZipRecord, before end: Int, in file: BundleBytes
    ) throws(SupplyError) -> Range<Int> {
        let start = record.header
        _ = try file.range(start, count: headerSize, before: end, record.name)
        guard file.isSignature(ZipSignature.localHeader, at: start) else {
            throw SupplyError(.badRecord, record.name, at: start, "no header stands where the directory says")
        }
        let name = try file.range(start + headerSize, count: file.two(start + 26), before: end, record.name)
        let extra = try file.range(name.upperBound, count: file.two(start + 28), before: end, record.name)
        let agreements: [(String, Bool)] = [
            ("name", file.bytes[name].elementsEqual(record.name.utf8)), ("flags", file.two(start + 6) == record.flags),
            ("method", file.two(start + 8) == record.method),
            ("checksum", agrees(file.four(start + 14), record.checksum, record)),
            ("packed size", agrees(file.four(start + 18), record.packedSize, record)),
            ("size", agrees(file.four(start + 22), record.size, record)),
        ]
        if let wrong = agreements.first(where: { !$0.1 }) {
            throw SupplyError(
                .disagreement, record.name, at: start,
                "its header has another \(wrong.0) than the directory, so readers differ on what it is")
        }
        try ZipExtra.check(extra, of: record.name, in: file)
        return try file.range(extra.upperBound, count: record.packedSize, before: end, record.name)
    }

    /// A header whose values stand behind the content may leave them out.
    private static func agrees(_ value: Int, _ declared: Int, _ record: ZipRecord) -> Bool {
        value == declared || record.hasDescriptor && value == 0
    }

    /// Where an entry ends: behind its content, or behind the values that follow it (APPNOTE section 4.3.9).
    private static func end(
        of record: ZipRecord, _ content: Range<Int>, before end: Int, in file: BundleBytes
    ) throws(SupplyError) -> Int {
        guard record.hasDescriptor else { return content.upperBound }
        // The mark before the values is customary and not demanded.
        for skipped in [4, 0] where content.upperBound + skipped + 12 <= end {
            let place = content.upperBound + skipped
            guard skipped == 0 || file.isSignature(ZipSignature.dataDescriptor, at: content.upperBound) else {
                continue
            }
            let values = [file.four(place), file.four(place + 4), file.four(place + 8)]
            if values == [record.checksum, record.packedSize, record.size] { return place + 12 }
        }
        throw SupplyError(
            .disagreement, record.name, at: content.upperBound,
            "the values behind its content are missing, or are not those of the directory")
    }
}
