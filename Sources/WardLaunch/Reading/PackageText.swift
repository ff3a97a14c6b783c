// SPDX-License-Identifier: Apache-2.0

import WardLock
import WardText

/// Reads packages that are named with their ecosystem: `pypi:NAME`, `npm:@SCOPE/NAME@1.2.3`.
enum PackageText {
    /// A Python package: `name`, `name==1.2`, `name[extra]@1.2`.
    static func python(_ text: String) throws(SourceError) -> LaunchRequest {
        let (head, version) = try cut(
            text, at: text.utf8.firstRange(of: "==".utf8) ?? text.utf8.firstRange(of: "@".utf8))
        var name = head
        var extras: [String] = []
        if let bracket = head.utf8.firstIndex(of: UInt8(ascii: "[")) {
            guard head.utf8.last == UInt8(ascii: "]") else { throw fault(head, "PyPI") }
            name = String(Substring(head.utf8[..<bracket]))
            let list = String(Substring(head.utf8[bracket...].dropFirst().dropLast()))
            extras = list.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
            guard extras.allSatisfy(isPythonName) else { throw fault(head, "PyPI") }
        }
        guard isPythonName(name) else { throw fault(name, "PyPI") }
        let isPinned = version.map(isPythonRelease) ?? false
        if let version, !isPinned, version != "latest" { throw versionFault(version) }
        let package = PackageReference(.pypi, name: name, version: version, isPinned: isPinned, extras: extras)
        let arguments =
            extras.isEmpty
            ? [name + (version.map { "@" + $0 } ?? "")]
            : ["--from", head + (version.map { ($0 == "latest" ? "@" : "==") + $0 } ?? ""), name]
        return request(package, "uvx", arguments)
    }

    /// A package of npm: `name`, `@scope/name`, `name@1.2.3`, `name@tag`.
    static func node(_ text: String) throws(SourceError) -> LaunchRequest {
        // The first `@` of a scoped name belongs to the scope.
        let rest = text.utf8.dropFirst()
        let (name, version) = try cut(text, at: rest.firstRange(of: "@".utf8))
        guard isNodeName(name) else { throw fault(name, "npm") }
        let isPinned = version.map(isNodeRelease) ?? false
        if let version, !ASCII.isMade(version, alphanumericOr: ".+-^~_") { throw versionFault(version) }
        let package = PackageReference(.npm, name: name, version: version, isPinned: isPinned)
        return request(package, "npx", ["-y", text])
    }

    private static func request(
        _ package: PackageReference,
        _ executable: String,
        _ arguments: [String]
    ) -> LaunchRequest {
        LaunchRequest(
            suggestedName: package.name.split(separator: "/").last.map(String.init),
            launch: .stdio(StdioLaunch(executable: executable, arguments: arguments)), package: package,
            source: .package)
    }

    private static func cut(
        _ text: String,
        at range: Range<String.UTF8View.Index>?
    ) throws(SourceError) -> (head: String, version: String?) {
        guard let range else { return (text, nil) }
        let version = String(Substring(text.utf8[range.upperBound...]))
        guard !version.isEmpty else { throw SourceError(.version, "a version is announced and none stands there") }
        return (String(Substring(text.utf8[..<range.lowerBound])), version)
    }

    private static func fault(_ name: String, _ ecosystem: String) -> SourceError {
        SourceError(
            .name,
            name.isEmpty
                ? "no package is named"
                : "`\(Visible.escaped(name, limit: 100))` cannot name a package of \(ecosystem)",
            hint: "write the name, and a version if you want a certain one: "
                + (ecosystem == "npm"
                    ? "npm:NAME@1.2.3, npm:@SCOPE/NAME" : "pypi:NAME==1.2.3; a range goes into `--constraint`"))
    }

    private static func versionFault(_ version: String) -> SourceError {
        SourceError(
            .version, "`\(Visible.escaped(version, limit: 100))` names no version",
            hint: "name one release, or leave it out: Ward pins what it finds")
    }

    // MARK: Names and versions of ecosystems

    /// A name of a Python distribution or extra (PEP 508, "Names").
    static func isPythonName(_ name: String) -> Bool {
        guard name.utf8.count <= 200, let first = name.utf8.first, let last = name.utf8.last else { return false }
        return ASCII.isAlphanumeric(first) && ASCII.isAlphanumeric(last) && ASCII.isMade(name, alphanumericOr: "._-")
    }

    /// A Python name as indexes compare it (PEP 503, "Normalized Names").
    static func normalised(_ name: String) -> String {
        name.lowercased().split { "._-".contains($0) }.joined(separator: "-")
    }

    /// A name that npm gives today (validate-npm-package-name): lower case, safe in a URL, with or without a scope.
    static func isNodeName(_ name: String) -> Bool {
        guard name.utf8.count <= 214 else { return false }
        guard name.utf8.first == UInt8(ascii: "@") else { return isNodePart(name) }
        let parts = name.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { isNodePart(String($0)) }
    }

    private static func isNodePart(_ part: String) -> Bool {
        guard let first = part.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "_"),
            first != UInt8(ascii: "-")
        else { return false }
        return ASCII.isMade(part, alphanumericOr: "-._~") && part == part.lowercased()
            && !["node_modules", "favicon.ico"].contains(part)
    }

    /// One exact version of semantic versioning.
    static func isNodeRelease(_ version: String) -> Bool {
        let core = version.utf8.prefix { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }
        let parts = core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 3 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(ASCII.isDigit) }
            && ASCII.isMade(version, alphanumericOr: ".+-")
    }

    /// One exact version of PEP 440, as far as its characters tell: no `*`, no comparison.
    static func isPythonRelease(_ version: String) -> Bool {
        guard let first = version.utf8.first, ASCII.isDigit(first) else { return false }
        return ASCII.isMade(version, alphanumericOr: ".+!_-")
    }
}
