// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLaunch
import WardLock

/// The code with which a source is refused; nil if it is read.
func refusal(_ text: String) -> SourceCode? { sourceFault(text)?.code }

/// Why a source is refused; nil if it is read.
func sourceFault(_ text: String) -> SourceError? {
    do {
        _ = try SourceReader.read(text)
        return nil
    } catch {
        return error
    }
}

/// The one request of a source.
func request(_ text: String) throws -> LaunchRequest {
    let requests = try SourceReader.read(text)
    return try #require(requests.count == 1 ? requests.first : nil, "\(requests.count) servers in \(text)")
}

extension LaunchRequest {
    var codes: [String] { findings.map(\.code) }

    /// What runs, apart from where it was written: the same server has the same whatever carries it.
    var essence: LaunchRequest {
        LaunchRequest(suggestedName: suggestedName, launch: launch, package: package, source: .snippet)
    }

    var stdio: StdioLaunch? {
        if case .stdio(let launch) = launch { launch } else { nil }
    }

    var http: HTTPLaunch? {
        if case .http(let launch) = launch { launch } else { nil }
    }

    /// The command line as one list.
    var argv: [String] { stdio.map { [$0.executable] + $0.arguments } ?? [] }

    func finding(_ code: LaunchCode) -> LaunchFinding? { findings.first { $0.code == code.rawValue } }
}

/// How a link's maker encodes.
enum Encode {
    /// All but unreserved characters (RFC 3986 section 2.3), as `encodeURIComponent` does for what matters here.
    static func percent(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Base64 with padding (RFC 4648 section 4).
    static func base64(_ bytes: some Sequence<UInt8>) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let bytes = Array(bytes)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = Array(bytes[start..<min(start + 3, bytes.count)])
            let bits = (0..<3).reduce(UInt32(0)) { $0 << 8 | ($1 < group.count ? UInt32(group[$1]) : 0) }
            for index in 0..<4 {
                let letter = alphabet[Int(bits >> (18 - 6 * UInt32(index)) & 0x3F)]
                text.append(index > group.count ? UInt8(ascii: "=") : letter)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func base64(_ text: String) -> String { base64(text.utf8) }

    /// Base64 for URLs without padding (RFC 4648 section 5).
    static func base64URL(_ text: String) -> String {
        String(
            base64(text).compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }
}
