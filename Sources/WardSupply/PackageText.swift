// SPDX-License-Identifier: Apache-2.0

internal import WardLaunch
internal import WardText

/// What a stranger says about a package, as far as a resolver may be told it.
///
/// A requirement that could be an option, an address, a path or a second line never reaches the resolver (T85).
enum PackageText {
    private static let alphanumeric = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let nameBytes = alphanumeric.union("._-".utf8)
    private static let versionBytes = alphanumeric.union("._-+!*".utf8)

    /// Whether a text is a name of a package (PEP 508).
    static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 200 else { return false }
        return alphanumeric.contains(first) && alphanumeric.contains(last) && bytes.allSatisfy(nameBytes.contains)
    }

    /// Whether a text is a version, or begins like one and ends in `*`.
    static func isVersion(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 100 else { return false }
        return alphanumeric.contains(first) && text.utf8.allSatisfy(versionBytes.contains)
    }

    /// The one form of a name that names are compared in (PEP 503).
    static func normalized(_ name: String) -> String {
        name.lowercased().split(whereSeparator: { "._-".contains($0) }).joined(separator: "-")
    }

    /// The line of a requirements file for a reference.
    static func requirement(_ package: PackageReference) throws(SupplyError) -> String {
        guard package.ecosystem == .pypi, isName(package.name) else {
            throw SupplyError(.invalidPackage, package.name, "this is not a name of a Python package")
        }
        guard package.extras.allSatisfy(isName) else {
            throw SupplyError(.invalidPackage, package.name, "one of its extras is not a name")
        }
        let extras = package.extras.isEmpty ? "" : "[\(package.extras.joined(separator: ","))]"
        return package.name + extras + (try specifier(package.version, of: package.name))
    }

    /// The line of a constraints file for `--constraint`.
    static func constraint(_ text: String) throws(SupplyError) -> String {
        let name = text.prefix { !"<>=!~ ".contains($0) }
        let rest = text.dropFirst(name.count).trimmed
        guard isName(String(name)), !rest.isEmpty, rest.utf8.first.map({ !alphanumeric.contains($0) }) == true else {
            throw SupplyError(
                .invalidPackage, text, "a constraint is a name and versions, such as `name<2`")
        }
        return name + (try specifier(String(rest), of: text))
    }

    /// `==1.2.3`, `>=1,<2`, `1.2.3` (which means exactly that) or nothing.
    private static func specifier(_ version: String?, of place: String) throws(SupplyError) -> String {
        guard let version = version?.trimmed, !version.isEmpty, version != "latest" else { return "" }
        if isVersion(String(version)) { return "==\(version)" }
        let clauses = version.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
        for clause in clauses {
            guard
                let sign = ["===", "==", ">=", "<=", "~=", "!=", ">", "<"].first(where: { clause.hasPrefix($0) }),
                isVersion(String(clause.dropFirst(sign.count).trimmed))
            else {
                throw SupplyError(
                    .invalidPackage, place,
                    "`\(Visible.escaped(String(version), limit: 200))` is not a version or range",
                    hint: "write a version such as `1.2.3`, or a range such as `>=1,<2`")
            }
        }
        return clauses.joined(separator: ",")
    }
}

extension StringProtocol {
    /// Without blanks at its ends.
    fileprivate var trimmed: SubSequence {
        var text = self[...]
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return text
    }
}
