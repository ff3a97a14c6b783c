// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardText

/// Events as people and programs read them: one line each, whatever clients and servers wrote into them.
public enum AuditText: Sendable {
    /// The most of any one foreign text that a line shows.
    private static let limit = 120

    /// An event as one line.
    public static func line(_ event: AuditEvent) -> String {
        var parts = [
            AuditTime.text(event.time), "#\(event.leaf)", shown(event.verdict), arrow(event.direction),
            shown(event.server), shown(event.subject),
        ]
        if let method = event.method { parts.append(shown(method)) }
        if let id = event.id { parts.append("id=" + shown(id)) }
        if event.rule != "allowed" { parts.append("rule=" + shown(event.rule)) }
        if event.count > 1 { parts.append("times=\(event.count)") }
        if event.edits > 0 { parts.append("edits=\(event.edits)") }
        if let latency = event.latencyNanoseconds { parts.append("took=\(milliseconds(latency))") }
        if let size = event.payloadSize { parts.append("bytes=\(size)") }
        if event.findings != "[]" { parts.append("findings=" + findingCodes(event.findings)) }
        if event.isUnapproved { parts.append("unapproved") }
        if let detail = event.detail { parts.append("(" + said(detail) + ")") }
        return parts.joined(separator: " ")
    }

    /// An event as one JSON object, without a line feed.
    public static func json(_ event: AuditEvent) -> String {
        var writer = JSONWriter()
        writer.object { writer in members(of: event, in: &writer) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// An event with its proof as lines, each a name and a value.
    public static func details(_ entry: AuditLog.Entry) -> String {
        let event = entry.event
        var rows: [(String, String)] = [
            ("leaf", "\(event.leaf)"), ("time", AuditTime.text(event.time)), ("session", shown(event.session)),
            ("client", event.client.map(shown) ?? "-"), ("server", shown(event.server)),
            ("process", "\(event.processID)"), ("command", event.argvDigest.map(shown) ?? "-"),
            ("approved", event.isUnapproved ? "no (trial with `--unapproved`)" : "yes"),
            ("sequence", "\(event.sequence)"), ("direction", shown(event.direction)),
            ("subject", shown(event.subject)), ("method", event.method.map(shown) ?? "-"),
            ("id", event.id.map(shown) ?? "-"), ("verdict", shown(event.verdict)), ("rule", shown(event.rule)),
            ("detail", event.detail.map(said) ?? "-"),
            ("offset", event.offset.map { "\($0)" } ?? "-"), ("findings", Visible.escaped(event.findings)),
            ("edits", "\(event.edits)"), ("count", "\(event.count)"), ("until", AuditTime.text(event.until)),
            ("latency", event.latencyNanoseconds.map(milliseconds) ?? "-"),
            ("payload size", event.payloadSize.map { "\($0)" } ?? "-"),
            ("payload digest", event.payloadDigest.map(shown) ?? "-"), ("salt", event.salt.map(shown) ?? "-"),
        ]
        if let payload = event.payload { rows.append(("payload", Visible.escaped(bytes: payload, limit: 16_384))) }
        rows.append(("leaf hash", entry.leafHash.base64))
        for hash in entry.proof { rows.append(("proof", hash.base64)) }
        rows.append(("tree size", "\(entry.head.size)"))
        rows.append(("root", entry.head.root.base64))
        rows.append(("proven", entry.isProven ? "yes" : "NO: the log was changed, run `ward audit verify`"))
        return rows.map { name, value in
            name + ":" + String(repeating: " ", count: max(1, 16 - name.count)) + value + "\n"
        }.joined()
    }

    /// An event with its proof as one JSON object, without a line feed.
    public static func json(_ entry: AuditLog.Entry) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            members(of: entry.event, in: &writer)
            writer.name("leaf_hash")
            writer.string(entry.leafHash.base64)
            writer.name("proof")
            writer.array { writer in
                for hash in entry.proof { writer.string(hash.base64) }
            }
            writer.name("tree_size")
            writer.value(.integer(Int64(clamping: entry.head.size)))
            writer.name("root")
            writer.string(entry.head.root.base64)
            writer.name("proven")
            writer.value(.bool(entry.isProven))
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// What verifying found, as one line.
    public static func line(_ result: AuditVerification) -> String {
        guard let fault = result.fault else {
            return "ok: \(result.head.size) events in \(result.commits) commits, root \(result.head.root.base64)"
        }
        let place = fault.leaf.map { "first bad leaf \($0)" } ?? "no single bad leaf"
        return "CHANGED: \(place) (\(fault.kind.rawValue)): \(Visible.escaped(fault.detail))"
    }

    /// What verifying found, as one JSON object without a line feed.
    public static func json(_ result: AuditVerification) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("ok")
            writer.value(.bool(result.fault == nil))
            writer.name("size")
            writer.value(.integer(Int64(clamping: result.head.size)))
            writer.name("root")
            writer.string(result.head.root.base64)
            writer.name("commits")
            writer.value(.integer(Int64(clamping: result.commits)))
            guard let fault = result.fault else { return }
            writer.name("fault")
            writer.object { writer in
                writer.name("kind")
                writer.string(fault.kind.rawValue)
                writer.name("first_bad_leaf")
                writer.value(fault.leaf.map { .integer(Int64(clamping: $0)) } ?? .null)
                writer.name("detail")
                writer.string(fault.detail)
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    // MARK: Parts

    private static func members(of event: AuditEvent, in writer: inout JSONWriter) {
        func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
        func integer(_ integer: Int64?) -> JSONValue { integer.map { .integer($0) } ?? .null }
        let payload = event.payload.map { String(decoding: $0, as: UTF8.self) }
        let members: [(String, JSONValue)] = [
            ("leaf", .integer(event.leaf)), ("time", .string(AuditTime.text(event.time))),
            ("time_ns", .string("\(event.time)")), ("session", .string(event.session)),
            ("client", text(event.client)), ("server", .string(event.server)), ("pid", .integer(event.processID)),
            ("argv_digest", text(event.argvDigest)), ("unapproved", .bool(event.isUnapproved)),
            ("sequence", .integer(event.sequence)), ("direction", .string(event.direction)),
            ("subject", .string(event.subject)), ("method", text(event.method)), ("id", parsed(event.id)),
            ("verdict", .string(event.verdict)), ("rule", .string(event.rule)), ("detail", text(event.detail)),
            ("offset", integer(event.offset)), ("findings", parsed(event.findings)), ("edits", .integer(event.edits)),
            ("count", .integer(event.count)), ("until", .string(AuditTime.text(event.until))),
            ("latency_ns", integer(event.latencyNanoseconds)), ("payload_size", integer(event.payloadSize)),
            ("payload_digest", text(event.payloadDigest)), ("salt", text(event.salt)),
        ]
        for (name, value) in members {
            writer.name(name)
            writer.value(value)
        }
        guard let payload else { return }
        writer.name("payload")
        writer.string(payload)
    }

    /// A column that holds JSON, as what it holds; whatever somebody made of it otherwise, as a string.
    private static func parsed(_ text: String?) -> JSONValue {
        guard let text else { return .null }
        do {
            let document = try JSONDocument(reading: Array(text.utf8))
            return JSONValue(document.root, in: document)
        } catch {
            return .string(text)
        }
    }

    private static func findingCodes(_ text: String) -> String {
        guard case .array(let findings) = parsed(text) else { return shown(text) }
        let codes = findings.map { finding in
            guard case .object(let object) = finding, case .string(let code)? = object["code"] else { return "?" }
            return shown(code)
        }
        return codes.joined(separator: ",")
    }

    /// A detail, in which Ward escaped foreign text when it wrote it: backslashes stay as they are, and what else could
    /// hide something, in a log that was edited, is escaped now.
    private static func said(_ detail: String) -> String {
        detail.split(separator: "\\", omittingEmptySubsequences: false)
            .map { Visible.escaped(String($0)) }
            .joined(separator: "\\")
    }

    /// Foreign text on one line, in which a space cannot pass for the end of a field.
    private static func shown(_ text: String) -> String {
        let visible = Visible.escaped(text, limit: limit)
        return visible.contains(" ") || visible.isEmpty ? "`\(visible)`" : visible
    }

    private static func arrow(_ direction: String) -> String {
        switch direction {
        case "client-to-server": "client->server"
        case "server-to-client": "server->client"
        default: shown(direction)
        }
    }

    private static func milliseconds(_ nanoseconds: Int64) -> String {
        let micros = nanoseconds / 1_000
        let fraction = String(micros % 1_000)
        return "\(micros / 1_000).\(String(repeating: "0", count: max(0, 3 - fraction.count)))\(fraction)ms"
    }
}
