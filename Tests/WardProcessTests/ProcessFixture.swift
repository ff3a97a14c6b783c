// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import WardProcess

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Testing has a type of the same name.
typealias ExitStatus = WardProcess.ExitStatus

/// A child with blocking access to its pipes, for tests.
final class TestChild: Sendable {
    let process: ChildProcess
    private let exits: Exits

    init(_ launch: ChildLaunch) throws {
        let exits = try Exits()
        process = try ChildProcess.start(launch) { exits.note($0) }
        self.exits = exits
    }

    convenience init(
        shell script: String, _ arguments: [String] = [], descendants: ChildLaunch.Descendants = .leave
    ) throws {
        try self.init(
            ChildLaunch(executable: "/bin/sh", arguments: ["-c", script, "sh"] + arguments, descendants: descendants))
    }

    convenience init(
        python script: String, _ arguments: [String] = [], descendants: ChildLaunch.Descendants = .leave
    ) throws {
        try self.init(
            ChildLaunch(executable: "python3", arguments: ["-c", script] + arguments, descendants: descendants))
    }

    /// Waits for the end and returns the status that the callback got.
    func waitForExit() -> ExitStatus? { exits.wait() }

    /// How often the callback was called.
    var exitCount: Int { exits.count }

    /// One line of output, without its end.
    func readLine() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while unsafe read(process.streams.output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// All output, until nobody holds the pipe any more: proof that every process which inherited it is gone.
    func readToEnd() -> String { readAll(process.streams.output) }

    func closeInput() {
        close(process.streams.input)
    }

    /// Kills what is left and closes the output.
    @discardableResult
    func finish(closingInput: Bool = true) -> [Int32] {
        let left = process.killAll()
        if closingInput { closeInput() }
        close(process.streams.output)
        return left
    }
}

/// What a program printed, and how it ended.
func output(of launch: ChildLaunch) throws -> (text: String, status: ExitStatus?) {
    let child = try TestChild(launch)
    child.closeInput()
    let text = child.readToEnd()
    let status = child.waitForExit()
    child.finish(closingInput: false)
    return (text, status)
}

/// Everything that can be read from a descriptor.
func readAll(_ descriptor: Int32) -> String {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while true {
        let count = unsafe read(descriptor, &chunk, chunk.count)
        if count > 0 {
            all += chunk.prefix(count)
        } else if count == 0 || errno != EINTR {
            return String(decoding: all, as: UTF8.self)
        }
    }
}

/// How many pipes, sockets and files this process has open; what the runtime makes for itself is none of them.
func openDescriptorCount() -> Int {
    (0..<1_024).count { descriptor in
        var facts = stat()
        guard unsafe fstat(Int32(descriptor), &facts) == 0 else { return false }
        return [S_IFIFO, S_IFSOCK, S_IFREG].contains(facts.st_mode & S_IFMT)
    }
}

/// Waits a while for other threads to close what they still hold, until no more than `count` are open.
func settleDescriptors(to count: Int) {
    for _ in 0..<20_000 {
        if openDescriptorCount() <= count { return }
        sched_yield()
    }
}

/// Exit notices, which come from another thread, to be waited for.
private final class Exits: Sendable {
    private let state = Mutex<(count: Int, status: ExitStatus?)>((0, nil))
    private let readEnd: Int32
    private let writeEnd: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    var count: Int { state.withLock { $0.count } }

    func note(_ status: ExitStatus) {
        state.withLock { $0 = ($0.count + 1, status) }
        var byte: UInt8 = 1
        _ = unsafe write(writeEnd, &byte, 1)
    }

    func wait() -> ExitStatus? {
        var byte: UInt8 = 0
        while unsafe read(readEnd, &byte, 1) < 0, errno == EINTR {}
        return state.withLock { $0.status }
    }
}
