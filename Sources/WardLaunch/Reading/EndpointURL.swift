// SPDX-License-Identifier: Apache-2.0

/// Checks the URL of a remote endpoint by its text: nothing is looked up, nothing is fetched.
enum EndpointURL {
    /// Why a URL is refused.
    struct Refusal: Error, Hashable {
        let detail: String
    }

    /// Whether it goes over plain HTTP to somewhere else than this machine.
    enum Protection: Hashable {
        case protected
        case plain
    }

    /// Checks a URL (RFC 3986): `http` or `https`, a host, no user or password, no fragment.
    ///
    /// Only ASCII is taken, so that no host looks like another one (RFC 3490 has a form for the rest), and no backslash,
    /// which browsers read as a slash and others do not.
    static func check(_ text: String) throws(Refusal) -> Protection {
        guard let separator = text.utf8.firstRange(of: "://".utf8) else {
            throw Refusal(detail: "it is no URL with a scheme")
        }
        let scheme = String(Substring(text.utf8[..<separator.lowerBound])).lowercased()
        guard scheme == "http" || scheme == "https" else {
            throw Refusal(detail: "only `https`, and `http` on this machine, are taken")
        }
        let rest = text.utf8[separator.upperBound...]
        guard rest.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\\\"<>^`|".utf8.contains($0) }) else {
            throw Refusal(detail: "it holds a space, a control, a backslash or a character beyond ASCII")
        }
        guard !rest.contains(UInt8(ascii: "#")) else {
            throw Refusal(detail: "it has a fragment, which no server ever sees")
        }
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard !authority.contains(UInt8(ascii: "@")) else {
            throw Refusal(detail: "it holds a user or a password in front of the host")
        }
        guard let host = host(Array(authority)) else {
            throw Refusal(detail: "its host or port is not well formed")
        }
        return scheme == "https" || isLoopback(host) ? .protected : .plain
    }

    /// The host in lower case; nil if it is not one, or its port is none.
    private static func host(_ authority: [UInt8]) -> String? {
        var host = authority[...]
        if let colon = authority.lastIndex(of: UInt8(ascii: ":")), !host[colon...].contains(UInt8(ascii: "]")) {
            let port = authority[(colon + 1)...]
            let isTemplate = isTemplate(port)
            guard isTemplate || (1...5).contains(port.count) && port.allSatisfy(ASCII.isDigit) else { return nil }
            host = authority[..<colon]
        }
        guard let first = host.first else { return nil }
        if first == UInt8(ascii: "[") {
            let address = host.dropFirst().dropLast()
            guard host.last == UInt8(ascii: "]"), address.count >= 2,
                address.allSatisfy({ ASCII.isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
            else { return nil }
        } else {
            // Braces and a dollar sign stand in templates, which are shown as such.
            guard host.allSatisfy({ ASCII.isAlphanumeric($0) || "-._{}$:".utf8.contains($0) }) else { return nil }
            guard isTemplate(host) || !host.contains(UInt8(ascii: ":")) else { return nil }
        }
        return String(decoding: host, as: UTF8.self).lowercased()
    }

    private static func isTemplate(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.contains(UInt8(ascii: "{")) && bytes.contains(UInt8(ascii: "}"))
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(ASCII.isDigit)
                    && (UInt16(part) ?? 256) < 256
            }
    }
}
