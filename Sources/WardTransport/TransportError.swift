// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Why bytes can no longer come from a peer or go to it.
public struct TransportError: Error, Hashable, Sendable {
    /// What went wrong; all of it is the environment's doing.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// A descriptor is closed, or open the wrong way round.
        case descriptorUnusable = "environment.descriptor-unusable"
        /// Reading failed.
        case readFailed = "environment.read-failed"
        /// Writing failed, for another reason than that nobody is there.
        case writeFailed = "environment.write-failed"
        /// The peer closed its end or died.
        case peerGone = "environment.peer-gone"
        /// The peer took nothing for so long that what waits for it grew over the limit.
        case outputOverflow = "environment.output-overflow"
    }

    /// What went wrong.
    public var code: Code
    /// The facts, for a person: lower case and one line.
    public var detail: String
    /// What to do about it, where that is known.
    public var hint: String?

    /// Makes an error.
    public init(_ code: Code, _ detail: String, hint: String? = nil) {
        self.code = code
        self.detail = detail
        self.hint = hint
    }

    /// An error of a system call.
    static func system(_ code: Code, _ doing: String, _ number: Int32) -> TransportError {
        let isGone = number == EPIPE || number == ECONNRESET
        let message = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        return TransportError(
            isGone ? .peerGone : code, "\(doing): \(message.prefix(1).lowercased())\(message.dropFirst())")
    }
}
