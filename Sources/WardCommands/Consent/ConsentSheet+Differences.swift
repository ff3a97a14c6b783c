// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLaunch
import WardLock

/// The part of a sheet that says what has changed since an approval: only that, old and new.
extension SheetWriter {
    mutating func differences(from previous: LaunchContent, of question: ConsentQuestion) {
        field("approved", [.own("before, as \(previous.digest.short)")])
        if let when = question.approvedAt { field("when", exactly: when) }
        let differences = Difference.between(previous.value, question.content.value)
        heading("What has changed (\(differences.count))")
        if differences.isEmpty { field("changed", [.own("nothing: this is what you approved")]) }
        self.differences(differences) { Self.isHidden($0, in: question) }
        say("What is the same is not shown here; `ward show` shows all of it.")
        whatIsNotKnown(of: question)
    }

    /// Each place that differs, with what stood there and what stands there now.
    mutating func differences(_ differences: [Difference], hiding isHidden: (Difference) -> Bool = { _ in false }) {
        for difference in differences {
            field("changed", Self.place(difference.pointer))
            value("- old", difference.old, difference, isHidden, .old)
            value("+ new", difference.new, difference, isHidden, .new)
        }
    }

    private mutating func value(
        _ label: String, _ value: JSONValue?, _ difference: Difference, _ isHidden: (Difference) -> Bool,
        _ style: SheetStyle
    ) {
        switch value {
        case nil: field(label, [.own(Self.isInherited(difference) ? "(not set)" : "(nothing)")], style)
        case _? where isHidden(difference): field(label, [.own("(not shown)")], style)
        case .string(let text)? where Self.isInherited(difference):
            let digest = Digest256(parsing: text).map { "keyed digest " + $0.short } ?? "of no known digest"
            field(label, [.own("a value that is not kept, \(digest)")], style)
        case .string(let text)?:
            if let digest = Digest256(parsing: text) {
                field(label, [.own(digest.description)], style)
            } else {
                field(label, exactly: text, style)
            }
        case let value?: field(label, [.bytes(value.encoded())], style)
        }
    }

    private static func isInherited(_ difference: Difference) -> Bool { difference.pointer.tokens.first == "inherited" }

    /// Whether it is about a value that looks secret, or that was in clear and no longer is.
    private static func isHidden(_ difference: Difference, in question: ConsentQuestion) -> Bool {
        let tokens = difference.pointer.tokens
        guard tokens.count == 3, tokens[0] == "launch" else { return false }
        switch tokens[1] {
        case "environment" where looksSecret(.environment(tokens[2]), in: question): return true
        case "headers" where looksSecret(.header(tokens[2]), in: question): return true
        case "environment", "headers":
            // What was taken out of the clear may have been a secret all along.
            guard case .string? = difference.old else { return false }
            if case .string? = difference.new { return false }
            return true
        default: return false
        }
    }

    /// Where a difference is, in the words of the sheet.
    private static func place(_ pointer: JSONPointer) -> [Content] {
        let tokens = pointer.tokens
        switch (tokens.first, tokens.dropFirst().first, tokens.dropFirst(2).first) {
        case ("launch", "executable", nil): return [.own("the program")]
        case ("launch", "cwd", nil): return [.own("the folder")]
        case ("launch", "url", nil): return [.own("the URL")]
        case ("launch", "arguments", let index?):
            return [.own("the argument [\((Int(index) ?? 0) + 1)]")]
        case ("launch", "environment", let name?): return [.own("the variable"), .exact(name)]
        case ("launch", "headers", let name?): return [.own("the header"), .exact(name)]
        case ("inherited", let name?, nil): return [.own("the value that is inherited for"), .exact(name)]
        case ("closure", "artifacts", let name?):
            return [.own("the artifact"), .exact(name)] + tokens.dropFirst(3).map(member)
        case ("closure", "interpreter", nil): return [.own("the interpreter")]
        case ("closure", "interpreter", let member?): return [.own("the interpreter's"), Self.member(member)]
        case ("closure", "resolved", nil): return [.own("whether all that runs is known")]
        case ("origin", let member?, _): return [.own("the origin's"), Self.member(member)]
        case ("tree", nil, nil): return [.own("the installed files")]
        case ("permissions", nil, nil): return [.own("what it may do")]
        default: return [.exact(pointer.description)]
        }
    }

    /// The name of a member: one that locks have is a word of Ward's.
    private static func member(_ name: String) -> Content {
        let known = ["kind", "name", "version", "requested", "constraints", "path", "digest", "file", "size"]
        return known.contains(name) ? .own(name) : .exact(name)
    }
}
