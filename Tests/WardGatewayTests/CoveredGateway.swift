// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import WardDatabase
import WardGateway
import WardJSON
import WardLock
import WardPinning
import WardProcess
import WardSession
import WardTransport

/// A gateway inside the test before a server that a consent has to cover: the test plays the client, and says what may run.
final class CoveredGateway: @unchecked Sendable {
    let home = try? Home()
    private let input = Pipe()
    private let output = Pipe()
    private let outcome = Mutex<GatewayOutcome?>(nil)
    private let ended = DispatchSemaphore(value: 0)
    private var buffered = Data()
    /// What a person was told, in order.
    let told = Told()

    /// What was told, from the gateway's own threads.
    final class Told: Sendable {
        private let all = Mutex<[String]>([])
        var reasons: [String] { all.withLock { $0 } }
        func add(_ reason: String) { all.withLock { $0.append(reason) } }
    }

    static let tool = #"{"name":"greet","description":"Greets.","inputSchema":{"type":"object"}}"#
    static let result =
        #"{"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": {"name": "s", "version": "1"}}"#
    static let initialize =
        #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"#
        + #""clientInfo":{"name":"test","version":"1"}}}"#
    static let initialized = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#

    /// Where the server leaves a trace of its start.
    var marker: String { (home?.path ?? "") + "/started" }
    var wasStarted: Bool { FileManager.default.fileExists(atPath: marker) }

    /// A server that shows ``tool``.
    var launch: ChildLaunch {
        ChildLaunch(
            executable: "python3",
            arguments: [
                "-u", "-c",
                """
                import sys, json
                open(sys.argv[1], "w").close()
                for line in sys.stdin:
                    message = json.loads(line)
                    if "id" not in message: continue
                    result = json.loads(sys.argv[2]) if message["method"] == "initialize" else {"tools": [json.loads(sys.argv[3])]}
                    print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
                """, marker, Self.result, Self.tool,
            ])
    }

    static func pin() throws -> PinnedSurface {
        let value: JSONValue = ["capabilities": #"{"tools":{}}"#, "tools": [.string(tool)]]
        return PinnedSurface(approving: try Surface(value))
    }

    static let checking = Coverage.Reason(detail: "being checked", remedy: "wait")
    static let blocked = Coverage.Standing.blocked(Coverage.Reason(detail: "files changed", remedy: "look"))

    /// Runs the gateway; `isKnown` if the server's answer to ``initialize`` is.
    func run(
        patience: Duration = .milliseconds(20),
        isKnown: Bool = false,
        standing: @escaping @Sendable () -> Coverage.Standing
    ) throws {
        guard let home else { throw CocoaError(.fileNoSuchFile) }
        let coverage = Coverage(
            standIn: StatusServer(version: "1.2.3"), whileAsking: Self.checking, patience: patience, standing: standing
        ) { [told] reason in told.add(reason.detail) }
        var configuration = GatewayConfiguration(
            peer: .covered(coverage), server: "small", client: nil, isUnapproved: false,
            folders: WardFolders(home: home.path))
        configuration.session.surface = try Self.pin()
        if isKnown {
            let key = HandshakeKey(method: "initialize", revision: "2025-11-25", client: .init(of: Array("{}".utf8)))
            configuration.session.handshakes = [key: HandshakeAnswer(result: Array(Self.result.utf8))]
            configuration.session.start = .onFirstNeed
        }
        configuration.clientEnds = LinkEnds(
            input: dup(input.fileHandleForReading.fileDescriptor),
            output: dup(output.fileHandleForWriting.fileDescriptor))
        try input.fileHandleForReading.close()
        try output.fileHandleForWriting.close()
        Thread { [configuration] in
            let end: GatewayOutcome
            do throws(GatewayFailure) {
                end = try Gateway.run(configuration)
            } catch {
                end = .failed(error)
            }
            self.outcome.withLock { $0 = end }
            self.ended.signal()
        }.start()
    }

    func send(_ line: String) { input.fileHandleForWriting.write(Data((line + "\n").utf8)) }

    func list(_ id: Int) -> String? {
        send("{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"tools/list\"}")
        return readLine { $0.contains("\"id\":\(id),") }
    }

    /// The next line that is wanted; nil at the end.
    func readLine(where isWanted: (String) -> Bool = { _ in true }) -> String? {
        while true {
            while let end = buffered.firstIndex(of: 0x0A) {
                let line = String(decoding: buffered[buffered.startIndex..<end], as: UTF8.self)
                buffered = Data(buffered[(end + 1)...])
                if isWanted(line) { return line }
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { return nil }
            buffered += more
        }
    }

    /// Leaves, and answers how the gateway ended.
    func leave() throws -> GatewayOutcome? {
        try input.fileHandleForWriting.close()
        ended.wait()
        return outcome.withLock { $0 }
    }
}
