// SPDX-License-Identifier: Apache-2.0

internal import WardJSON

/// The digests of files that were read before, by what the system says about each.
///
/// A file counts as the same only if device, inode, size and both times are: whoever writes to a file and puts its
/// modification time back still moves the time of its last change. One that changed within two seconds of the moment
/// of caching is left out, because it could change again without its times moving ("racy git").
struct TreeCache: Hashable {
    /// One file: what the system said about it, and its digest.
    struct Record: Hashable {
        fileprivate var key: Key
        fileprivate var size: Int64
        fileprivate var modified: Int64
        fileprivate var changed: Int64
        fileprivate var digest: FileDigest

        fileprivate func isOf(_ status: FileCalls.Status) -> Bool {
            key == Key(status) && size == status.size && modified == status.modified && changed == status.changed
        }
    }

    fileprivate struct Key: Hashable {
        var device: UInt64
        var inode: UInt64

        init(device: UInt64, inode: UInt64) {
            self.device = device
            self.inode = inode
        }

        init(_ status: FileCalls.Status) { self.init(device: status.device, inode: status.inode) }
    }

    static let racyNanoseconds: Int64 = 2_000_000_000
    private static let firstLine = Array("ward-tree-cache 1\n".utf8)
    private static let recordSize = 5 * 8 + 32

    /// In the order in which the files were met, which is the order in which they are met next time.
    private(set) var records: [Record] = []

    /// Without the files that changed too shortly before `time`, or after it.
    func settled(at time: Int64) -> TreeCache {
        var settled = self
        settled.records = records.filter { $0.changed < time - Self.racyNanoseconds }
        return settled
    }

    /// The bytes of a cache file: a first line, the time, the records and a digest over all that.
    func encoded(at time: Int64) -> [UInt8] {
        var bytes = Self.firstLine
        bytes.reserveCapacity(records.count * Self.recordSize + 64)
        FileDigest.append(UInt64(bitPattern: time), to: &bytes)
        for record in records {
            FileDigest.append(record.key.device, to: &bytes)
            FileDigest.append(record.key.inode, to: &bytes)
            for number in [record.size, record.modified, record.changed] {
                FileDigest.append(UInt64(bitPattern: number), to: &bytes)
            }
            record.digest.append(to: &bytes)
        }
        return bytes + Digest256(of: bytes).bytes
    }

    init(_ records: [Record] = []) { self.records = records }

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
            records.append(
                Record(
                    key: Key(device: FileDigest.word(bytes, at: place), inode: FileDigest.word(bytes, at: place + 8)),
                    size: Int64(bitPattern: FileDigest.word(bytes, at: place + 16)),
                    modified: Int64(bitPattern: FileDigest.word(bytes, at: place + 24)),
                    changed: Int64(bitPattern: FileDigest.word(bytes, at: place + 32)),
                    digest: FileDigest(bytes, at: place + 40)))
        }
    }
}

extension TreeCache {
    /// Finds what is known about files, and keeps what is known afterwards.
    ///
    /// Quickest where the files come in the order in which they were kept, and are as they were: then nothing is kept anew.
    struct Lookup {
        private let known: [Record]
        private var next = 0
        /// What is known now, as soon as that is something else than the records of `known` before `next`.
        private var learned: [Record]?
        /// Where each file's record is; made when a file comes that is not the next one.
        private var places: [Key: Int] = [:]

        init(_ cache: TreeCache) { known = cache.records }

        /// How many files were known.
        var count: Int { known.count }

        /// What to keep for the next time; nil where that is what was kept already.
        var changed: TreeCache? {
            if let learned { return TreeCache(learned) }
            return next == known.count ? nil : TreeCache(Array(known[..<next]))
        }

        /// The digest of a file that is surely the one that was read before.
        mutating func digest(of status: FileCalls.Status) -> FileDigest? {
            if learned == nil, next < known.count, known[next].isOf(status) {
                next += 1
                return known[next - 1].digest
            }
            if places.isEmpty {
                places = Dictionary(known.indices.map { (known[$0].key, $0) }, uniquingKeysWith: { first, _ in first })
            }
            guard let place = places[Key(status)], known[place].isOf(status) else { return nil }
            learn(known[place])
            return known[place].digest
        }

        /// Takes the digest of a file that was read.
        mutating func learn(_ status: FileCalls.Status, _ digest: FileDigest) {
            learn(
                Record(
                    key: Key(status), size: status.size, modified: status.modified, changed: status.changed,
                    digest: digest))
        }

        private mutating func learn(_ record: Record) {
            if learned == nil { learned = Array(known[..<next]) }
            learned?.append(record)
        }
    }
}
