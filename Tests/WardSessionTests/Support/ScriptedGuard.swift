// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol
import WardSession

/// A guard whose judgement a test writes down.
struct ScriptedGuard: Guard {
    let judgement: @Sendable (JudgedMessage, SessionFacts) -> Judgement

    init(_ judgement: @escaping @Sendable (JudgedMessage, SessionFacts) -> Judgement) {
        self.judgement = judgement
    }

    func judge(_ message: JudgedMessage, _ facts: SessionFacts) -> Judgement { judgement(message, facts) }
}

extension ScriptedGuard {
    /// Objects to calls of a tool, or to its results.
    static func objects(
        _ verdict: Verdict,
        to tool: String = "echo",
        rule: String = "policy.test",
        travelling direction: Direction = .clientToServer
    ) -> ScriptedGuard {
        ScriptedGuard { message, _ in
            guard message.direction == direction, message.method == "tools/call" else { return .none }
            if direction == .clientToServer, message.tool != tool { return .none }
            return Judgement(
                objection: Objection(verdict, ground: .policy, rule: rule, detail: "the rule says \(verdict)"))
        }
    }

    /// Gives labels to results of calls.
    static func labels(_ labels: Set<String>) -> ScriptedGuard {
        ScriptedGuard { message, _ in
            message.direction == .serverToClient && message.method == "tools/call" ? Judgement(labels: labels) : .none
        }
    }

    /// Replaces a value of calls wherever it is not yet what it should be.
    static func sets(_ pointer: String, to text: String) -> ScriptedGuard {
        ScriptedGuard { message, _ in
            guard message.direction == .clientToServer, message.envelope.kind == .request,
                let path = try? JSONPointer(pointer), let node = message.document.node(at: path),
                message.document.text(of: node) != text
            else { return .none }
            return Judgement(edits: [JSONEdit(pointer: path, bytes: Array(text.utf8))])
        }
    }
}

extension JudgedMessage {
    /// For a call, the tool.
    var tool: String? {
        envelope.params.flatMap { document.value(named: "name", in: $0) }.flatMap { document.string($0) }
    }
}
