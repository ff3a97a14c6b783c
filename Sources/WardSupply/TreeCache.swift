// SPDX-License-Identifier: Apache-2.0

internal import WardJSON

/// The digests of files that were read before, by what the system says about each.
///
/// A file counts as the same only if device, inode, size and both times are: whoever writes to a file and puts its
/// modification time back still moves the time of its last change. One that changed within two seconds of the moment
/// of caching is left out, because it could change again without its times moving ("racy git").
struct TreeCache: Hashable {
    private struct Key: Hashable {
        var device: UInt64
        var inode: UInt64
    }

    private struct Record: Hashable {
        var size: Int64
        var modified: Int64
        var changed: Int64
        var digest: FileDigest
    }

    static let racyNanoseconds: Int64 = 2_000_000_000
    private static let firstLine = Array("ward-tree-cache 1\n".utf8)
    private static let recordSize = 5 * 8 + 32

    private var records: [Key: Record] = [:]

    var count: Int { records.count }

    func digest(of status: FileCalls.Status) -> FileDigest? {
        guard let record = records[Key(device: status.device, inode: status.inode)],
            record.size == status.size, record.modified == status.modified, record.changed == status.changed
        else { return nil }
        return record.digest
    }

    mutating func insert(_ status: FileCalls.Status, _ digest: FileDigest) {
        records[Key(device: status.device, inode: status.inode)] = Record(
            size: status.size, modified: status.modified, changed: status.changed, digest: digest)
    }

    /// Takes over what another reading learned.
    mutating func merge(_ other: TreeCache) {
        records.merge(other.records) { $1 }
    }

    /// Without the files that changed too shortly before `time`, or after it.
    func settled(at time: Int64) -> TreeCache {
        var settled = self
        settled.records = records.filter { $0.value.changed < time - Self.racyNanoseconds }
        return settled
    }

    /// The bytes of a cache file: a first line, the time, the records and a digest over all that.
    func encoded(at time: Int64) -> [UInt8] {
        var bytes = Self.firstLine
        bytes.reserveCapacity(records.count * Self.recordSize + 64)
        FileDigest.append(UInt64(bitPattern: time), to: &bytes)
        for (key, record) in records {
            FileDigest.append(key.device, to: &bytes)
            FileDigest.append(key.inode, to: &bytes)
            for number in [record.size, record.modified, record.changed] {
                FileDigest.append(UInt64(bitPattern: number), to: &bytes)
            }
            record.digest.append(to: &bytes)
        }
        return bytes + Digest256(of: bytes).bytes
    }

    init() {}

    /// Reads a cache file; nil for one that is damaged, of another form, or from a time that is yet to come.
    init?(reading bytes: [UInt8], at time: Int64) {
        let start = Self.firstLine.count + 8
        let end = bytes.count - 32
        guard end >= start, (end - start).isMultiple(of: Self.recordSize), bytes.starts(with: Self.firstLine),
            Digest256(rawBytes: bytes[end...]) == Digest256(of: bytes[..<end]),
            Int64(bitPattern: FileDigest.word(bytes, at: Self.firstLine.count)) <= time
        else { return nil }
        records.reserveCapacity((end - start) / Self.recordSize)
        for place in stride(from: start, to: end, by: Self.recordSize) {
            let key = Key(device: FileDigest.word(bytes, at: place), inode: FileDigest.word(bytes, at: place + 8))
            records[key] = Record(
                size: Int64(bitPattern: FileDigest.word(bytes, at: place + 16)),
                modified: Int64(bitPattern: FileDigest.word(bytes, at: place + 24)),
                changed: Int64(bitPattern: FileDigest.word(bytes, at: place + 32)),
                digest: FileDigest(bytes, at: place + 40))
        }
    }
}
