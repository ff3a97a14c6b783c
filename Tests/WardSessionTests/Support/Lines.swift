// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// The texts of messages, for tests.
enum Line {
    static func request(_ id: String, _ method: String, _ params: String? = nil) -> String {
        let params = params.map { ",\"params\":\($0)" } ?? ""
        return "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"\(method)\"\(params)}"
    }

    static func notification(_ method: String, _ params: String? = nil) -> String {
        let params = params.map { ",\"params\":\($0)" } ?? ""
        return "{\"jsonrpc\":\"2.0\",\"method\":\"\(method)\"\(params)}"
    }

    static func result(_ id: String, _ result: String = "{}") -> String {
        "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"result\":\(result)}"
    }

    static func error(_ id: String, _ code: Int = -32_600, _ message: String = "no") -> String {
        "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"error\":{\"code\":\(code),\"message\":\"\(message)\"}}"
    }

    static func call(_ id: String, _ tool: String = "echo", _ more: String = "") -> String {
        request(id, "tools/call", "{\"name\":\"\(tool)\"\(more)}")
    }

    static func called(_ id: String, _ text: String = "done") -> String {
        result(id, "{\"content\":[{\"type\":\"text\",\"text\":\"\(text)\"}]}")
    }

    static func cancelled(_ id: String) -> String {
        notification("notifications/cancelled", "{\"requestId\":\(id)}")
    }

    static func progress(_ token: String, _ value: String) -> String {
        notification("notifications/progress", "{\"progressToken\":\(token),\"progress\":\(value)}")
    }

    static let initialized = notification("notifications/initialized")
    static let roots = request("7", "roots/list")
    static let log = notification("notifications/message", "{\"level\":\"info\",\"data\":\"x\"}")
}

/// What Ward said in a line of its own.
struct Said {
    let document: JSONDocument

    init(_ line: String) throws { document = try JSONDocument(reading: Array(line.utf8)) }

    /// The text of the value at a pointer.
    func text(_ pointer: String) throws -> String? {
        document.node(at: try JSONPointer(pointer)).map { document.text(of: $0) }
    }

    /// The string at a pointer.
    func string(_ pointer: String) throws -> String? {
        document.node(at: try JSONPointer(pointer)).flatMap { document.string($0) }
    }
}
