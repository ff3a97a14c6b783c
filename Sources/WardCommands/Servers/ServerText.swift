// SPDX-License-Identifier: Apache-2.0

import WardAudit
import WardJSON
import WardLock
import WardStore
import WardText

/// Shows servers, and what keeps them from running, to people and to programs.
enum ServerText {
    /// One line of a list.
    static func line(_ name: ServerKey, _ entry: LockEntry, _ standing: ServerStanding, width: Int) -> String {
        let padded = name.description.padded(to: width)
        switch standing {
        case .ready: return "\(padded)  ready    \(origin(entry.origin))\n"
        case .blocked(let block):
            let gap = String(repeating: " ", count: width)
            let state = block.reason == .remote ? "REMOTE " : "BLOCKED"
            return "\(padded)  \(state)  \(block.detail)\n\(gap)           to resolve: \(block.remedy)\n"
        }
    }

    /// How many differences there are.
    static func count(_ differences: [Difference]) -> String {
        differences.count == 1 ? "1 difference" : "\(differences.count) differences"
    }

    /// How many servers there are, and how many of them are not as they should be.
    static func count(_ standings: [ServerStanding]) -> String {
        let blocks = standings.compactMap { standing in
            if case .blocked(let block) = standing { block.reason } else { nil }
        }
        let remote = blocks.count { $0 == .remote }
        var text = standings.count == 1 ? "1 server" : "\(standings.count) servers"
        if blocks.count > remote { text += ", \(blocks.count - remote) blocked" }
        if remote > 0 { text += ", \(remote) not protected (remote)" }
        return text
    }

    /// One JSON object.
    static func value(_ name: ServerKey, _ entry: LockEntry, _ standing: ServerStanding) -> JSONValue {
        var object: JSONObject = ["name": .string(name.name.text), "origin": entry.origin.value]
        if let lock = name.lock { object["lockFile"] = .string(lock) }
        switch standing {
        case .ready(let ready):
            object["state"] = "ready"
            object["launchDigest"] = .string(ready.content.digest.description)
        case .blocked(let block):
            object["state"] = block.reason == .remote ? "not-protected" : "blocked"
            object["reason"] = .string(block.reason.rawValue)
            object["detail"] = .string(block.detail)
            object["remedy"] = .string(block.remedy)
            if !block.differences.isEmpty { object["differences"] = .array(block.differences.map(\.value)) }
            if !block.files.isEmpty { object["files"] = .array(block.files.map { .string($0) }) }
        }
        return .object(object)
    }

    /// Where a server comes from, on one line.
    static func origin(_ origin: Origin) -> String {
        let version = origin.version.map { " " + shown($0) } ?? ""
        return "\(origin.kind.rawValue) \(shown(origin.name))\(version)"
    }

    /// Why a server is blocked, with all that differs.
    static func block(_ block: Block, of name: ServerKey) -> String {
        var text = "\(name) is blocked: \(block.detail) (\(block.reason.rawValue))\n"
        text += differences(block.differences)
        for file in block.files { text += "  \(file)\n" }
        return text + "to resolve: \(block.remedy)\n"
    }

    /// Places that differ, the old value above the new one, in the words of the sheet that asks about them.
    static func differences(_ differences: [Difference]) -> String {
        var writer = SheetWriter(columns: Terminal.columns)
        writer.differences(differences)
        return writer.lines.map { $0.text + "\n" }.joined()
    }

    /// A moment that was recorded.
    static func moment(_ nanoseconds: Int64) -> String { AuditTime.text(nanoseconds) }

    /// Foreign text, on one line and whole.
    static func shown(_ text: String) -> String { Visible.escaped(text, limit: .max) }
}

extension Difference {
    /// For programs.
    var value: JSONValue {
        var object: JSONObject = ["pointer": .string(pointer.description)]
        if let old { object["old"] = old }
        if let new { object["new"] = new }
        return .object(object)
    }
}
