// SPDX-License-Identifier: Apache-2.0

internal import WardLock

/// The wheels that a `pylock.toml` (PEP 751) names, as `uv` writes it.
enum PythonLock {
    private static let rootKeys: Set = ["lock-version", "created-by", "requires-python", "environments", "packages"]
    private static let packageKeys: Set = [
        "name", "version", "marker", "requires-python", "index", "wheels", "sdist", "dependencies",
        "attestation-identities",
    ]
    private static let wheelKeys: Set = ["name", "url", "path", "size", "hashes", "upload-time"]

    /// Every wheel of every package; several of one package where several fit this machine.
    ///
    /// A package from a repository, a folder or an address of its own is refused, and so is whatever is not understood.
    static func artifacts(_ bytes: [UInt8]) throws(SupplyError) -> [Artifact] {
        guard let root = TOMLSubsetReader.read(bytes), rootKeys.isSuperset(of: root.keys),
            root["lock-version"] == .string("1.0"), case .array(let packages)? = root["packages"] ?? .array([])
        else { throw notUnderstood("it is not a lock of version 1.0") }
        var artifacts: [Artifact] = []
        for package in packages {
            guard case .table(let package) = package, case .string(let name)? = package["name"],
                PackageText.isName(name)
            else { throw notUnderstood("a package has no name") }
            artifacts += try wheels(of: package, name)
        }
        guard !artifacts.isEmpty else { throw notUnderstood("it names no package") }
        return artifacts
    }

    private static func wheels(
        of package: [String: TOMLSubset], _ name: String
    ) throws(SupplyError) -> [Artifact] {
        guard packageKeys.isSuperset(of: package.keys), case .string(let version)? = package["version"],
            PackageText.isVersion(version)
        else {
            throw SupplyError(
                .noSolution, name, "it does not come from a package index, or has no version",
                hint: "only packages of an index can be locked by digest")
        }
        guard case .array(let wheels)? = package["wheels"], !wheels.isEmpty else {
            throw SupplyError(
                .sourceOnly, name, "it is there only as source, and building it would run its code",
                hint: "choose a version that has a wheel for this platform")
        }
        var artifacts: [Artifact] = []
        for wheel in wheels {
            guard case .table(let wheel) = wheel, let artifact = artifact(wheel, name, version) else {
                throw notUnderstood("a wheel of `\(name)` has no name or no SHA-256")
            }
            artifacts.append(artifact)
        }
        return artifacts
    }

    private static func artifact(_ wheel: [String: TOMLSubset], _ name: String, _ version: String) -> Artifact? {
        guard wheelKeys.isSuperset(of: wheel.keys), case .table(let hashes)? = wheel["hashes"],
            case .string(let hash)? = hashes["sha256"], isSHA256(hash), let file = file(wheel)
        else { return nil }
        var size: Int?
        if case .word(let text)? = wheel["size"] {
            guard let number = Int(text), number >= 0 else { return nil }
            size = number
        }
        return Artifact(name: name, version: version, file: file, digest: "sha256:" + hash, size: size)
    }

    private static func file(_ wheel: [String: TOMLSubset]) -> String? {
        let text: String
        switch (wheel["name"], wheel["path"], wheel["url"]) {
        case (.string(let name)?, _, _): text = name
        case (nil, .string(let path)?, _), (nil, nil, .string(let path)?): text = path
        default: return nil
        }
        let last = text.prefix { $0 != "#" && $0 != "?" }.split(separator: "/").last ?? ""
        let name = last.replacing("%2B", with: "+").replacing("%2b", with: "+")
        return WheelName(String(name)) == nil ? nil : String(name)
    }

    static func isSHA256(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func notUnderstood(_ why: String) -> SupplyError {
        SupplyError(
            .toolOutput, "uv", "the lock that it wrote is not understood: \(why)",
            hint: "this may be a newer uv than Ward knows")
    }
}

/// The name of a wheel, taken apart (PEP 427).
struct WheelName: Hashable {
    /// What it is compatible with: each Python, ABI and platform that its name stands for.
    let tags: Set<String>

    private static let mostTags = 1_000

    init?(_ file: String) {
        guard file.hasSuffix(".whl"), file.utf8.count <= 300,
            file.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "%") })
        else { return nil }
        let parts = file.dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 5 || parts.count == 6, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        let sets = parts.suffix(3).map { $0.split(separator: ".") }
        // Real names stand for a dozen at most; each part could hold a hundred.
        guard sets.reduce(1, { $0 * $1.count }) <= Self.mostTags else { return nil }
        var tags: Set<String> = []
        for python in sets[0] {
            for abi in sets[1] {
                for platform in sets[2] { tags.insert("\(python)-\(abi)-\(platform)") }
            }
        }
        self.tags = tags
    }
}
