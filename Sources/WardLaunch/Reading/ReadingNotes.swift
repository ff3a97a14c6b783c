// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardText

/// What is noticed while one source is read.
struct ReadingNotes {
    private(set) var dropped: [DroppedField] = []
    private(set) var findings: [LaunchFinding] = []
    private var found: Set<LaunchFinding> = []

    mutating func find(_ code: LaunchCode, _ tier: LaunchFinding.Tier, _ place: LaunchFinding.Place, _ detail: String) {
        let finding = LaunchFinding(code, tier, place, detail)
        if found.insert(finding).inserted { findings.append(finding) }
    }

    /// Notes a field that changes nothing of what runs, such as a description.
    mutating func drop(_ place: String, _ value: String) {
        // What is shown and kept of a request holds no secret, wherever the source put it.
        let isSecret = value.split(separator: "\"").contains { SecretLooks.isSecret(value: String($0)) }
        let shown = isSecret ? "(what looks like a secret)" : value
        dropped.append(DroppedField(place: place, value: shown))
    }

    /// Notes a field of the source's own approval or state, which is never taken over (S12, T48).
    mutating func dropState(_ place: String, _ value: String, grants: Bool) {
        drop(place, value)
        let name = Visible.escaped(place, limit: 120)
        let value = Visible.escaped(value, limit: 120)
        if grants {
            find(
                .droppedField, .caution, .launch,
                "`\(name)` is `\(value)`: the source asks for approval in advance. Ward does not take it over")
        } else {
            find(.droppedField, .note, .launch, "`\(name)` is `\(value)`: that is for you to say, and was left out")
        }
    }

    /// Notes a text that was read although it was damaged, or encoded more than once.
    mutating func repaired(_ detail: String) {
        find(.repairedText, .note, .launch, detail)
    }

    /// Notes a placeholder that stays as it is.
    mutating func interpolation(_ text: String, _ place: LaunchFinding.Place) {
        let shown = Visible.escaped(text, limit: 200)
        find(
            .interpolation, .caution, place,
            "`\(shown)` holds a placeholder. Ward does not fill it in: the server gets this text unless you change it")
    }

    /// Notes placeholders in whatever the launch says, found by `first`.
    mutating func interpolations(in launch: Launch, first: (String) -> Range<Int>? = Interpolation.first) {
        switch launch {
        case .stdio(let stdio):
            if let range = first(stdio.executable) { interpolation(stdio.executable, .executable(range)) }
            for (index, argument) in stdio.arguments.enumerated() {
                if let range = first(argument) { interpolation(argument, .argument(index, range)) }
            }
            if let directory = stdio.directory, first(directory) != nil { interpolation(directory, .directory) }
            interpolations(in: stdio.environment, first) { .environment($0) }
        case .http(let http):
            if first(http.url) != nil { interpolation(http.url, .url) }
            interpolations(in: http.headers, first) { .header($0) }
        }
    }

    private mutating func interpolations(
        in values: [String: EnvironmentValue],
        _ first: (String) -> Range<Int>?,
        _ place: (String) -> LaunchFinding.Place
    ) {
        for (name, value) in values.sorted(by: { ExactText($0.key) < ExactText($1.key) }) {
            if case .plain(let text) = value, first(text) != nil { interpolation(text, place(name)) }
        }
    }

    /// Notes an endpoint that anybody on the way can read and change.
    mutating func plainHTTP() {
        find(
            .plainHTTP, .danger, .url,
            "The endpoint is reached without encryption: anybody on the way can read and change what is said")
    }
}
