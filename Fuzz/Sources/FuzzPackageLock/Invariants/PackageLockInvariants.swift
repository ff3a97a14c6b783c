// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import WardLock

@testable import WardSupply

/// What must hold for any bytes that a package tool writes as its lock; each format is one function.
enum PackageLockInvariants {
    /// Says which invariant these bytes break; `nil` if they break none.
    static func firstBroken(by bytes: [UInt8]) -> String? {
        brokenTOML(bytes) ?? brokenPython(bytes) ?? brokenNpm(bytes)
    }

    // MARK: package-lock.json

    private static func brokenNpm(_ bytes: [UInt8]) -> String? {
        let lock: NpmLock
        do {
            lock = try NpmLock(bytes)
        } catch {
            return error.detail.isEmpty ? "a refusal without words" : nil
        }
        guard Set(lock.entries.map(\.path)).count == lock.entries.count else { return "two packages at one place" }
        for entry in lock.entries {
            guard NpmText.isName(entry.name), NpmText.isVersion(entry.version) else {
                return "a name or version that no registry has"
            }
            guard entry.integrity.hasPrefix("sha512-") else { return "a digest that is none" }
            let parts = entry.path.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.first == "node_modules", !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
                return "a place outside of node_modules"
            }
        }
        let again = NpmLock(Closure(artifacts: lock.entries.map(\.artifact), isResolved: true))
        return Set(again.entries.map(\.path)) == Set(lock.entries.map(\.path)) ? nil : "a closure loses places"
    }

    // MARK: pylock.toml

    private static func brokenPython(_ bytes: [UInt8]) -> String? {
        do {
            return try PythonLock.artifacts(bytes).lazy.compactMap(broken).first
        } catch {
            return error.detail.isEmpty ? "a refusal without words" : nil
        }
    }

    private static func broken(_ artifact: Artifact) -> String? {
        guard PackageText.isName(artifact.name) else { return "a name that no index has" }
        guard artifact.version.map(PackageText.isVersion) == true else { return "a version that no index has" }
        guard !artifact.file.utf8.contains(UInt8(ascii: "/")), WheelName(artifact.file) != nil else {
            return "a file that is no wheel"
        }
        guard artifact.digest.hasPrefix("sha256:"), PythonLock.isSHA256(String(artifact.digest.dropFirst(7))) else {
            return "a digest that is none"
        }
        return artifact.size ?? 0 >= 0 ? nil : "a size below nothing"
    }

    // MARK: TOML

    /// What is understood can be written and is read back as the same.
    private static func brokenTOML(_ bytes: [UInt8]) -> String? {
        guard let root = TOMLSubsetReader.read(bytes) else { return nil }
        var text = ""
        for (key, value) in root { text += "\(key) = \(written(value))\n" }
        return TOMLSubsetReader.read(Array(text.utf8)) == root || isDeep(.table(root), 15)
            ? nil : "it is read back as another: \(text)"
    }

    private static func written(_ value: TOMLSubset) -> String {
        switch value {
        case .word(let word): return word
        case .array(let elements): return "[" + elements.map(written).joined(separator: ",") + "]"
        case .table(let table): return "{" + table.map { "\($0) = \(written($1))" }.joined(separator: ",") + "}"
        case .string(let text):
            let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"\(escaped)\""
        }
    }

    /// Whether tables that had headers would be nested deeper than the reader goes when they are written inline.
    private static func isDeep(_ value: TOMLSubset, _ limit: Int) -> Bool {
        guard limit > 0 else { return true }
        switch value {
        case .array(let elements): return elements.contains { isDeep($0, limit - 1) }
        case .table(let table): return table.values.contains { isDeep($0, limit - 1) }
        default: return false
        }
    }
}
