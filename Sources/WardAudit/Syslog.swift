// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Musl)
internal import Musl
#else
internal import Glibc
#endif

/// Hands one line to the system's log, which other users keep: a first place away from the files of this one.
///
/// It writes an RFC 3164 datagram to the local socket, because `syslog(3)` takes variable arguments, which Swift cannot
/// pass, and does not tell whether anybody listens.
public struct Syslog: Sendable {
    #if canImport(Darwin)
    /// Where the system listens.
    public static let standardPath = "/var/run/syslog"
    #else
    /// Where the system listens.
    public static let standardPath = "/dev/log"
    #endif

    private let path: String

    /// The system's log.
    ///
    /// - Parameter path: its socket.
    public init(path: String = Syslog.standardPath) {
        self.path = path
    }

    /// What became of a line.
    public enum Outcome: Hashable, Sendable {
        /// The socket took it.
        case sent
        /// Nothing listens.
        case absent
        /// It was refused, and why.
        case failed(String)
    }

    /// A checkpoint as one line, from which the note can be written again.
    public static func line(of note: SignedNote) -> String {
        let text = note.text.split(separator: "\n").joined(separator: " ")
        let signatures = note.signatures.map { "\($0.name) \(Base64.encode($0.keyID + $0.bytes))" }
        return "audit checkpoint: \(text) signed \(signatures.joined(separator: " "))"
    }

    /// Sends a line as facility `user`, severity `notice`.
    ///
    /// - Parameters:
    ///   - line: without control characters.
    ///   - time: seconds since 1970.
    /// - Returns: whether anybody took it.
    public func send(_ line: String, at time: Int64) -> Outcome {
        let descriptor = socket(AF_UNIX, Self.datagram, 0)
        guard descriptor >= 0 else { return .failed(Self.words(errno)) }
        defer { _ = close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        let name = Array(path.utf8)
        guard name.count < room else { return .failed("the path of the socket is too long") }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name) }
        let message = Array("<13>\(Self.stamp(time)) ward[\(getpid())]: \(line)".utf8)
        let sent = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe sendto(
                    descriptor, message, message.count, Self.flags, address,
                    socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard sent != message.count else { return .sent }
        let number = errno
        return number == ENOENT || number == ECONNREFUSED || number == ENOTDIR
            ? .absent : .failed(sent < 0 ? Self.words(number) : "it took only a part")
    }

    #if canImport(Glibc)
    private static let datagram = CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
    #elseif canImport(Musl)
    private static let datagram = SOCK_DGRAM | SOCK_CLOEXEC
    #else
    private static let datagram = SOCK_DGRAM
    #endif

    #if canImport(Darwin)
    private static let flags: CInt = MSG_DONTWAIT
    #else
    private static let flags = CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL)
    #endif

    private static func words(_ number: CInt) -> String { unsafe String(cString: strerror(number)) }

    /// `Mmm dd hh:mm:ss` in local time, as RFC 3164 section 4.1.2 has it.
    private static func stamp(_ seconds: Int64) -> String {
        var time = time_t(seconds)
        var parts = unsafe tm()
        guard unsafe localtime_r(&time, &parts) != nil else { return "Jan  1 00:00:00" }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = months[Int(unsafe parts.tm_mon) % 12]
        let day = Int(unsafe parts.tm_mday)
        let clock = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].map { ($0 < 10 ? "0" : "") + "\($0)" }
        return "\(month) \(day < 10 ? " " : "")\(day) \(clock.joined(separator: ":"))"
    }
}
