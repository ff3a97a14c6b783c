// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// An open descriptor that a link owns, and how it can be waited for.
struct Descriptor {
    /// Which way bytes go through it.
    enum Use {
        case input, output
    }

    /// How to wait for it.
    enum Waiting {
        /// The event loop can.
        case onLoop
        /// It takes a thread. The event loop's selector refuses regular files and some devices; terminals are left blocking,
        /// because whoever shares one would see the change; and a named pipe can have writers again after its end.
        case onThread
    }

    let number: Int32
    let waiting: Waiting
    let isSocket: Bool
    /// Its flags before the event loop makes it non-blocking, if others share the open file and would notice.
    let flagsToRestore: Int32?

    /// Takes a descriptor over, for one use.
    static func claim(_ number: Int32, for use: Use, isShared: Bool) throws(TransportError) -> Descriptor {
        let flags = try check(number, for: use)
        let kind = try self.kind(of: number)
        guard isShared else {
            return Descriptor(number: number, waiting: kind.waiting, isSocket: kind.isSocket, flagsToRestore: nil)
        }
        let reopened = kind.waiting == .onLoop && !kind.isSocket ? reopen(number, for: use) : nil
        let own = reopened ?? fcntl(number, F_DUPFD_CLOEXEC, 3)
        guard own >= 0 else { throw .system(.descriptorUnusable, "descriptor \(number) cannot be copied", errno) }
        vacate(number, for: use)
        let restores = kind.waiting == .onLoop && reopened == nil
        return Descriptor(
            number: own, waiting: kind.waiting, isSocket: kind.isSocket, flagsToRestore: restores ? flags : nil)
    }

    /// A second descriptor for the same open file, so that input and output can be closed each on its own.
    func copied() throws(TransportError) -> Descriptor {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw .system(.descriptorUnusable, "descriptor \(number) cannot be copied", errno) }
        return Descriptor(number: copy, waiting: waiting, isSocket: isSocket, flagsToRestore: flagsToRestore)
    }

    /// Two sockets that are connected to each other and that no child inherits.
    static func connectedPair() throws(TransportError) -> (Int32, Int32) {
        var pair: [Int32] = [-1, -1]
        #if os(Linux)
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        guard unsafe socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
            throw .system(.descriptorUnusable, "no pair of sockets can be made", errno)
        }
        for number in pair { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
        return (pair[0], pair[1])
    }

    /// Puts back the flags that others may rely on; to be called before the descriptor is closed.
    func restoreFlags() {
        if let flagsToRestore { _ = fcntl(number, F_SETFL, flagsToRestore) }
    }

    /// Closes a descriptor that is given up.
    static func close(_ number: Int32) {
        #if canImport(Darwin)
        _ = Darwin.close(number)
        #else
        _ = Glibc.close(number)
        #endif
    }

    /// The flags of a descriptor that can be used so: the event loop traps on those that cannot.
    private static func check(_ number: Int32, for use: Use) throws(TransportError) -> Int32 {
        let name = use == .input ? "input" : "output"
        let flags = fcntl(number, F_GETFL)
        guard flags >= 0 else {
            throw TransportError(
                .descriptorUnusable, "\(name) (descriptor \(number)) is closed",
                hint: "start Ward with standard input and output open")
        }
        let wrong = use == .input ? O_WRONLY : O_RDONLY
        guard flags & O_ACCMODE != wrong else {
            throw TransportError(
                .descriptorUnusable,
                "\(name) (descriptor \(number)) is open for \(use == .input ? "writing" : "reading") only")
        }
        return flags
    }

    private static func kind(of number: Int32) throws(TransportError) -> (waiting: Waiting, isSocket: Bool) {
        var facts = stat()
        guard unsafe fstat(number, &facts) == 0 else {
            throw .system(.descriptorUnusable, "descriptor \(number) cannot be examined", errno)
        }
        switch facts.st_mode & S_IFMT {
        case S_IFSOCK: return (.onLoop, true)
        case S_IFIFO: return (isNamed(number, facts) ? .onThread : .onLoop, false)
        case S_IFREG, S_IFCHR, S_IFBLK, S_IFDIR: return (.onThread, false)
        default:
            // Such as an event loop's own selector, which gets the number of a standard stream that is closed.
            throw TransportError(.descriptorUnusable, "descriptor \(number) is neither a file nor a pipe nor a socket")
        }
    }

    /// Whether a pipe has a name in the file system.
    private static func isNamed(_ number: Int32, _ facts: stat) -> Bool {
        #if os(Linux)
        // Only what `pipe()` made is called `pipe:[…]` here, for no path is relative.
        var name = [CChar](repeating: 0, count: 16)
        let count = unsafe readlink("/proc/self/fd/\(number)", &name, name.count)
        return count < 0 || !name.starts(with: "pipe:[".utf8.map { CChar(bitPattern: $0) })
        #else
        return facts.st_nlink > 0
        #endif
    }

    /// The same pipe as an open file of its own, whose flags nobody shares; `nil` where the system cannot do that.
    private static func reopen(_ number: Int32, for use: Use) -> Int32? {
        #if os(Linux)
        let mode = use == .input ? O_RDONLY : O_WRONLY
        let own = unsafe open("/proc/self/fd/\(number)", mode | O_NONBLOCK | O_CLOEXEC)
        guard own >= 0, own < 3 else { return own >= 0 ? own : nil }
        defer { close(own) }
        let raised = fcntl(own, F_DUPFD_CLOEXEC, 3)
        return raised >= 0 ? raised : nil
        #else
        return nil
        #endif
    }

    /// Points a standard descriptor that was taken over at something harmless; closing it would let the next file have its
    /// number.
    private static func vacate(_ number: Int32, for use: Use) {
        if use == .output, dup2(2, number) >= 0 { return }
        let nowhere = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nowhere >= 0, nowhere != number else { return }
        _ = dup2(nowhere, number)
        close(nowhere)
    }
}
