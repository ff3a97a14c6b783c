// SPDX-License-Identifier: Apache-2.0

import WardProtocol
import WardSession

extension Hostile {
    private static let ping = #"{"jsonrpc":"2.0","id":7,"method":"ping"}"#
    private static let second = #"{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"x"}}"#

    /// Bytes that some line reader takes for something else (A1, X2).
    static let framing: [Hostile] = [
        .client("a second message behind CR", "\(ping)\r\(second)", "control-byte", .parseError),
        .client("a second message behind VT", "\(ping)\u{0B}\(second)", "control-byte", .parseError),
        .client("a second message behind FF", "\(ping)\u{0C}\(second)", "control-byte", .parseError),
        .client("a second message behind FS", "\(ping)\u{1C}\(second)", "control-byte", .parseError),
        .client("a second message behind RS", "\(ping)\u{1E}\(second)", "control-byte", .parseError),
        .client("a raw U+2028 between messages", "\(ping)\u{2028}\(second)", "trailing-bytes", .parseError),
        .client("a raw U+0085 between messages", "\(ping)\u{85}\(second)", "trailing-bytes", .parseError),
        .client(
            "a CR in a string", "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":{\"a\":\"x\ry\"}}",
            "control-byte", .error("7")),
        .client(
            "a NUL in a string", "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":{\"a\":\"x\u{0}y\"}}",
            "control-byte", .error("7")),
        .client("a NUL behind the message", "\(ping)\u{0}", "control-byte", .error("7")),
        .client(
            "an escape sequence of a terminal",
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":{\"a\":\"\u{1B}[2J\"}}", "control-byte",
            .error("7")),
        .client("two CRs before the line end", "\(ping)\r\r", "control-byte", .error("7")),
        .client("an empty line", "", "empty-line", .nothing),
        .client("a line of CR only", "\r", "empty-line", .nothing),
        .client("a line of blanks", " \t ", "empty-input", .parseError),
        .client("an oversize line", "\(ping)\(String(repeating: " ", count: 1_000))", "oversized-line", .error("7")) {
            $0.limits.messageBytes = 500
        },
        .client(
            "an oversize line whose id stands too far behind",
            "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"a\":\"\(String(repeating: "x", count: 70_000))\",\"id\":7}",
            "oversized-line", .nothing
        ) { $0.limits.messageBytes = 66_000 },
        .client("a line of 17 MB", String(repeating: "[", count: 17_000_000), "oversized-line", .parseError),
        .bytes(
            "binary", .clientToServer, [0x7F, 0x45, 0x4C, 0x46, 0x02, 0x01, 0x01, 0x00, 0xFF, 0x0A], "control-byte",
            .parseError),
        .bytes(
            "UTF-16, little end first", .clientToServer, ping.utf16.flatMap { [UInt8($0 & 0xFF), 0] } + [0x0A],
            "control-byte", .parseError),
        .bytes(
            "UTF-16, big end first, with its mark", .clientToServer,
            [0xFE, 0xFF] + ping.utf16.flatMap { [0, UInt8($0 & 0xFF)] } + [0x0A], "control-byte", .parseError),
        .client("a byte order mark", "\u{FEFF}\(ping)", "byte-order-mark", .error("7")),
        .bytes(
            "Latin-1", .clientToServer,
            Array("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":{\"a\":\"".utf8) + [0xE9]
                + Array("\"}}\n".utf8), "invalid-utf8", .error("7")),
        .bytes(
            "an overlong slash", .clientToServer,
            Array("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools".utf8) + [0xC0, 0xAF] + Array("call\"}\n".utf8),
            "invalid-utf8", .error("7")),
        .bytes(
            "an encoded surrogate", .clientToServer,
            Array("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":{\"a\":\"".utf8) + [0xED, 0xA0, 0x80]
                + Array("\"}}\n".utf8), "invalid-utf8", .error("7")),
        .client("the header of another framing", "Content-Length: 40", "unexpected-byte", .parseError),
        .server("the header of another framing", "Content-Length: 40", "unexpected-byte", .nothing),
        .server("a log line on the wrong stream", "Server running on stdio", "unexpected-byte", .nothing),
        .server("an empty line", "", "empty-line", .nothing),
        .server("colour on the wrong stream", "\u{1B}[32minfo\u{1B}[0m: ready", "control-byte", .nothing),
        .server(
            "a CR in an answer", before: [(.clientToServer, call)],
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"a\rb\"}]}}",
            "control-byte", .fails("7")),
        .server(
            "a second answer behind CR", before: [(.clientToServer, call)],
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}\r{\"jsonrpc\":\"2.0\",\"id\":8,\"result\":{}}",
            "control-byte", .nothing),
        .server(
            "an oversize answer", before: [(.clientToServer, call)],
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"content\":[],\"x\":\"\(String(repeating: "x", count: 9_000))\"}}",
            "oversized-line", .fails("7")
        ) { $0.limits.messageBytes = 8_192 },
    ]
}
