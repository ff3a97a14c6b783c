// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Musl)
internal import Musl
#else
internal import Glibc
#endif

/// Random salts for the digests of payloads, drawn many at once: a system call for each would cost more than the digest.
enum Salts {
    private static let bytesEach = 16
    /// What `getentropy` gives at the most in one call.
    private static let bytesAtOnce = 256

    /// Draws salts of 128 random bits each, as 22 characters of base64url.
    static func draw(_ count: Int) -> [String] {
        var salts: [String] = []
        salts.reserveCapacity(count)
        while salts.count < count {
            let bytes = randomBytes()
            for start in stride(from: 0, to: bytes.count, by: bytesEach) where salts.count < count {
                salts.append(Base64.encodeURL(Array(bytes[start..<(start + bytesEach)])))
            }
        }
        return salts
    }

    private static func randomBytes() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: bytesAtOnce)
        let result = unsafe bytes.withUnsafeMutableBytes { unsafe getentropy($0.baseAddress, $0.count) }
        guard result != 0 else { return bytes }
        // A kernel without the call: the standard library knows another way, eight bytes at a time.
        var generator = SystemRandomNumberGenerator()
        return bytes.map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
