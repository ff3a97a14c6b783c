// SPDX-License-Identifier: Apache-2.0

internal import WardDatabase

/// Hashes rows as they are stored, byte for byte.
///
/// The statement selects ``EventColumn/all`` in their order, and then `leaf_hash`.
struct RowHasher {
    private var builder = LeafBuilder()
    private let columns = EventColumn.all
    private let leaf = EventColumn.leaf

    /// Where the stored hash stands.
    static let storedHash = Int32(EventColumn.all.count)

    /// The hash of the row at which a statement stands, taken for the leaf `place` or for the one that it says it is.
    mutating func hash(_ row: RawStatement, as place: Int64? = nil) -> TreeHash {
        builder.begin()
        var index: Int32 = 0
        for column in columns {
            // A NULL reads as nothing or as 0, so only those need a second look.
            switch column.form {
            case .presence:
                builder.add(column, isPresent: !row.isNull(index))
            case .text:
                let isEmpty = row.withBytes(index) { text in
                    if !text.isEmpty { builder.add(column, text: text) }
                    return text.isEmpty
                }
                if isEmpty { row.isNull(index) ? builder.addNull(column) : builder.add(column, text: "") }
            case .integer, .time:
                let value = row.integer(index)
                if value == 0 && row.isNull(index) {
                    builder.addNull(column)
                } else {
                    builder.add(column, integer: index == leaf ? place ?? value : value)
                }
            }
            index += 1
        }
        return builder.finish()
    }

    /// Whether a payload that is stored is the one that the digest in the leaf is of.
    func payloadFits(_ row: RawStatement) -> Bool {
        guard !row.isNull(EventColumn.payload) else { return true }
        guard let salt = row.text(Self.salt), let digest = row.text(Self.digest) else { return false }
        return PayloadDigest.text(salt, row.bytes(EventColumn.payload)) == digest
    }

    private static let salt = EventColumn.index(of: "salt")
    private static let digest = EventColumn.index(of: "payload_digest")
}
