// SPDX-License-Identifier: Apache-2.0

import WardJSON
package import WardLaunch
package import WardLock

/// What a person is asked to consent to: one launch, exactly as it would be recorded, and all that is known about it.
///
/// Consent is given to content, never to a name: ``LaunchContent/digest`` of ``content`` is what an approval binds.
package struct ConsentQuestion: Hashable, Sendable {
    /// The name that the server has here.
    package var name: ServerName
    /// Where the launch comes from, as it was given: a link, a command line, a file's path.
    package var source: String
    /// What was asked for, before anything was looked up or resolved; nil where nobody asks for anything new.
    package var request: LaunchRequest?
    /// What would run.
    package var content: LaunchContent
    /// The program that the executable's name was found to be; nil if it was not found.
    package var lookedUp: String?
    /// For each name that a value is inherited under, whether something of that name is set here.
    package var inherited: [String: Bool]
    /// What a person should know about ``content``; what is about the request's own launch stands in the request.
    package var findings: [LaunchFinding]
    /// What the source says about approval, which is not taken over.
    package var dropped: [DroppedField]
    /// What was approved under this name before; then the question is about the difference.
    package var previous: LaunchContent?
    /// When ``previous`` was approved, for a person.
    package var approvedAt: String?
    /// How the closure came about, such as that a range was pinned to what it resolved to.
    package var closureNote: String?
    /// The project's lock that the server stands in; nil for the user's own.
    package var lock: String?

    /// Asks about a content.
    package init(
        name: ServerName,
        source: String,
        request: LaunchRequest? = nil,
        content: LaunchContent,
        lookedUp: String? = nil,
        inherited: [String: Bool] = [:],
        findings: [LaunchFinding] = [],
        dropped: [DroppedField] = [],
        previous: LaunchContent? = nil,
        approvedAt: String? = nil,
        closureNote: String? = nil,
        lock: String? = nil
    ) {
        self.name = name
        self.source = source
        self.request = request
        self.content = content
        self.lookedUp = lookedUp
        self.inherited = inherited
        self.findings = findings
        self.dropped = dropped
        self.previous = previous
        self.approvedAt = approvedAt
        self.closureNote = closureNote
        self.lock = lock
    }

    /// The findings, those of the request too, each once and the heaviest first.
    package var allFindings: [LaunchFinding] {
        let all = Self.distinct(findings + (request?.findings ?? []))
        return LaunchFinding.Tier.allCases.sorted(by: >).flatMap { tier in all.filter { $0.tier == tier } }
    }

    /// The dropped fields, those of the request too, each once.
    package var allDropped: [DroppedField] { Self.distinct(dropped + (request?.dropped ?? [])) }

    /// How much is at stake.
    package var risk: ConsentRisk {
        let heaviest = allFindings.first?.tier ?? .note
        guard content.closure.isResolved, heaviest < .danger else { return .high }
        // Nothing that Ward can look at stands behind a URL, so it is never a matter for `--yes`.
        if case .http = content.launch { return .elevated }
        // A change of what was approved is never a matter for `--yes`: that is how rug pulls would pass (T22, W13).
        if let previous, previous.digest != content.digest { return .elevated }
        return heaviest < .caution ? .low : .elevated
    }

    /// What has to be typed.
    package var confirmation: Confirmation {
        guard risk == .high else { return .word }
        return .nameOrDigest(for: name)
    }

    private static func distinct<Element: Hashable>(_ elements: [Element]) -> [Element] {
        var seen: Set<Element> = []
        return elements.filter { seen.insert($0).inserted }
    }
}

/// How much is at stake with a consent.
package enum ConsentRisk: String, Hashable, Sendable, CaseIterable {
    /// All that runs is known, and nothing about it is above a note: the only risk that `--yes` covers.
    case low
    /// Something should be looked at.
    case elevated
    /// Something is dangerous, or what runs is not known.
    case high
}

/// What has to be typed to approve.
package enum Confirmation: Hashable, Sendable {
    /// The word `yes`.
    case word
    /// The word `yes`, or `variant` to keep what was approved beside it.
    case wordOrVariant
    /// The server's name, or the first 8 digits of the launch digest.
    case nameOrDigest
    /// The first 8 digits of the launch digest, because the server's name is an everyday answer.
    case digest

    /// What takes more than a word: a name can come from the source, which must not choose what a hasty person types.
    static func nameOrDigest(for name: ServerName) -> Confirmation {
        hastyAnswers.contains(name.text.lowercased()) ? .digest : .nameOrDigest
    }

    /// What people type without reading.
    static let hastyAnswers: Set<String> = [
        "y", "yes", "ok", "okay", "sure", "n", "no", "1", "j", "ja", "s", "si", "o", "oui",
    ]
}

/// How an approval came about; recorded with the consent.
package enum ApprovalMeans: String, Hashable, Sendable, CaseIterable {
    /// The word was typed in a terminal.
    case word = "typed yes"
    /// The word for keeping the old beside the new was typed in a terminal.
    case variantWord = "typed variant"
    /// The server's name was typed in a terminal.
    case name = "typed the name"
    /// The short digest was typed in a terminal.
    case shortDigest = "typed the digest"
    /// `--yes` was given, and the risk is low.
    case yesOption = "--yes"
    /// `--approve` was given with the launch digest.
    case digestOption = "--approve"
}

extension ConsentQuestion {
    /// How an answer approves, byte for byte; nil if it does not.
    package func approval(by answer: [UInt8]) -> ApprovalMeans? {
        switch confirmation {
        case .word, .wordOrVariant: return answer.elementsEqual("yes".utf8) ? .word : nil
        case .nameOrDigest where answer.elementsEqual(name.text.utf8): return .name
        case .nameOrDigest, .digest: return answer.elementsEqual(content.digest.short.utf8) ? .shortDigest : nil
        }
    }
}
