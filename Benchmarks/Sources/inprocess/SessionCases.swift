// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol
import WardSession

/// The shape check by itself, and whole sessions: framing, reading, checking, correlating and deciding, without I/O.
func sessionCases() throws -> [Case] {
    let ready = try readySession()
    let call = try JSONDocument(reading: Texts.call)
    let catalog = MethodCatalog.catalog(of: .v20251125)
    guard let definition = catalog.method("tools/call", travelling: .clientToServer) else { throw Unexpected() }
    let shapeCheck = Case(name: "shape check", input: "300 B call", bytes: call.bytes.count) {
        catalog.shapes.check(call.root, in: call, as: definition.message, names: .strict) == nil ? 1 : 0
    }
    return [
        shapeCheck,
        exchanges("session: call and answer", "300 B and 300 B", ready, Texts.answer, count: 1_000),
        exchanges("session: call and answer", "300 B and 10 KB, ASCII", ready, Texts.result10K, limit: 50_000),
        exchanges("session: call and answer", "300 B and 10 KB, CJK", ready, Texts.resultCJK10K, limit: 250_000),
        exchanges("session: call and answer", "300 B and 10 KB, base64", ready, Texts.resultBase64, limit: 500_000),
    ]
}

private struct Unexpected: Error {}

/// A session of 2025-11-25 after its handshake.
private func readySession() throws -> Session {
    var session = Session()
    let now = Moment(nanoseconds: 0)
    _ = session.begin(at: now)
    _ = session.receive(.childStarted, at: now)
    let revision = #""protocolVersion":"2025-11-25""#
    let lines: [(Direction, String)] = [
        (
            .clientToServer,
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{\#(revision),"capabilities":{},"#
                + #""clientInfo":{"name":"bench","version":"1"}}}"#
        ),
        (
            .serverToClient,
            #"{"jsonrpc":"2.0","id":0,"result":{\#(revision),"capabilities":{"tools":{}},"#
                + #""serverInfo":{"name":"bench","version":"1"}}}"#
        ),
        (.clientToServer, #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#),
    ]
    for (direction, line) in lines {
        guard forwards(session.receive(.bytes(direction, Array(line.utf8) + [0x0A]), at: now)) == 1 else {
            throw Unexpected()
        }
    }
    return session
}

/// Calls and their answers, one after the other; with a limit, the time counts for one call and its answer.
private func exchanges(
    _ name: String,
    _ input: String,
    _ ready: Session,
    _ answer: [UInt8],
    count: Int = 1,
    limit: Double? = nil
) -> Case {
    let pairs = (0..<count).map { (line(Texts.call, id: 1_000 + $0), line(answer, id: 1_000 + $0)) }
    return Case(
        name: name, input: input, items: limit == nil ? 2 * count : 0, goal: limit.map(Goal.nanosecondsAtMost)
    ) {
        var session = ready
        var forwarded = 0
        var now: UInt64 = 0
        for (call, answer) in pairs {
            // Slow enough for the session's own limit on the rate of messages.
            now += 50_000
            let moment = Moment(nanoseconds: now)
            forwarded += forwards(session.receive(.bytes(.clientToServer, call), at: moment))
            forwarded += forwards(session.receive(.bytes(.serverToClient, answer), at: moment))
        }
        guard forwarded == 2 * pairs.count else { throw Unexpected() }
        return forwarded
    }
}

/// The message with another id of four digits, and a line end.
private func line(_ message: [UInt8], id: Int) -> [UInt8] {
    let place = Array(#"{"jsonrpc":"2.0","id":"#.utf8).count
    return Array(message[..<place]) + Array("\(id)".utf8) + message[(place + 4)...] + [0x0A]
}

private func forwards(_ actions: [SessionAction]) -> Int {
    actions.count { if case .forward = $0 { true } else { false } }
}
