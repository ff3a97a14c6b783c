// SPDX-License-Identifier: Apache-2.0

import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// What went wrong with a row; the row is left out of the table and the reason is printed.
struct PeerError: Error {
    let detail: String
}

/// A started program with two pipes, spoken to with plain blocking calls: the least that a client can be.
final class Peer {
    let process: pid_t
    private let input: Int32
    private let output: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)
    private var held = 0..<0
    private var isReaped = false

    private static let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }

    /// Starts `command`; its standard error goes to the end of the file `log`.
    init(starting command: [String], log: String) throws(PeerError) {
        var down: [Int32] = [-1, -1]
        var up: [Int32] = [-1, -1]
        guard unsafe pipe(&down) == 0, unsafe pipe(&up) == 0 else { throw PeerError(detail: "no pipes") }
        _ = fcntl(down[1], F_SETFD, FD_CLOEXEC)
        _ = fcntl(up[0], F_SETFD, FD_CLOEXEC)
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, down[0], 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, up[1], 1)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        unsafe posix_spawn_file_actions_addclose(&actions, down[0])
        unsafe posix_spawn_file_actions_addclose(&actions, up[1])

        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        var variables = unsafe Self.environment.map { unsafe strdup($0) } + [nil]
        defer {
            unsafe (arguments + variables).forEach { unsafe free($0) }
        }
        var started: pid_t = 0
        let status = unsafe posix_spawnp(&started, command[0], &actions, nil, &arguments, &variables)
        close(down[0])
        close(up[1])
        process = started
        input = down[1]
        output = up[0]
        guard status == 0 else { throw PeerError(detail: "cannot start \(command[0])") }
    }

    deinit {
        stop()
    }

    /// Closes its input, waits at most five seconds for its end, then kills it.
    func stop() {
        guard !isReaped, process > 0 else { return }
        isReaped = true
        close(input)
        defer { close(output) }
        for _ in 0..<500 {
            if waitpid(process, nil, WNOHANG) != 0 { return }
            usleep(10_000)
        }
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    func send(_ bytes: borrowing [UInt8]) throws(PeerError) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
                return unsafe write(input, rest.baseAddress, rest.count)
            }
            guard count > 0 || errno == EINTR else { throw PeerError(detail: "it stopped reading") }
            sent += max(count, 0)
        }
    }

    /// Waits for the next line and returns its bytes without the line end.
    func receive() throws(PeerError) -> ArraySlice<UInt8> {
        var searched = held.lowerBound
        while true {
            if let end = lineEnd(from: searched) {
                let line = buffer[held.lowerBound..<end]
                held = end + 1..<held.upperBound
                return line
            }
            searched = held.upperBound
            let moved = held.lowerBound
            try fill()
            searched -= held.lowerBound == 0 && moved > 0 ? moved : 0
        }
    }

    /// Whether a whole line has been read already, so that ``receive()`` would not wait.
    var hasLine: Bool { lineEnd(from: held.lowerBound) != nil }

    private func lineEnd(from start: Int) -> Int? {
        guard start < held.upperBound else { return nil }
        return unsafe buffer.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress,
                let found = unsafe memchr(base + start, 0x0A, held.upperBound - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// Reads once; what is held moves to the front first if there is little room behind it.
    private func fill() throws(PeerError) {
        if held.isEmpty {
            held = 0..<0
        } else if held.upperBound > buffer.count / 2 {
            let count = held.count
            for offset in 0..<count { buffer[offset] = buffer[held.lowerBound + offset] }
            held = 0..<count
        }
        guard held.upperBound < buffer.count else { throw PeerError(detail: "a line of more than 512 KiB") }
        while true {
            let end = held.upperBound
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                let room = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[end...])
                return unsafe read(output, room.baseAddress, room.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw PeerError(detail: "it ended") }
            held = held.lowerBound..<end + count
            return
        }
    }
}

/// Nanoseconds of the monotonic clock.
func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// Waits so many milliseconds.
func rest(milliseconds: UInt32) {
    usleep(milliseconds * 1_000)
}

/// Makes a write to a peer that is gone an error instead of a signal.
func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
}
