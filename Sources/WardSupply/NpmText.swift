// SPDX-License-Identifier: Apache-2.0

internal import WardLaunch
internal import WardText

/// What a stranger says about an npm package, as far as npm may be told it (T85).
enum NpmText {
    private static let alphanumeric = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let nameBytes = alphanumeric.union("-._~".utf8)
    private static let versionBytes = alphanumeric.union("-.+".utf8)
    /// What ranges and tags are made of; nothing that makes an address, a path or an alias.
    private static let rangeBytes = versionBytes.union("^~<>=|*_ ".utf8)

    /// Whether a text names a package, with or without a scope; old packages may have capitals.
    static func isName(_ text: String) -> Bool {
        guard text.utf8.count <= 214 else { return false }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if text.utf8.first == UInt8(ascii: "@") {
            return parts.count == 2 && isPart(parts[0].dropFirst()) && isPart(parts[1])
        }
        return parts.count == 1 && isPart(parts[0])
    }

    private static func isPart(_ part: Substring) -> Bool {
        guard let first = part.utf8.first, first != UInt8(ascii: ".") else { return false }
        return part != "node_modules" && part.utf8.allSatisfy(nameBytes.contains)
    }

    /// Whether a text is one version of semantic versioning.
    static func isVersion(_ text: String) -> Bool {
        guard text.utf8.count <= 256, text.utf8.allSatisfy(versionBytes.contains) else { return false }
        let numbers = text.prefix { $0 != "-" && $0 != "+" }.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 3
            && numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }

    /// What stands behind a package's name in `dependencies`: a version, a range or a tag.
    static func range(of package: PackageReference) throws(SupplyError) -> String {
        guard package.ecosystem == .npm, isName(package.name) else {
            throw SupplyError(.invalidPackage, package.name, "this is not a name of an npm package")
        }
        guard let version = package.version, !version.isEmpty else { return "latest" }
        guard version.utf8.count <= 256, version.utf8.allSatisfy(rangeBytes.contains),
            version.utf8.first.map({ $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") }) == true
        else {
            throw SupplyError(
                .invalidPackage, package.name,
                "`\(Visible.escaped(version, limit: 200))` is not a version, a range or a tag",
                hint: "write a version such as `1.2.3`, or a range such as `^1.2`")
        }
        return version
    }

    /// Whether a text is exactly one SHA-512 in the form of Subresource Integrity: `sha512-` and base64.
    static func isSHA512(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 95, bytes.starts(with: "sha512-".utf8), bytes.suffix(2).elementsEqual("==".utf8) else {
            return false
        }
        // Of the last character only four bits are the digest's: others than these say the same in two ways.
        guard "AQgw".utf8.contains(bytes[92]) else { return false }
        return bytes[7..<93].allSatisfy { alphanumeric.contains($0) || "+/".utf8.contains($0) }
    }
}
