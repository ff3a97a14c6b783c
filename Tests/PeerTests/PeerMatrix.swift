// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What a harness said about a session.
struct Outcome: Codable, Sendable {
    /// The negotiated revision.
    let revision: String
    /// The version of the client's SDK.
    let sdk: String
    /// By feature: `same` (direct and through Ward), `works` (direct only), `different` or `failed`.
    let features: [String: String]
    /// What differed or failed, for a person.
    let problems: [String]
}

/// Runs sessions, two at a time, each once however many tests ask for it.
actor PeerMatrix {
    /// The one matrix of a test run: the page is made from the very sessions that the other tests judged.
    static let shared = PeerMatrix()

    private var sessions: [Peer: Task<Outcome, any Error>] = [:]
    private var script: Task<Outcome, any Error>?
    private var lanes: [Task<Void, Never>] = []
    private var started = 0

    /// The outcome of a session, direct and, where there is a Ward, through it.
    func outcome(of peer: Peer) async throws -> Outcome {
        if let running = sessions[peer] { return try await running.value }
        let task = enqueue { try await Self.session(of: peer, through: Self.ward) }
        sessions[peer] = task
        return try await task.value
    }

    /// The outcome of a session through some other gateway.
    func outcome(of peer: Peer, through gateway: [String]) async throws -> Outcome {
        try await enqueue { try await Self.session(of: peer) { _ in gateway } }.value
    }

    /// The outcome of all scripted conversations.
    func scripted() async throws -> Outcome {
        if let script { return try await script.value }
        let task = enqueue {
            try await Self.harness(
                [Place.python("tools"), Place.sources.appending(path: "scripted.py").path], server: [],
                through: Self.ward)
        }
        script = task
        return try await task.value
    }

    /// Two lanes: a session is two or three Python programs that mostly import, and machines may have two cores.
    private func enqueue(_ work: @escaping @Sendable () async throws -> Outcome) -> Task<Outcome, any Error> {
        let before = lanes.count < 2 ? nil : lanes[started % 2]
        let task = Task {
            await before?.value
            return try await work()
        }
        let lane = Task { _ = await task.result }
        if lanes.count < 2 { lanes.append(lane) } else { lanes[started % 2] = lane }
        started += 1
        return task
    }

    private typealias Gateway = @Sendable (Scratch) -> [String]?

    private static let ward: Gateway = { scratch in
        Place.ward.map { [$0, "run", "--unapproved", "--home", scratch.folder.appending(path: "home").path, "--"] }
    }

    private static func session(of peer: Peer, through gateway: Gateway) async throws -> Outcome {
        try await harness(
            [
                Place.python(peer.client.environment), Place.sources.appending(path: "client.py").path,
                "--mode", peer.mode.rawValue, "--body", peer.body,
            ],
            server: ["--"] + peer.command, through: gateway)
    }

    private static func harness(
        _ command: [String], server: [String], through gateway: Gateway
    ) async throws -> Outcome {
        let scratch = try Scratch()
        defer { scratch.remove() }
        var full = command + ["--work", scratch.folder.path]
        if let prefix = gateway(scratch) { full += ["--through", try quoted(prefix)] }
        let finished = try await run(full + server, in: scratch.folder)
        do {
            return try JSONDecoder().decode(Outcome.self, from: Data(finished.output))
        } catch {
            throw HarnessFailure(
                command: full + server, code: finished.code,
                output: String(decoding: finished.output.suffix(4_000), as: UTF8.self),
                errors: String(finished.errors.suffix(8_000)))
        }
    }

    private static func quoted(_ words: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(words), as: UTF8.self)
    }
}

/// A harness that ended without saying how the session went.
struct HarnessFailure: Error, CustomStringConvertible {
    let command: [String]
    let code: Int32
    let output: String
    let errors: String

    var description: String {
        """
        the harness ended with code \(code): \(command.joined(separator: " "))
        stdout: \(output)
        stderr: \(errors)
        """
    }
}
