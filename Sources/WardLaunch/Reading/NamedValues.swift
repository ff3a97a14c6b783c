// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardText

/// Turns the literal values of variables and headers into what a lock may hold.
enum NamedValues {
    /// The value of a variable: a reference where the source names one, or where the literal looks secret.
    static func variable(_ name: String, _ text: String, _ notes: inout ReadingNotes) -> EnvironmentValue {
        if let other = Interpolation.variable(text) { return .inherited(other) }
        if holdsInput(text) { return input(name, text, .environment(name), &notes) }
        guard Interpolation.first(in: text) == nil, SecretLooks.isSecret(variable: name, value: text) else {
            return .plain(text)
        }
        return secret(from: name, .environment(name), &notes)
    }

    /// The value of a header; a reference is named like the header in upper case, with `_` for `-`.
    static func header(_ name: String, _ text: String, _ notes: inout ReadingNotes) -> EnvironmentValue {
        if let other = Interpolation.variable(text) { return .inherited(other) }
        let variable = variable(ofHeader: name)
        let isSecret = SecretLooks.isSecret(header: name, value: text)
        // `Bearer ${TOKEN}`: a text that only some client would complete is of no use, and a variable is.
        if holdsInput(text) || isSecret && Interpolation.first(in: text) != nil {
            return input(variable, text, .header(name), &notes)
        }
        guard isSecret else { return .plain(text) }
        return secret(from: variable, .header(name), &notes)
    }

    /// The variable that stands in for a header's value.
    static func variable(ofHeader name: String) -> String {
        String(
            decoding: name.uppercased().utf8.map { ASCII.isAlphanumeric($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }

    /// Whether a text is to hold what VS Code asks its user for: `${input:id}`.
    private static func holdsInput(_ text: String) -> Bool { text.utf8.firstRange(of: "${input:".utf8) != nil }

    private static func input(
        _ variable: String,
        _ text: String,
        _ place: LaunchFinding.Place,
        _ notes: inout ReadingNotes
    ) -> EnvironmentValue {
        notes.find(
            .interpolation, .note, place,
            "The source leaves this value to its user (`\(Visible.escaped(text, limit: 120))`). The whole of it is taken "
                + "from the variable `\(variable)` of the environment that `ward run` starts with")
        return .inherited(variable)
    }

    private static func secret(
        from variable: String,
        _ place: LaunchFinding.Place,
        _ notes: inout ReadingNotes
    ) -> EnvironmentValue {
        notes.find(
            .secretInClear, .caution, place,
            "The source holds what looks like a secret in clear. Ward does not keep it: the value is taken from the "
                + "variable `\(variable)` of the environment that `ward run` starts with")
        return .inherited(variable)
    }

    // MARK: Names and values that a system takes

    /// Why a variable cannot have this name; nil if it can.
    ///
    /// Beyond what POSIX forbids (`=` and NUL), only printable ASCII without spaces is taken, so that no two names look
    /// alike or are one to some reader.
    static func fault(inVariable name: String) -> String? {
        let isFine =
            !name.isEmpty && name.utf8.count <= 256
            && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "=") }
        return isFine ? nil : "`\(Visible.escaped(name, limit: 80))` cannot name an environment variable"
    }

    /// Why a header cannot have this name; nil if it is a token (RFC 9110 section 5.6.2).
    static func fault(inHeader name: String) -> String? {
        ASCII.isMade(name, alphanumericOr: "!#$%&'*+-.^_`|~")
            ? nil : "`\(Visible.escaped(name, limit: 80))` cannot name a header"
    }

    /// Why a header cannot have this value: a line end in it would begin another header (RFC 9110 section 5.5).
    static func fault(inHeaderValue value: String) -> String? {
        value.utf8.contains { ASCII.isControl($0) && $0 != 0x09 } ? "a header's value holds a control character" : nil
    }
}
