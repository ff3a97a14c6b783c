// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import Synchronization
import Testing
import WardSession
import WardTesting
@testable import WardTransport

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A link on a real event loop, and all that it told.
struct TestLink: Sendable {
    let record: Record
    private let bound: NIOLoopBound<LineLink>

    init(
        _ ends: LinkEnds, limits: LineLink.Limits = LineLink.Limits(), isPaused: Bool = false,
        record: Record = Record(), on loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.any()
    ) async throws {
        self.record = record
        bound = try await loop.submit {
            let link = try LineLink.open(ends, on: loop, limits: limits, delegate: Recorder(record))
            if isPaused { link.pause() }
            return NIOLoopBound(link, eventLoop: loop)
        }.get()
    }

    /// Does something on the link's loop.
    @discardableResult
    func run<Value: Sendable>(_ body: @escaping @Sendable (LineLink) -> Value) async throws -> Value {
        try await bound.eventLoop.submit { body(bound.value) }.get()
    }

    /// Sends messages and flushes once.
    func send(_ lines: String...) async throws {
        try await run { link in
            for line in lines { link.queue(Array(line.utf8)) }
            link.flush()
        }
    }

    func close() async throws {
        try await run { $0.close() }
        // What was under way has its turn first.
        try await run { _ in }
    }
}

/// What a link told its delegate; anybody may look at it or wait for more.
final class Record: Sendable {
    struct Events {
        var received: [UInt8] = []
        var turns = 0
        var ends = 0
        var inputFailures: [TransportError] = []
        var outputFailures: [TransportError] = []
        var closedOutputs = 0
        var writability: [Bool] = []
    }

    private struct State {
        var events = Events()
        var waiters: [(isDone: @Sendable (Events) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    /// Held around each use of `state`, which is thus never contended: the thread sanitizer sees this lock, but not the
    /// system call in which a contended `Mutex` waits.
    private let gate = NSLock()

    var events: Events { gate.withLock { state.withLock { $0.events } } }

    func note(_ change: (inout Events) -> Void) {
        let done = gate.withLock {
            state.withLock { state in
                change(&state.events)
                let events = state.events
                let done = state.waiters.filter { $0.isDone(events) }
                state.waiters.removeAll { $0.isDone(events) }
                return done.map(\.continuation)
            }
        }
        for continuation in done { continuation.resume() }
    }

    /// Waits until what was told satisfies `isDone`.
    func wait(until isDone: @escaping @Sendable (Events) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isDoneNow = gate.withLock {
                state.withLock { state in
                    if isDone(state.events) { return true }
                    state.waiters.append((isDone, continuation))
                    return false
                }
            }
            if isDoneNow { continuation.resume() }
        }
    }
}

/// Writes everything down.
final class Recorder: LineLinkDelegate {
    private let record: Record

    init(_ record: Record) {
        self.record = record
    }

    func lineLink(_ link: LineLink, received bytes: [UInt8]) {
        record.note { $0.received += bytes }
    }

    func lineLinkFinishedTurn(_ link: LineLink) {
        record.note { $0.turns += 1 }
    }

    func lineLinkReachedEndOfInput(_ link: LineLink) {
        record.note { $0.ends += 1 }
    }

    func lineLink(_ link: LineLink, inputFailed error: TransportError) {
        record.note { $0.inputFailures.append(error) }
    }

    func lineLink(_ link: LineLink, becameWritable writable: Bool) {
        record.note { $0.writability.append(writable) }
    }

    func lineLink(_ link: LineLink, outputFailed error: TransportError) {
        record.note { $0.outputFailures.append(error) }
    }

    func lineLinkClosedOutput(_ link: LineLink) {
        record.note { $0.closedOutputs += 1 }
    }
}

/// Something that a link can be put on: the link's ends, and the test's ends of the same two ways.
struct Wires {
    /// What kind of files the ends are.
    enum Kind: String, CaseIterable, Sendable {
        case pipes, sockets, oneSocket, namedPipes
    }

    /// The link's ends.
    let descriptors: (input: Int32, output: Int32)
    /// Where the test writes what the link receives.
    let toLink: Int32
    /// Where the test reads what the link sends.
    let fromLink: Int32

    init(_ kind: Kind) throws {
        switch kind {
        case .pipes:
            let (input, output) = (try makePipe(), try makePipe())
            (toLink, fromLink) = (input.write, output.read)
            descriptors = (input: input.read, output: output.write)
        case .sockets:
            let (input, output) = (try makeSockets(), try makeSockets())
            (toLink, fromLink) = (input.0, output.0)
            descriptors = (input: input.1, output: output.1)
        case .oneSocket:
            let both = try makeSockets()
            (toLink, fromLink) = (both.0, copy(of: both.0))
            descriptors = (input: both.1, output: both.1)
        case .namedPipes:
            let (input, output) = (try makeNamedPipe(), try makeNamedPipe())
            (toLink, fromLink) = (input.write, output.read)
            descriptors = (input: input.read, output: output.write)
        }
    }

    var link: LinkEnds { LinkEnds(input: descriptors.input, output: descriptors.output) }

    /// Ends what the link receives.
    func endInput() {
        shutdown(toLink, Int32(SHUT_WR))
        close(toLink)
    }
}

func makePipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    try #require(unsafe pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}

func makeSockets() throws -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    #if os(Linux)
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    #else
    let type = SOCK_STREAM
    #endif
    try #require(unsafe socketpair(AF_UNIX, type, 0, &ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}

func makeNamedPipe() throws -> (read: Int32, write: Int32) {
    let folder = try makeFolder()
    defer { unsafe rmdir(folder) }
    let path = folder + "/pipe"
    try #require(unsafe mkfifo(path, 0o600) == 0)
    defer { unsafe unlink(path) }
    let read = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    let write = unsafe open(path, O_WRONLY | O_CLOEXEC)
    try #require(read >= 0 && write >= 0)
    _ = fcntl(read, F_SETFL, 0)
    return (read, write)
}

func makeFolder() throws -> String {
    var template = Array("/tmp/ward-transport-XXXXXX".utf8CString)
    let made = try unsafe #require(mkdtemp(&template))
    return unsafe String(cString: made)
}

/// A file without a name, with some bytes in it, open at its start.
func makeFile(_ bytes: [UInt8] = []) throws -> Int32 {
    let folder = try makeFolder()
    defer { unsafe rmdir(folder) }
    let path = folder + "/file"
    let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    try #require(file >= 0)
    unsafe unlink(path)
    writeAll(bytes, to: file)
    lseek(file, 0, SEEK_SET)
    return file
}

/// Another descriptor for the same open file, which no process that is started beside this test gets.
func copy(of descriptor: Int32) -> Int32 { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) }

/// Writes everything, waiting as long as it takes.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var done = 0
    while done < bytes.count {
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
        }
        if count > 0 { done += count } else if errno != EINTR { return }
    }
}

/// Reads so many bytes, or up to the end.
func readBytes(_ count: Int = .max, from descriptor: Int32) -> [UInt8] {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while all.count < count {
        let got = unsafe read(descriptor, &chunk, min(chunk.count, count - all.count))
        if got > 0 { all += chunk.prefix(got) } else if got == 0 || errno != EINTR { break }
    }
    return all
}

/// Writes the bytes over and over until nobody takes any more, and returns how many were taken.
func fill(_ descriptor: Int32, with bytes: [UInt8], startingAt start: Int = 0, atMost limit: Int = .max) -> Int {
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
    defer { _ = fcntl(descriptor, F_SETFL, flags) }
    var taken = 0
    while taken < limit {
        let rest = Array(bytes[((start + taken) % bytes.count)...].prefix(limit - taken))
        let count = unsafe write(descriptor, rest, rest.count)
        if count > 0 { taken += count } else if errno != EINTR { break }
    }
    return taken
}

/// Whether something can be read at this moment.
func hasBytes(_ descriptor: Int32) -> Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&waiting, 1, 0) > 0
}

/// Runs blocking work beside the test, on a thread of its own.
func beside<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: body()) }
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
