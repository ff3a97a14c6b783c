// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardText

/// One thing that a check of a lock found.
struct LockProblem {
    /// The stable code.
    let code: String
    /// Where in the lock.
    let pointer: JSONPointer
    /// What is wrong, for a person: one line, foreign text escaped.
    let detail: String
    /// Whether the check fails by it; what does not is worth a look.
    var isFatal = true
    /// The command that resolves it, if there is one.
    var remedy: String?
    /// What differs.
    var differences: [Difference] = []
    /// The files that differ, a line each.
    var files: [String] = []

    /// For people.
    var text: String {
        var text = "\(isFatal ? "" : "look at ")\(ServerText.shown(pointer.description)): \(detail) (\(code))\n"
        text += ServerText.differences(differences)
        for file in files { text += "  \(file)\n" }
        if let remedy { text += "  to resolve: \(remedy)\n" }
        return text
    }

    /// For programs.
    var value: JSONValue {
        var object: JSONObject = [
            "code": .string(code), "pointer": .string(pointer.description), "detail": .string(detail),
            "fatal": isFatal ? true : false,
        ]
        if let remedy { object["remedy"] = .string(remedy) }
        if !differences.isEmpty { object["differences"] = .array(differences.map(\.value)) }
        if !files.isEmpty { object["files"] = .array(files.map { .string($0) }) }
        return .object(object)
    }
}

extension LockProblem {
    /// What keeps a server from running here.
    init(_ block: Block, of name: ServerName) {
        self.init(
            code: block.reason.rawValue, pointer: JSONPointer(tokens: ["servers", name.text]), detail: block.detail,
            remedy: block.remedy, differences: block.differences, files: block.files)
    }

    /// What a lock says otherwise than the one it is compared with (T52).
    init(_ change: LockChange) {
        let detail =
            switch change.kind {
            case .added: "\(change.name) is new: the other lock does not have it"
            case .removed: "\(change.name) is gone: the other lock has it"
            case .changed: "\(change.name) is another than in the other lock (\(ServerText.count(change.differences)))"
            }
        self.init(
            code: CommandCode.lockChanged.rawValue,
            pointer: JSONPointer(tokens: ["servers", change.name.text]), detail: detail,
            differences: change.differences)
    }

    /// What is wrong with the text of a lock.
    init(_ fault: LockError) {
        let offset = fault.offset.map { ", byte \($0)" } ?? ""
        self.init(
            code: fault.code.rawValue, pointer: fault.pointer.flatMap { try? JSONPointer($0) } ?? JSONPointer(),
            detail: fault.detail + offset)
    }
}
