// SPDX-License-Identifier: Apache-2.0

/// A package as a runner's argument names it, and what is to be said about it.
struct PackageSpec: Sendable {
    /// Where a package that is no registry's comes from.
    enum Source: Sendable {
        case registry
        /// A repository; pinned by a full commit.
        case git
        /// A file behind a URL.
        case download
        /// A folder or file of this machine.
        case local
    }

    var reference: PackageReference?
    var source = Source.registry
    let word: Word

    /// Adds what a person should know about where it comes from and whether it stays the same (T85, T86, W8).
    func judge(into findings: inout FindingList) {
        let http =
            EndpointJudge.plainHTTP(word.bytes) != nil || word.hasPrefix("git://") || word.hasPrefix("git+git://")
        switch source {
        case .local: return
        case .registry: judgeName(into: &findings)
        case .git:
            findings.add(
                .otherSource, http ? .danger : .caution, word.place,
                http
                    ? "Code from a repository, fetched without encryption: whoever is on the way can change it. Use https."
                    : "Code straight from a repository, past the registry's checks. Prefer a published version.")
        case .download:
            findings.add(
                .otherSource, http ? .danger : .caution, word.place,
                http
                    ? "Code fetched without encryption: whoever is on the way can change it. Use https, or a published version."
                    : "Code from a URL, past the registry's checks, and it can change at any time. Prefer a published version."
            )
        }
        guard let reference, !reference.isPinned else { return }
        let version = reference.version.map { Shown.text($0) } ?? "This names no version, and"
        let advice =
            reference.ecosystem == .oci
            ? "Pin the image by its sha256 digest" : "Let Ward lock what it resolves to, or name one exact version"
        findings.add(
            .unpinned, .caution, word.place,
            "\(version) can mean other code at each start. \(advice).")
    }

    /// A runner's own script may hand its arguments to a shell, as npm's `.cmd` files do (CVE-2024-27980 and its kin).
    private func judgeName(into findings: inout FindingList) {
        guard let name = reference?.name.utf8 else { return }
        if name.contains(where: { Set("&|;<>^%!\"'`()$\n\r".utf8).contains($0) }), !Bytes.contains("${", in: word.bytes)
        {
            findings.add(
                .shell, .danger, word.place,
                "No package has such a name, and a shell would run a part of it. Refuse it.")
        } else if name.contains(where: { Bytes.isSpace($0) }) {
            findings.add(
                .joinedCommand, .caution, word.place,
                "Several words in one argument, where one package's name belongs. Write one argument for each word.")
        }
    }

    /// A repository: `git+https://host/owner/name.git@rev#part`, with the revision behind `#` for npm, `@` for Python.
    static func git(_ word: Word, revisionMark: UInt8) -> PackageSpec {
        var name = word.bytes
        var revision: [UInt8]?
        if revisionMark == UInt8(ascii: "@"), let fragment = name.firstIndex(of: UInt8(ascii: "#")) {
            name = Array(name[..<fragment])
        }
        let start = (Bytes.find(Bytes.of("://"), in: name) ?? 0) + 3
        let path = name.dropFirst(start).firstIndex(of: UInt8(ascii: "/")) ?? 0
        if let mark = name.lastIndex(of: revisionMark), mark > path {
            revision = Array(name[(mark + 1)...])
            name = Array(name[..<mark])
        }
        let pinned = revision.map { Bytes.isHex($0, count: 40) || Bytes.isHex($0, count: 64) } ?? false
        let reference = PackageReference(
            .git, name: String(decoding: name, as: UTF8.self),
            version: revision.map { String(decoding: $0, as: UTF8.self) },
            isPinned: pinned)
        return PackageSpec(reference: reference, source: .git, word: word)
    }

    /// An npm package: name, version, range, tag, alias, repository, archive or folder (npm's package-spec).
    static func npm(_ given: Word) -> PackageSpec {
        var word = given
        if let alias = Bytes.find(Bytes.of("@npm:"), in: word.bytes), alias > 0 { word = word.rest(after: alias + 5) }
        if word.hasPrefix("npm:") { word = word.rest(after: 4) }
        let bytes = word.bytes
        for scheme in ["git+", "git://", "git@", "ssh://", "github:", "gitlab:", "bitbucket:", "gist:"]
            as [StaticString]
        where word.hasPrefix(scheme) {
            return .git(word, revisionMark: UInt8(ascii: "#"))
        }
        if word.hasPrefix("https://") || word.hasPrefix("http://") {
            let path = bytes.prefix { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "?") }
            let isArchive = [".tgz", ".tar.gz", ".tar"].contains { path.suffix($0.utf8.count).elementsEqual($0.utf8) }
            let hosts: [StaticString] = ["//github.com/", "//gitlab.com/", "//bitbucket.org/", "//gist.github.com/"]
            if !isArchive,
                hosts.contains(where: { Bytes.contains($0, in: bytes) }) || path.suffix(4).elementsEqual(".git".utf8)
            {
                return .git(word, revisionMark: UInt8(ascii: "#"))
            }
            return PackageSpec(reference: PackageReference(.npm, name: word.text), source: .download, word: given)
        }
        if isLocal(word) { return PackageSpec(source: .local, word: given) }
        let isScoped = bytes.first == UInt8(ascii: "@")
        let at = bytes.dropFirst().firstIndex(of: UInt8(ascii: "@"))
        let name = Array(bytes[..<(at ?? bytes.count)])
        if !isScoped, name.contains(UInt8(ascii: "/")) { return .git(word, revisionMark: UInt8(ascii: "#")) }
        let version = at.map { Array(bytes[($0 + 1)...]) }
        let reference = PackageReference(
            .npm, name: String(decoding: name, as: UTF8.self),
            version: version.map { String(decoding: $0, as: UTF8.self) },
            isPinned: version.map { Versions.isExactSemVer($0) } ?? false)
        return PackageSpec(reference: reference, word: given)
    }

    /// Whether a word names a folder or file.
    static func isLocal(_ word: Word) -> Bool {
        for start in ["./", "../", "/", "~/", "file:", ".\\", "..\\", "${"] as [StaticString]
        where word.hasPrefix(start) {
            return true
        }
        if word.equals(".") || word.equals("..") { return true }
        if word.bytes.count > 2, word.bytes[1] == UInt8(ascii: ":"), word.bytes[2] == UInt8(ascii: "\\") { return true }
        return [".tgz", ".whl", ".tar.gz", ".zip"].contains { word.bytes.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    /// A NuGet package: `name@version`.
    static func nuget(_ word: Word, version option: Word?) -> PackageSpec {
        let (name, version) = word.split(at: UInt8(ascii: "@")) ?? (word, option ?? word.part(0..<0))
        let known = version.bytes.isEmpty ? nil : version
        let reference = PackageReference(
            .nuget, name: name.text, version: known?.text,
            isPinned: known.map { Versions.isExactNuGet($0.bytes) } ?? false)
        return PackageSpec(reference: reference, word: word)
    }

    /// An image: `registry/path:tag@sha256:digest`; only the digest names one image (the OCI distribution specification).
    static func image(_ given: Word) -> PackageSpec {
        var word = given
        if word.hasPrefix("docker://") { word = word.rest(after: 9) }
        var name = word.bytes[...]
        var version: [UInt8]?
        var pinned = false
        if let at = name.firstIndex(of: UInt8(ascii: "@")) {
            version = Array(name[(at + 1)...])
            pinned =
                version.map { $0.starts(with: Bytes.of("sha256:")) && Bytes.isHex($0.dropFirst(7), count: 64) } ?? false
            name = name[..<at]
        }
        if let colon = name.lastIndex(of: UInt8(ascii: ":")), !name[colon...].contains(UInt8(ascii: "/")) {
            if version == nil { version = Array(name[(colon + 1)...]) }
            name = name[..<colon]
        }
        let reference = PackageReference(
            .oci, name: String(decoding: name, as: UTF8.self),
            version: version.map { String(decoding: $0, as: UTF8.self) },
            isPinned: pinned)
        return PackageSpec(reference: reference, word: given)
    }

    /// What Deno runs: `npm:`, `jsr:`, a URL, or a file.
    static func deno(_ word: Word) -> PackageSpec {
        let isRegistry = word.hasPrefix("npm:") || word.hasPrefix("jsr:")
        if word.hasPrefix("https://") || word.hasPrefix("http://") {
            return PackageSpec(reference: PackageReference(.deno, name: word.text), source: .download, word: word)
        }
        guard isRegistry else { return PackageSpec(source: .local, word: word) }
        let ecosystem: PackageReference.Ecosystem = word.hasPrefix("npm:") ? .npm : .deno
        var rest = word.rest(after: 4)
        if rest.bytes.first == UInt8(ascii: "/") { rest = rest.rest(after: 1) }
        // Behind the version (or the name) may stand a path inside the package.
        let afterScope =
            rest.bytes.first == UInt8(ascii: "@") ? (rest.bytes.firstIndex(of: UInt8(ascii: "/")) ?? 0) + 1 : 0
        let end = rest.bytes[afterScope...].firstIndex(of: UInt8(ascii: "/")) ?? rest.bytes.count
        var spec = PackageSpec.npm(rest.part(0..<end))
        if spec.source == .registry, let found = spec.reference {
            let name = ecosystem == .npm ? found.name : "jsr:" + found.name
            spec.reference = PackageReference(ecosystem, name: name, version: found.version, isPinned: found.isPinned)
        }
        return PackageSpec(reference: spec.reference, source: spec.source, word: word)
    }
}
