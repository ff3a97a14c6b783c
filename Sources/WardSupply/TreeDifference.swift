// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardText

/// What is not the same in two manifests of one tree.
public struct TreeDifference: Hashable, Sendable {
    /// An entry that is in both and not the same.
    public struct Change: Hashable, Sendable {
        /// Where it is.
        public let path: [UInt8]
        /// What it was.
        public let old: TreeManifest.Kind
        /// What it is.
        public let new: TreeManifest.Kind

        /// What about it changed, in words, with foreign text escaped.
        public var words: String {
            switch (old, new) {
            case (.file(let wasExecutable, let oldSize, let oldDigest), .file(let isExecutable, let size, let digest)):
                var parts: [String] = []
                if oldDigest != digest {
                    parts.append(
                        oldSize == size
                            ? "other content of the same size (\(size) bytes)"
                            : "other content (\(oldSize) bytes, now \(size))")
                }
                if wasExecutable != isExecutable {
                    parts.append(isExecutable ? "can now be executed" : "can no longer be executed")
                }
                return parts.joined(separator: "; ")
            case (.link(let oldTarget), .link(let target)):
                return "pointed at `\(Visible.escaped(bytes: oldTarget))`, now at `\(Visible.escaped(bytes: target))`"
            default:
                return "was \(Self.name(of: old)), is now \(Self.name(of: new))"
            }
        }

        private static func name(of kind: TreeManifest.Kind) -> String {
            switch kind {
            case .folder: "a folder"
            case .file: "a file"
            case .link(let target): "a link to `\(Visible.escaped(bytes: target))`"
            }
        }
    }

    /// What there is now and was not.
    public private(set) var added: [TreeManifest.Entry] = []
    /// What there was and is not now.
    public private(set) var removed: [TreeManifest.Entry] = []
    /// What is there still, but not the same.
    public private(set) var changed: [Change] = []

    /// Whether nothing differs.
    public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    /// Every difference on a line of its own: `added`, `removed` or `changed`, the path, and what changed.
    public var lines: [String] {
        changed.map { "changed \(Visible.escaped(bytes: $0.path)): \($0.words)" }
            + added.map { "added \(Visible.escaped(bytes: $0.path))" }
            + removed.map { "removed \(Visible.escaped(bytes: $0.path))" }
    }

    /// Compares two lists that are sorted by path.
    init(from old: [TreeManifest.Entry], to new: [TreeManifest.Entry]) {
        var (rest, later) = (old[...], new[...])
        while let first = rest.first {
            guard let other = later.first else { break }
            if first.path == other.path {
                if first.kind != other.kind {
                    changed.append(Change(path: first.path, old: first.kind, new: other.kind))
                }
                (rest, later) = (rest.dropFirst(), later.dropFirst())
            } else if first.path.lexicographicallyPrecedes(other.path) {
                removed.append(first)
                rest = rest.dropFirst()
            } else {
                added.append(other)
                later = later.dropFirst()
            }
        }
        removed += rest
        added += later
    }
}
