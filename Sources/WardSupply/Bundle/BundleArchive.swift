// SPDX-License-Identifier: Apache-2.0

/// A zip file in memory that every reader reads alike: what cannot be told apart from a trick is refused.
///
/// The directory at its end is the truth, and the header before each file has to say the same. Every byte belongs to one
/// entry, to the directory or to a signature. Names stay inside, are one spelling each, and stand for plain files and
/// folders. Sizes are bounded before and while something is inflated. The writers of zip files that bundles are made with
/// pass all of this.
public struct BundleArchive: Sendable {
    /// One file or folder of the archive.
    public struct Entry: Hashable, Sendable {
        /// Its path, without a slash at the end: relative, with no part that is empty, `.` or `..`.
        public let path: String
        /// Whether it is a folder.
        public let isFolder: Bool
        /// Whether its writer meant it to be executed.
        public let isExecutable: Bool
        /// Its size when it is unpacked.
        public let size: Int
        /// Where its header stands.
        public let offset: Int

        let packed: Range<Int>
        let isDeflated: Bool
        let checksum: UInt32
    }

    /// All entries, in the order of the directory.
    public let entries: [Entry]
    /// The block of its signature, which nobody verifies here; nil where it has none.
    public let signature: BundleSignature?

    private let bytes: [UInt8]

    /// Reads and checks all of the archive but the content of its files.
    ///
    /// - Throws: ``SupplyError`` with the entry's name and the byte where it was found.
    public init(reading bytes: [UInt8], limits: BundleLimits = BundleLimits()) throws(SupplyError) {
        guard bytes.count <= limits.file else {
            throw SupplyError(.tooLarge, "the bundle", "it is larger than \(limits.file >> 20) MiB")
        }
        let file = BundleBytes(bytes: bytes)
        let signature = try BundleSignature(endOf: file)
        let directory = try ZipDirectory(of: file, signature: signature, limits: limits)
        try ZipNames.check(directory.records)
        entries = try ZipLayout.entries(of: directory, in: file)
        self.signature = signature
        self.bytes = bytes
    }

    /// The content of a file: of the declared size, with the declared checksum.
    public func content(of entry: Entry) throws(SupplyError) -> [UInt8] {
        let packed = bytes[entry.packed]
        var content = [UInt8]()
        if entry.isDeflated {
            do throws(Inflater.Fault) {
                content = try Inflater.inflate(packed, limit: entry.size)
            } catch {
                throw Self.error(error, entry)
            }
        } else {
            content = Array(packed)
        }
        guard content.count == entry.size else {
            throw SupplyError(
                .entrySize, entry.path, at: entry.offset, "it unpacks to \(content.count) bytes, not to \(entry.size)")
        }
        guard Inflater.checksum(content) == entry.checksum else {
            throw SupplyError(
                .damagedEntry, entry.path, at: entry.offset, "its checksum is not the one that was declared",
                hint: "get the bundle again")
        }
        return content
    }

    private static func error(_ fault: Inflater.Fault, _ entry: Entry) -> SupplyError {
        let (code, detail): (SupplyError.Code, String) =
            switch fault {
            case .damaged: (.damagedEntry, "its compressed bytes are damaged")
            case .bytesBehind: (.hiddenBytes, "bytes stand behind the end of its compressed content")
            case .tooLong: (.entrySize, "it unpacks to more than the \(entry.size) bytes that were declared")
            case .noMemory: (.tooLarge, "there is no memory to unpack it")
            }
        return SupplyError(code, entry.path, at: entry.packed.lowerBound, detail)
    }
}
