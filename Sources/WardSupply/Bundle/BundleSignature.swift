// SPDX-License-Identifier: Apache-2.0

/// The block that the bundles' own tool appends when it signs: a PKCS#7 message between two marks.
///
/// Only its place is checked. That tool takes the last block of a file and ignores what follows it, so that another zip
/// file behind it would be what is unpacked, and the signature still be good; here the block ends the file, or the file is
/// refused, and a malformed block never counts as none.
public struct BundleSignature: Hashable, Sendable {
    private static let head = Array("MCPB_SIG_V1".utf8)
    private static let tail = Array("MCPB_SIG_END".utf8)
    /// A message with its certificates takes some thousand bytes.
    private static let mostBytes = 1 << 20

    /// Where the block stands, to the end of the file.
    public let block: Range<Int>
    /// The message in it, in DER; nobody here verifies it.
    public let message: Range<Int>

    /// Finds the block that ends a file; nil where the file does not end as one.
    init?(endOf file: BundleBytes) throws(SupplyError) {
        let bytes = file.bytes
        guard bytes.suffix(Self.tail.count) == Self.tail[...] else { return nil }
        let end = bytes.count - Self.tail.count
        let least = Self.head.count + 4
        var found: [Int] = []
        // The length stands before the message, so the head is looked for where the length would lead to the end.
        for start in stride(from: end - least, through: max(0, end - least - Self.mostBytes), by: -1)
        where bytes[start] == Self.head[0] && bytes[start..<(start + Self.head.count)] == Self.head[...] {
            if file.four(start + Self.head.count) == end - start - least { found.append(start) }
        }
        guard found.count == 1, let start = found.first else {
            throw Self.malformed(end, found.isEmpty ? "its length leads nowhere" : "it can be read in two ways")
        }
        block = start..<bytes.count
        message = (start + least)..<end
        guard message.count >= 2, bytes[message.lowerBound] == 0x30 else {
            throw Self.malformed(start, "it holds no message in DER")
        }
        // A reader that looks for the end of the zip file from behind would find one in here first.
        for place in block where file.isSignature(ZipSignature.end, at: place) {
            throw Self.malformed(place, "the end of another zip file stands in it")
        }
    }

    private static func malformed(_ place: Int, _ detail: String) -> SupplyError {
        SupplyError(
            .signatureBlock, "signature", at: place, "the block of the signature is malformed: \(detail)",
            hint: "get the bundle from its makers again; this one is damaged, or was made to be read in two ways")
    }
}
