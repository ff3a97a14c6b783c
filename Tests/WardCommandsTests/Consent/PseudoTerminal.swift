// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing
import WardLock

@testable import WardCommands

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A pseudo-terminal with a scripted person at it.
final class PseudoTerminal: Sendable {
    /// What the program under test holds.
    let terminal: Int32
    private let person: Int32
    private let screen = Mutex<[UInt8]>([])

    init() throws {
        person = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(person >= 0)
        terminal = try unsafe open(Self.unlocked(person), O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(terminal >= 0)
    }

    /// Makes the terminal's end of a pseudo-terminal usable, and says its path.
    private static func unlocked(_ person: Int32) throws -> String {
        #if canImport(Darwin)
        try #require(grantpt(person) == 0 && unlockpt(person) == 0)
        return unsafe String(cString: try #require(unsafe ptsname(person)))
        #else
        // The C library's functions for this are hidden from Swift; these are TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)).
        var number: Int32 = 0
        try #require(unsafe ioctl(person, 0x4004_5431, &number) == 0)
        try #require(unsafe ioctl(person, 0x8004_5430, &number) == 0)
        return "/dev/pts/\(number)"
        #endif
    }

    /// Reads the screen from now on, and does something once the question is put.
    func whenAsked(_ act: @escaping @Sendable (PseudoTerminal) -> Void) {
        Thread.detachNewThread { [self] in
            var hasActed = false
            var chunk = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = unsafe read(person, &chunk, chunk.count)
                guard count > 0 else { break }
                let text = screen.withLock { bytes in
                    bytes += chunk.prefix(count)
                    return String(decoding: bytes, as: UTF8.self)
                }
                if !hasActed, text.hasSuffix("Answer: ") {
                    hasActed = true
                    act(self)
                }
            }
        }
    }

    /// Presses keys.
    func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        let count = unsafe write(person, bytes, bytes.count)
        if count != bytes.count { Issue.record("the terminal took \(count) of \(bytes.count) keys") }
    }

    /// What the screen shows.
    var shown: String { screen.withLock { String(decoding: $0, as: UTF8.self) } }

    /// The local flags of the terminal.
    var flags: tcflag_t {
        var mode = termios()
        return unsafe tcgetattr(terminal, &mode) == 0 ? mode.c_lflag : 0
    }

    /// Changes the local flags.
    func clear(_ flag: Int32) {
        var mode = termios()
        if unsafe tcgetattr(terminal, &mode) == 0 {
            mode.c_lflag &= ~tcflag_t(flag)
            _ = unsafe tcsetattr(terminal, TCSANOW, &mode)
        }
    }

    /// Makes it the controlling terminal of a new session, so that its keys become signals.
    func becomesControlling() throws {
        try #require(setsid() > 0)
        try #require(ioctl(terminal, UInt(TIOCSCTTY), 0) == 0)
    }

    /// Makes the window another width.
    func resize(to columns: UInt16) {
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = unsafe ioctl(person, UInt(TIOCSWINSZ), &size)
    }

    /// The person goes away, as when a window is closed.
    func hangUp() { close(person) }

    /// Ends the reading of the screen.
    func end() { close(terminal) }
}

/// What becomes of a question in a terminal.
enum Outcome: Hashable, Sendable {
    case approved(ApprovalMeans)
    case denied(DenialCode)

    init(asking question: TerminalQuestion, _ sheet: ConsentSheet) {
        do {
            self = .approved(try question.ask(sheet))
        } catch {
            #expect(!error.detail.isEmpty && !error.hint(naming: sheet.question.content.digest).isEmpty)
            self = .denied(error.code)
        }
    }
}
