// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLaunch

/// A source that must be refused, and how.
struct Refused: Sendable, CustomTestStringConvertible {
    var text: String
    var code: SourceCode
    var place: SourcePlace?

    var testDescription: String { String(text.prefix(100)) + " \(code)" }

    init(_ text: String, _ code: SourceCode, at place: SourcePlace? = nil) {
        self.text = text
        self.code = code
        self.place = place
    }

    /// JSON, with the pointer to what is wrong.
    init(json: String, _ code: SourceCode, _ pointer: String...) {
        self.init(json, code, at: .pointer(JSONPointer(tokens: pointer)))
    }

    /// A link of Cursor's with this payload, in base64.
    init(config: String, _ code: SourceCode, at place: SourcePlace? = nil) {
        self.init(Refused.cursor + "config=" + Encode.percent(Encode.base64(config)), code, at: place)
    }

    static let cursor = "cursor://anysphere.cursor-deeplink/mcp/install?name=x&"
    static let good = Encode.base64("{\"command\":\"npx\"}")
}

/// Malformed and dishonest sources, each refused with its code and place (S12, T48, T53).
struct RefusalTests {
    static let texts: [Refused] = [
        Refused("", .empty),
        Refused(" \n\t ", .empty),
        Refused("npx -y pkg", .unknownForm),
        Refused("just-a-name", .unknownForm),
        Refused("/usr/bin/node", .unknownForm),
        Refused("mailto:a@example.com", .unknownForm),
        Refused("javascript:alert(1)", .unknownForm),
        Refused("file:///etc/passwd", .unknownForm),
        Refused("claude://install?x=1", .unknownForm),
        Refused("cursor://anysphere.cursor-deeplink/other?name=x&config=\(Refused.good)", .unknownForm),
        Refused("cursor://evil.example/mcp/install?name=x&config=\(Refused.good)", .unknownForm),
        Refused("http://cursor.com/install-mcp?name=x&config=\(Refused.good)", .unknownForm),
        Refused("vscode:extension/x", .unknownForm),
        Refused("https://vscode.dev/redirect?url=https%3A%2F%2Fexample.com", .unknownForm, at: .key("url")),
        Refused("https://vscode.dev/redirect?url=cursor%3A%2F%2Fx", .unknownForm, at: .key("url")),
        Refused("https://vscode.dev/redirect?url=vscode%3Asettings", .unknownForm),
        Refused(String(repeating: "a", count: 65_537), .tooLong, at: .offset(65_536)),
        Refused(Refused.cursor + "config=" + String(repeating: "A", count: 70_000), .tooLong),
        Refused("cursor://anysphere.cursor-deeplink/mcp/install?na\u{1B}me=x", .value, at: .offset(49)),
        Refused("https://example.com/\u{0}", .value),
        Refused("cursor://anysphere.cursor-deeplink/mcp/\ninstall", .value),
        // Links that name nothing that runs.
        Refused("vscode:mcp/by-name/io.github.x%2Fy", .notRunnable),
        Refused("vscode:mcp/https%3A%2F%2Fexample.com%2Fv0%2Fservers%2F1", .notRunnable),
        Refused("https://vscode.dev/redirect?url=vscode%3Amcp%2Fby-name%2Fx", .notRunnable),
        Refused("windsurf://windsurf-mcp-registry?serverName=x", .notRunnable),
        Refused("warp://settings/mcp", .notRunnable),
        // Keys.
        Refused(Refused.cursor, .missing, at: .key("config")),
        Refused("cursor://anysphere.cursor-deeplink/mcp/install", .missing, at: .key("config")),
        Refused(Refused.cursor + "config=", .missing, at: .key("config")),
        Refused("vscode:mcp/install", .missing),
        Refused("vscode:mcp/install?", .missing),
        Refused("https://replit.com/integrations", .missing, at: .key("mcp")),
        Refused("https://vscode.dev/redirect", .missing, at: .key("url")),
        Refused(Refused.cursor + "config=\(Refused.good)&env=A%3DB", .unknownField, at: .key("env")),
        Refused(Refused.cursor + "config=\(Refused.good)&amp;x=1", .unknownField, at: .key("amp;x")),
        Refused(Refused.cursor + "config=\(Refused.good)&inputs=%5B%5D", .unknownField, at: .key("inputs")),
        Refused(Refused.cursor + "config=\(Refused.good)&autoApprove=1", .unknownField, at: .key("autoApprove")),
        Refused(Refused.cursor + "config=\(Refused.good)#x", .unknownField),
        Refused("app.5ire://install-tool?x=1#\(Refused.good)", .unknownField),
        Refused("https://kiro.dev/launch/mcp/add?name=x&config=%7B%7D&trust=1", .unknownField, at: .key("trust")),
        Refused(Refused.cursor + "config=\(Refused.good)&config=\(Refused.good)", .duplicate, at: .key("config")),
        Refused(Refused.cursor + "config=\(Refused.good)&nam%65=y", .duplicate, at: .key("name")),
        Refused(Refused.cursor + "%ZZ=1", .encoding),
        // Encodings.
        Refused(Refused.cursor + "config=%7", .encoding, at: .key("config")),
        Refused(Refused.cursor + "config=%7G", .encoding, at: .key("config")),
        Refused(Refused.cursor + "config=%FF%FE", .encoding, at: .key("config")),
        Refused(Refused.cursor + "config=!!!!", .encoding, at: .key("config")),
        Refused(Refused.cursor + "config=A", .encoding, at: .key("config")),
        Refused(Refused.cursor + "config=e30=e30=", .encoding, at: .key("config")),
        Refused(Refused.cursor + "config=e30==", .encoding, at: .key("config")),
        Refused(Refused.cursor + "config=e31", .encoding, at: .key("config")),
        Refused(Refused.cursor + "config=ab-_%2B%2F12", .encoding, at: .key("config")),
        Refused(Refused.cursor + "config=" + Encode.base64([0xFF, 0xFE, 0xFD]), .encoding, at: .key("config")),
        Refused(Refused.cursor + "config=%00", .value, at: .key("config")),
        Refused("vscode:mcp/install?%7B%22name%22", .json),
        Refused("app.5ire://install-tool#????", .encoding, at: .key("#")),
        Refused(
            "cursor://anysphere.cursor-deeplink/mcp/install?name=%C3&config=\(Refused.good)", .encoding,
            at: .key("name")),
        Refused(config: Encode.base64(Encode.base64("{\"command\":\"npx\"}")), .nesting, at: .key("config")),
        Refused(config: Encode.percent(Encode.percent("{\"command\":\"npx\"}")), .nesting, at: .key("config")),
        // Payloads.
        Refused(config: "{\"command\":\"npx\",}", .json, at: .offset(17)),
        Refused(config: "{\"command\":\"npx\"} x", .json, at: .offset(18)),
        Refused(config: "{\"command\":\"npx\",\"command\":\"sh\"}", .json),
        Refused(config: "{\"command\":\"npx\\ud800\"}", .json),
        Refused(config: "{/* c */\"command\":\"npx\"}", .json),
        Refused(config: "{\"a\":{\"command\":\"x\"},\"b\":{\"command\":\"y\"}}", .conflict),
        Refused(config: "{\"y\":{\"command\":\"x\"}}", .conflict),
        Refused(config: "[]", .missing),
        Refused(config: "{}", .missing),
        Refused(config: "{\"command\":\"npx\",\"postInstall\":\"x\"}", .unknownField),
        Refused("trae://trae.ai-ide/mcp-import?type=http&name=x&config=\(Refused.good)", .conflict, at: .key("type")),
        Refused("trae://trae.ai-ide/mcp-import?type=stdio2&name=x&config=\(Refused.good)", .conflict, at: .key("type")),
        Refused(
            "https://vscode.dev/redirect/mcp/install?name=x&config=%7B%22command%22:%22n%22%7D&inputs=%7B%7D", .shape),
        // Goose.
        Refused("goose://extension?id=x", .missing, at: .key("cmd")),
        Refused("goose://extension?cmd=npx&url=https%3A%2F%2Fexample.com", .conflict, at: .key("url")),
        Refused("goose://extension?cmd=npx&type=sse", .conflict, at: .key("type")),
        Refused("goose://extension?url=https%3A%2F%2Fexample.com&type=stdio", .conflict, at: .key("url")),
        Refused("goose://extension?url=https%3A%2F%2Fexample.com&type=ws", .shape, at: .key("type")),
        Refused("goose://extension?url=ftp%3A%2F%2Fexample.com", .url, at: .key("url")),
        Refused("goose://extension?cmd=npx&env=A%20B%3Dx", .name, at: .key("env")),
        Refused("goose://extension?cmd=npx&env=A%3Dx&env=A%3Dy", .duplicate, at: .key("env")),
        Refused("goose://extension?cmd=npx&cmd=sh", .duplicate, at: .key("cmd")),
        Refused("goose://extension?cmd=npx&enabled=true", .unknownField, at: .key("enabled")),
        Refused("goose://extension?cmd=npx%20x%20%7C%20sh", .shell, at: .key("cmd")),
        Refused(
            "goose://extension?url=https%3A%2F%2Fexample.com&header=A%3Db%0D%0AC%3A%20d", .name, at: .key("header")),
        // Packages.
        Refused("pypi:", .name),
        Refused("pypi:-x", .name),
        Refused("pypi:a b", .name),
        Refused("pypi:a/../b", .name),
        Refused("pypi:git+https://example.com/x", .name),
        Refused("pypi:a[b", .name),
        Refused("pypi:a[b,]", .name),
        Refused("pypi:a==", .version),
        Refused("pypi:a==1.*", .version),
        Refused("pypi:a@https://example.com/x.whl", .version),
        Refused("pypi:a>=1", .name),
        Refused("npm:", .name),
        Refused("npm:A", .name),
        Refused("npm:.x", .name),
        Refused("npm:_x", .name),
        Refused("npm:@scope", .name),
        Refused("npm:@scope/", .name),
        Refused("npm:@scope/a/b", .name),
        Refused("npm:../x", .name),
        Refused("npm:node_modules", .name),
        Refused("npm:a@", .version),
        Refused("npm:a@npm:b@1", .version),
        Refused("npm:a@git+ssh://x", .version),
        Refused("npm:" + String(repeating: "a", count: 215), .name),
        // Endpoints.
        Refused("http://example.com/mcp", .url),
        Refused("https://user:pw@example.com/mcp", .url),
        Refused("https://user@example.com/mcp", .url),
        Refused("https://example.com/mcp#x", .url),
        Refused("https://", .url),
        Refused("https:/example.com", .url),
        Refused("https://exämple.com/", .url),
        Refused("https://example.com\\@evil.example/", .url),
        Refused("https://example.com:99999999/", .url),
        Refused("https://exa mple.com/", .url),
        Refused("http://127.0.0.1.evil.example/mcp", .url),
        Refused("http://localhost.evil.example/mcp", .url),
        Refused("https://\u{212A}iro.dev/launch/mcp/add?name=x&config=%7B%22command%22:%22npx%22%7D", .url),
        Refused("\u{212A}ursor://anysphere.cursor-deeplink/mcp/install?config=\(Refused.good)", .unknownForm),
        Refused("http://127.1/mcp", .url),
        Refused("http://[::2]/mcp", .url),
    ]

    @Test(arguments: texts)
    func `a malformed source is refused with its reason`(source: Refused) throws {
        let fault = try #require(sourceFault(source.text), "it was read")
        #expect(fault.code == source.code, "\(fault)")
        if let place = source.place { #expect(fault.place == place) }
        #expect(!fault.detail.isEmpty)
    }

    @Test func `a text that is refused is never shown raw`() throws {
        let fault = try #require(sourceFault("{\"mcpServers\":{\"x\":{\"\u{202E}evil\":1,\"command\":\"x\"}}}"))
        #expect(fault.code == .unknownField)
        #expect(fault.detail.contains("\\u{202e}evil"))
    }
}
