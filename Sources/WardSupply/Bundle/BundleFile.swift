// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// An MCP bundle in memory: a checked archive with a manifest at its top.
public struct BundleFile: Sendable {
    /// The manifest's name.
    public static let manifestName = "manifest.json"
    /// No manifest is near this size.
    private static let mostManifest = 4 << 20

    /// What is packed in it.
    public let archive: BundleArchive
    /// The bytes of its manifest.
    public let manifest: [UInt8]
    /// The digest of the whole file.
    public let digest: Digest256
    /// The size of the whole file.
    public let size: Int

    /// Checks a bundle and takes its manifest out; nothing is written.
    public init(reading bytes: [UInt8], limits: BundleLimits = BundleLimits()) throws(SupplyError) {
        archive = try BundleArchive(reading: bytes, limits: limits)
        guard let entry = archive.entries.first(where: { $0.path == Self.manifestName && !$0.isFolder }) else {
            throw SupplyError(
                .noManifest, "the bundle",
                "there is no `\(Self.manifestName)` at its top, so it does not say how it starts")
        }
        guard entry.size <= Self.mostManifest else {
            throw SupplyError(.tooLarge, Self.manifestName, at: entry.offset, "it is larger than a manifest can be")
        }
        manifest = try archive.content(of: entry)
        digest = Digest256(of: bytes)
        size = bytes.count
    }
}
