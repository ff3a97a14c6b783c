// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

@testable import WardSupply

/// What must hold for any bytes that are given as a bundle.
enum BundleInvariants {
    /// Says which invariant these bytes break; `nil` if they break none.
    static func firstBroken(by bytes: [UInt8]) -> String? {
        var limits = BundleLimits()
        limits.total = 1 << 20
        limits.free = 1 << 16
        let archive: BundleArchive
        do {
            archive = try BundleArchive(reading: bytes, limits: limits)
        } catch {
            return error.detail.isEmpty ? "a refusal without words" : nil
        }
        var names: Set<String> = []
        for entry in archive.entries {
            let path = entry.path.hasSuffix("/") ? String(entry.path.dropLast()) : entry.path
            guard ZipNames.fault(in: path) == nil else { return "a name that leads elsewhere: \(path)" }
            guard names.insert(path).inserted else { return "a name twice: \(path)" }
            guard !entry.isFolder else { continue }
            do {
                let content = try archive.content(of: entry)
                guard content.count == entry.size else { return "content of another size than was declared" }
            } catch {
                if error.detail.isEmpty { return "a refusal without words" }
            }
        }
        return archive.entries.reduce(0) { $0 + $1.size } <= limits.total ? nil : "more than the most"
    }
}
