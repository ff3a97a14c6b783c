// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// One open descriptor that should be a terminal.
struct TerminalDevice: Sendable {
    let descriptor: Int32

    /// Which device a descriptor stands for.
    struct Identity: Hashable, Sendable {
        fileprivate var device: UInt64
        fileprivate var node: UInt64
        fileprivate var kind: UInt64
    }

    /// What became of waiting for input.
    enum Readiness: Hashable, Sendable {
        case ready, silent, failed
    }

    /// Whether it is a terminal.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Whether the terminal hands over whole lines, edited by the person; nil if it cannot be asked.
    var isLineMode: Bool? { mode().map { $0.c_lflag & tcflag_t(ICANON) != 0 } }

    /// How many columns it shows; nil if it does not say.
    var columns: Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// The device; nil if the descriptor is closed.
    var identity: Identity? {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        return Identity(
            device: UInt64(truncatingIfNeeded: status.st_dev), node: UInt64(truncatingIfNeeded: status.st_ino),
            kind: UInt64(truncatingIfNeeded: status.st_rdev))
    }

    /// The terminal's settings; nil if it has none.
    func mode() -> termios? {
        var mode = termios()
        return unsafe tcgetattr(descriptor, &mode) == 0 ? mode : nil
    }

    /// Settings under which half a line can be read too, and nothing typed is shown.
    static func unlined(_ mode: termios) -> termios {
        var mode = mode
        mode.c_lflag &= ~(tcflag_t(ICANON) | tcflag_t(ECHO))
        return mode
    }

    /// Throws away what was typed and not read.
    func discard() { _ = tcflush(descriptor, TCIFLUSH) }

    /// Changes the settings and throws away what was typed and not read.
    func set(_ mode: termios) -> Bool {
        var mode = mode
        return unsafe tcsetattr(descriptor, TCSAFLUSH, &mode) == 0
    }

    /// Waits until something can be read.
    func wait(milliseconds: Int32) -> Readiness {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        switch unsafe poll(&entry, 1, milliseconds) {
        case 0: return .silent
        case 1...: return entry.revents & Int16(POLLNVAL) == 0 ? .ready : .failed
        // A signal; whoever waits looks at the time and at the signals, and waits again.
        default: return errno == EINTR ? .silent : .failed
        }
    }

    /// Reads what there is, at most 4,096 bytes, which is the longest line of a terminal; empty at its end.
    func read() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            #if canImport(Darwin)
            let count = unsafe Darwin.read(descriptor, &bytes, bytes.count)
            #elseif canImport(Musl)
            let count = unsafe Musl.read(descriptor, &bytes, bytes.count)
            #else
            let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
            #endif
            if count >= 0 { return Array(bytes.prefix(count)) }
            // The other end of a pseudo-terminal is gone: nobody is there any more.
            if errno == EIO { return [] }
            guard errno == EINTR else { return nil }
        }
    }

    /// Writes all of a text.
    func write(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let chunk = Array(rest.prefix(4096))
            #if canImport(Darwin)
            let count = unsafe Darwin.write(descriptor, chunk, chunk.count)
            #elseif canImport(Musl)
            let count = unsafe Musl.write(descriptor, chunk, chunk.count)
            #else
            let count = unsafe Glibc.write(descriptor, chunk, chunk.count)
            #endif
            if count > 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&entry, 1, 100)
            default: return false
            }
        }
        return true
    }
}
