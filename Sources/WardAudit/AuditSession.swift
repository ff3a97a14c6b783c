// SPDX-License-Identifier: Apache-2.0

internal import Crypto

#if canImport(Darwin)
public import Darwin
#elseif canImport(Musl)
public import Musl
#else
public import Glibc
#endif

/// Who writes to the log: the same in every event of one writer.
public struct AuditSession: Hashable, Sendable {
    /// 128 random bits as 32 hexadecimal digits: two sessions never share one.
    public let id: String
    /// The client's label, if it gave one.
    public var client: String?
    /// The server's local name.
    public var server: String
    /// The process that runs the gateway.
    public var processID: Int32
    /// The digest of the command that the gateway runs, from ``digest(ofArguments:)``.
    public var argvDigest: String?
    /// Whether the server runs without an approval (`ward run --unapproved`); every event is marked with it.
    public var isUnapproved: Bool

    /// Makes a session with a new id.
    public init(
        client: String?, server: String, processID: Int32 = getpid(), argvDigest: String?, isUnapproved: Bool
    ) {
        var generator = SystemRandomNumberGenerator()
        id = (0..<2).map { _ in Self.hexadecimal(generator.next()) }.joined()
        self.client = client
        self.server = server
        self.processID = processID
        self.argvDigest = argvDigest
        self.isUnapproved = isUnapproved
    }

    /// The digest of a command: `sha256-…` over the executable and its arguments as a canonical JSON array (RFC 8785).
    public static func digest(ofArguments arguments: [String]) -> String {
        var text: [UInt8] = [UInt8(ascii: "[")]
        for (index, argument) in arguments.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            LeafBuilder.appendString(argument, to: &text)
        }
        text.append(UInt8(ascii: "]"))
        return "sha256-" + Base64.encodeURL(Array(SHA256.hash(data: text)))
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
