// SPDX-License-Identifier: Apache-2.0

import Foundation
import WardAudit
import WardDatabase
import WardProcess

/// Testing has a type of the same name.
typealias ExitStatus = WardProcess.ExitStatus

/// The built program before a scripted server, with blocking access to its streams: the test plays the client.
final class RunningWard {
    let process: ChildProcess
    let home: Home
    private let exits = ExitBox()
    private var buffered: [UInt8] = []

    /// Starts `ward run` before a command.
    init(
        _ home: Home, before command: [String], options: [String] = [],
        standardError: ChildLaunch.StandardError = .pipe
    ) throws {
        self.home = home
        let exits = exits
        process = try ChildProcess.start(
            ChildLaunch(
                executable: Self.binary,
                arguments: ["run", "--unapproved", "--home", home.path] + options + ["--"] + command,
                standardError: standardError
            )
        ) { exits.put($0) }
    }

    /// Starts `ward run` before a Python script, which finds `answer(id, result)`, `say(line)` and `lines()`.
    convenience init(_ home: Home, python script: String, options: [String] = []) throws {
        try self.init(home, before: ["python3", "-u", "-c", Self.prelude + script], options: options)
    }

    deinit {
        process.killAll()
        close(process.streams.output)
        if let errors = process.streams.standardError { close(errors) }
    }

    /// Sends bytes as they are.
    func send(bytes: [UInt8]) { Self.write(bytes, to: process.streams.input) }

    /// Writes all bytes to a descriptor, or as many as it takes.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Foundation.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Sends one line.
    func send(_ line: String) { send(bytes: Array(line.utf8) + [0x0A]) }

    /// Plays the client's side of the handshake.
    func shakeHands() {
        send(
            """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
            "clientInfo":{"name":"test","version":"1"}}}
            """)
        _ = readLine()
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
    }

    /// Ends Ward's input.
    func closeInput() { close(process.streams.input) }

    /// One line of Ward's output without its end; `nil` at the end of it.
    func readLine() -> String? {
        while true {
            if let end = buffered.firstIndex(of: 0x0A) {
                let line = String(decoding: buffered[..<end], as: UTF8.self)
                buffered.removeFirst(end + 1)
                return line
            }
            guard let more = Self.readSome(process.streams.output) else { return nil }
            buffered.append(contentsOf: more)
        }
    }

    /// All that is left of Ward's output.
    func readToEnd() -> String {
        while let more = Self.readSome(process.streams.output) { buffered.append(contentsOf: more) }
        defer { buffered = [] }
        return String(decoding: buffered, as: UTF8.self)
    }

    /// All that Ward and its server wrote on standard error; read it after the end.
    func errors() -> String {
        guard let descriptor = process.streams.standardError else { return "" }
        var bytes: [UInt8] = []
        while let more = Self.readSome(descriptor) { bytes.append(contentsOf: more) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits for Ward's end.
    func wait() -> ExitStatus { exits.take() }

    private static func readSome(_ descriptor: Int32) -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? Array(chunk.prefix(count)) : nil
    }

    /// The program: `WARD_BINARY`, else the build product beside the tests.
    static let binary: String = {
        if let named = ProcessInfo.processInfo.environment["WARD_BINARY"] { return named }
        if let bundle = Bundle.allBundles.first(where: { $0.bundlePath.hasSuffix(".xctest") }) {
            return bundle.bundleURL.deletingLastPathComponent().appending(path: "ward").path
        }
        return URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "ward").path
    }()

    private static let prelude = """
        import sys, json, os, time, signal
        def say(line):
            sys.stdout.write(line + "\\n"); sys.stdout.flush()
        def answer(id, result):
            say(json.dumps({"jsonrpc": "2.0", "id": id, "result": result}))
        def lines():
            for line in sys.stdin:
                message = json.loads(line)
                if message.get("method") == "initialize":
                    answer(message["id"], {"protocolVersion": message["params"]["protocolVersion"],
                        "capabilities": {"tools": {}, "logging": {}}, "serverInfo": {"name": "s", "version": "1"}})
                elif message.get("method") != "notifications/initialized":
                    yield message

        """
}

/// A `--home` folder of its own.
final class Home {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "ward-gateway-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { print("left behind: \(path)") }
    }

    var database: String { path + "/state/ward.db" }

    /// The events that the log holds now.
    func events() throws -> [AuditEvent] {
        let log = AuditLog(try StateDatabase(in: WardFolders(home: path), access: .read))
        var events: [AuditEvent] = []
        while true {
            let page = try log.events(AuditFilter(), after: events.last?.leaf)
            if page.isEmpty { return events }
            events.append(contentsOf: page)
        }
    }

    /// Runs `ward` with arguments and answers its output, errors and exit code.
    func ward(_ arguments: [String]) throws -> (output: String, errors: String, code: Int32) {
        let command = Process()
        command.executableURL = URL(filePath: RunningWard.binary)
        command.arguments = arguments + ["--home", path]
        let output = Pipe()
        let errors = Pipe()
        command.standardOutput = output
        command.standardError = errors
        command.standardInput = FileHandle.nullDevice
        try command.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaints = errors.fileHandleForReading.readDataToEndOfFile()
        command.waitUntilExit()
        return (
            String(decoding: text, as: UTF8.self), String(decoding: complaints, as: UTF8.self),
            command.terminationStatus
        )
    }
}

/// Hands an exit status from the thread that saw it to the test.
private final class ExitBox: Sendable {
    private let condition = NSCondition()
    private nonisolated(unsafe) var status: ExitStatus?

    func put(_ status: ExitStatus) {
        condition.withLock {
            unsafe self.status = status
            condition.broadcast()
        }
    }

    func take() -> ExitStatus {
        condition.withLock {
            while unsafe status == nil { condition.wait() }
            return unsafe status ?? .exited(code: -1)
        }
    }
}
