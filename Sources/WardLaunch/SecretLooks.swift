// SPDX-License-Identifier: Apache-2.0

/// Tells by name and by form what is probably a secret, so that Ward keeps it out of locks and off screens.
///
/// It errs towards secrecy: a value that is wrongly taken for one is set in the environment instead. A secret of an
/// unknown form under an innocent name is not found.
public enum SecretLooks: Sendable {
    /// Whether a variable and its value look like a secret.
    public static func isSecret(variable name: String, value: String) -> Bool {
        guard !value.isEmpty, !["true", "false"].contains(value.lowercased()) else { return false }
        if hasKnownForm(value) { return true }
        let words = words(of: name)
        return isSecret(words) || isRandom(value) && !identifiers.contains(words.last ?? "")
    }

    /// Whether a header and its value look like a secret.
    public static func isSecret(header name: String, value: String) -> Bool {
        guard !value.isEmpty else { return false }
        let folded = name.lowercased()
        return secretHeaders.contains(folded) || isSecret(variable: name, value: value)
    }

    /// Whether a value has the form of a credential, whatever its name is.
    public static func isSecret(value: String) -> Bool { hasKnownForm(value) || isRandom(value) }

    // MARK: Names

    private static let secretHeaders: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "apikey", "x-auth", "x-auth-token",
        "x-access-token", "x-goog-api-key", "x-functions-key", "ocp-apim-subscription-key",
    ]
    private static let secretWords: Set<String> = [
        "TOKEN", "SECRET", "SECRETS", "PASSWORD", "PASSWD", "PASSPHRASE", "PASSCODE", "PASS", "CREDENTIAL",
        "CREDENTIALS", "APIKEY", "BEARER", "JWT", "COOKIE", "PAT", "DSN", "AUTHORIZATION",
    ]
    private static let secretEndings = ["TOKEN", "SECRET", "PASSWORD", "APIKEY", "PASSPHRASE"]
    /// Words that make a secret of `KEY` or `KEYS` behind them.
    private static let keyKinds: Set<String> = [
        "API", "ACCESS", "SECRET", "PRIVATE", "SIGNING", "ENCRYPTION", "MASTER", "ACCOUNT", "SERVICE", "AUTH", "ADMIN",
        "LICENSE", "SUBSCRIPTION", "SSH", "HMAC", "DEPLOY", "ROLE",
    ]
    /// Last words that say that a name is about a secret and not the secret.
    private static let describing: Set<String> = [
        "LIMIT", "COUNT", "BUDGET", "SIZE", "LENGTH", "TTL", "EXPIRY", "EXPIRATION", "TIMEOUT", "URL", "URI",
        "ENDPOINT", "FILE", "PATH", "DIR", "FOLDER", "NAME", "TYPE", "HEADER", "MODE", "ENABLED", "PROVIDER", "REGION",
        "ARN", "ID", "ISSUER", "AUDIENCE", "ALGORITHM", "POLICY",
    ]
    /// Last words of names whose values are long and random and yet public.
    private static let identifiers: Set<String> = [
        "ID", "SHA", "SHA256", "HASH", "DIGEST", "CHECKSUM", "COMMIT", "UUID",
    ]

    private static func isSecret(_ words: [String]) -> Bool {
        guard let last = words.last, !describing.contains(last), !["MAX", "MIN", "NUM"].contains(words.first) else {
            return false
        }
        for (index, word) in words.enumerated() {
            if secretWords.contains(word) || secretEndings.contains(where: { word.hasSuffix($0) }) { return true }
            let previous = index > 0 ? words[index - 1] : ""
            if word == "KEY" || word == "KEYS", keyKinds.contains(previous) { return true }
            if word == "PWD", index > 0, previous != "OLD" { return true }
            if word == "STRING", previous == "CONNECTION" { return true }
        }
        return false
    }

    /// The words of a name in upper case: `apiKey`, `api-key` and `API_KEY` have the same.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        var previous: UInt8 = 0
        for byte in name.utf8 {
            let startsWord = isUpper(byte) && ASCII.isLetter(previous) && !isUpper(previous)
            if startsWord || !ASCII.isAlphanumeric(byte) {
                if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self).uppercased()) }
                word = []
            }
            if ASCII.isAlphanumeric(byte) { word.append(byte) }
            previous = byte
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self).uppercased()) }
        return words
    }

    private static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

    // MARK: Values

    /// Heads of credentials as their issuers document them, with the least length of the whole.
    private static let heads: [(String, Int)] = [
        ("ghp_", 20), ("gho_", 20), ("ghu_", 20), ("ghs_", 20), ("ghr_", 20), ("github_pat_", 24), ("glpat-", 20),
        ("sk-", 20), ("sk_live_", 16), ("sk_test_", 16), ("rk_live_", 16), ("xoxb-", 16), ("xoxp-", 16), ("xoxa-", 16),
        ("xoxr-", 16), ("xoxs-", 16), ("xapp-", 16), ("AIza", 35), ("ya29.", 20), ("npm_", 30), ("pypi-AgE", 20),
        ("hf_", 20), ("gsk_", 20), ("SG.", 30), ("dop_v1_", 20), ("shpat_", 20), ("lin_api_", 20), ("ntn_", 20),
        ("figd_", 20), ("sntrys_", 20), ("glsa_", 20), ("tvly-", 16), ("pplx-", 20), ("AGE-SECRET-KEY-", 20),
    ]

    private static func hasKnownForm(_ value: String) -> Bool {
        let value = value.trimmed
        let length = value.utf8.count
        if heads.contains(where: { length >= $0.1 && value.utf8.starts(with: $0.0.utf8) && !value.contains(" ") }) {
            return true
        }
        if ["bearer ", "basic "].contains(where: { value.lowercased().hasPrefix($0) }) { return true }
        if value.hasPrefix("-----BEGIN "), value.contains("PRIVATE KEY") { return true }
        return isAccessKey(value) || isWebToken(value) || hasPassword(value)
    }

    /// An access key id of AWS; it comes with its secret, so it counts.
    private static func isAccessKey(_ value: String) -> Bool {
        (value.hasPrefix("AKIA") || value.hasPrefix("ASIA")) && value.utf8.count == 20
            && value.utf8.allSatisfy { isUpper($0) || ASCII.isDigit($0) }
    }

    /// A JSON Web Token (RFC 7519): three parts of base64url, of which the first begins `{"`.
    private static func isWebToken(_ value: String) -> Bool {
        let parts = value.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 3 && value.hasPrefix("eyJ") && value.utf8.count > 20
            && parts.allSatisfy { ASCII.isMade($0, alphanumericOr: "-_") }
    }

    /// A URL with a password in it.
    private static func hasPassword(_ value: String) -> Bool {
        guard let scheme = value.utf8.firstRange(of: "://".utf8) else { return false }
        let authority = value.utf8[scheme.upperBound...].prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
            let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":"))
        else { return false }
        return authority.distance(from: colon, to: at) > 1
    }

    /// Whether a value is long, of one piece, and its characters repeat as rarely as random ones do.
    ///
    /// The measure is the chance that two of its characters are alike: 1/16 for random hexadecimal digits, 1/64 for
    /// random base64, about 1/15 for words of a language.
    private static func isRandom(_ value: String) -> Bool {
        let bytes = Array(value.utf8)
        guard (32...4_096).contains(bytes.count),
            bytes.allSatisfy({ ASCII.isAlphanumeric($0) || "+/=_-".utf8.contains($0) }),
            bytes.contains(where: ASCII.isDigit), bytes.contains(where: ASCII.isLetter),
            bytes.first != UInt8(ascii: "/")
        else { return false }
        var counts = [Int](repeating: 0, count: 128)
        for byte in bytes { counts[Int(byte)] += 1 }
        let pairs = counts.reduce(0) { $0 + $1 * ($1 - 1) }
        let allPairs = bytes.count * (bytes.count - 1)
        let isHexadecimal = bytes.allSatisfy { ASCII.isHexadecimal($0) || $0 == UInt8(ascii: "-") }
        return pairs * 1_000 <= allPairs * (isHexadecimal ? 110 : 45)
    }
}
