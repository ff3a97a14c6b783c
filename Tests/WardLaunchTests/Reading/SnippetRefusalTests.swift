// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLaunch

/// JSON that is refused, each with the pointer to what is wrong (S12: what is not shown is not saved).
struct SnippetRefusalTests {
    /// Members of one server, and where in it the fault is.
    static let servers: [(String, SourceCode, [String])] = [
        ("{}", .missing, []),
        ("{\"args\":[\"x\"]}", .missing, []),
        ("{\"command\":\"\"}", .missing, ["command"]),
        ("{\"command\":\"   \"}", .missing, ["command"]),
        ("{\"command\":[]}", .missing, ["command"]),
        ("{\"command\":7}", .shape, ["command"]),
        ("{\"command\":[\"npx\",7]}", .shape, ["command", "1"]),
        ("{\"command\":[\"npx\"],\"args\":[]}", .conflict, ["command"]),
        ("{\"command\":{\"args\":[]}}", .missing, ["command"]),
        ("{\"command\":{\"path\":\"x\",\"shell\":true}}", .unknownField, ["command", "shell"]),
        ("{\"command\":{\"path\":\"x\"},\"args\":[]}", .conflict, ["command"]),
        ("{\"command\":{\"path\":\"x\",\"env\":{}},\"env\":{}}", .conflict, ["command"]),
        ("{\"command\":\"npx\",\"args\":\"-y x\"}", .shape, ["args"]),
        ("{\"command\":\"npx\",\"args\":[1]}", .shape, ["args", "0"]),
        ("{\"command\":\"npx\",\"args\":[[\"x\"]]}", .shape, ["args", "0"]),
        ("{\"command\":\"npx\",\"args\":[\"a\\u0000b\"]}", .value, ["args", "0"]),
        ("{\"command\":\"npx\",\"env\":[]}", .shape, ["env"]),
        ("{\"command\":\"npx\",\"env\":{\"A\":null}}", .shape, ["env", "A"]),
        ("{\"command\":\"npx\",\"env\":{\"A\":[]}}", .shape, ["env", "A"]),
        ("{\"command\":\"npx\",\"env\":{\"\":\"x\"}}", .name, ["env", ""]),
        ("{\"command\":\"npx\",\"env\":{\"A=B\":\"x\"}}", .name, ["env", "A=B"]),
        ("{\"command\":\"npx\",\"env\":{\"A B\":\"x\"}}", .name, ["env", "A B"]),
        ("{\"command\":\"npx\",\"env\":{\"PÄTH\":\"x\"}}", .name, ["env", "PÄTH"]),
        ("{\"command\":\"npx\",\"env\":{\"A\":\"x\"},\"environment\":{\"A\":\"y\"}}", .conflict, ["environment"]),
        ("{\"command\":\"npx\",\"env\":{},\"envs\":{}}", .conflict, ["envs"]),
        ("{\"command\":\"npx\",\"cwd\":7}", .shape, ["cwd"]),
        ("{\"command\":\"npx\",\"envFile\":\".env\"}", .unknownField, ["envFile"]),
        ("{\"command\":\"npx\",\"headersHelper\":\"sh\"}", .unknownField, ["headersHelper"]),
        ("{\"command\":\"npx\",\"dev\":{\"watch\":\"x\"}}", .unknownField, ["dev"]),
        ("{\"command\":\"npx\",\"shell\":true}", .unknownField, ["shell"]),
        ("{\"command\":\"npx\",\"Command\":\"sh\"}", .unknownField, ["Command"]),
        ("{\"command\":\"npx\",\"comm\\u0061nds\":\"sh\"}", .unknownField, ["commands"]),
        ("{\"command\":\"npx\",\"\\u0061rgs\":[\"x\"]}", .unknownField, ["args"]),
        ("{\"command\":\"npx\",\"url\":\"https://example.com\"}", .conflict, []),
        ("{\"command\":\"npx\",\"headers\":{}}", .conflict, []),
        ("{\"url\":\"https://example.com\",\"args\":[]}", .conflict, []),
        ("{\"url\":\"https://example.com\",\"env\":{}}", .conflict, []),
        ("{\"url\":\"https://example.com\",\"serverUrl\":\"https://example.org\"}", .conflict, ["serverUrl"]),
        ("{\"command\":\"npx\",\"type\":\"http\"}", .conflict, ["type"]),
        ("{\"url\":\"https://example.com\",\"type\":\"stdio\"}", .conflict, ["type"]),
        ("{\"url\":\"https://example.com\",\"type\":\"ws\"}", .shape, ["type"]),
        ("{\"command\":\"npx\",\"type\":\"stdio\",\"transport\":\"stdio\"}", .conflict, ["transport"]),
        (
            "{\"command\":\"npx\",\"transport\":{\"type\":\"stdio\",\"command\":\"sh\"}}", .conflict,
            ["transport", "command"]
        ),
        ("{\"url\":\"unix:///tmp/s\"}", .url, ["url"]),
        ("{\"url\":\"example.com\"}", .url, ["url"]),
        ("{\"url\":\"https://a:b@example.com\"}", .url, ["url"]),
        ("{\"url\":\"https://example.com\",\"headers\":{\"A B\":\"x\"}}", .name, ["headers", "A B"]),
        ("{\"url\":\"https://example.com\",\"headers\":{\"A\":\"x\\r\\nB: y\"}}", .value, ["headers"]),
        ("{\"url\":\"https://example.com\",\"headers\":{\"A\":\"x\",\"a\":\"y\"}}", .duplicate, ["headers"]),
        ("{\"url\":\"https://example.com\",\"oauth\":{}}", .unknownField, ["oauth"]),
        ("{\"command\":\"npx -y a; sh\"}", .shell, ["command"]),
        ("{\"command\":\"npx a | sh\"}", .shell, ["command"]),
        ("{\"command\":\"npx $(id)\"}", .shell, ["command"]),
        ("{\"command\":\"npx `id`\"}", .shell, ["command"]),
        ("{\"command\":\"npx a && b\"}", .shell, ["command"]),
        ("{\"command\":\"npx > /tmp/x\"}", .shell, ["command"]),
        ("{\"command\":\"npx 'open\"}", .shell, ["command"]),
        ("{\"command\":\"A=b npx\"}", .shell, ["command"]),
        ("{\"command\":\"npx a\\nsh b\"}", .shell, ["command"]),
        ("{\"command\":\"npx *\"}", .shell, ["command"]),
        ("{\"command\":\"~/bin/x y\"}", .shell, ["command"]),
    ]

    @Test(arguments: servers)
    func `a server that is not understood is refused at its place`(
        object: String, code: SourceCode, place: [String]
    ) throws {
        let fault = try #require(sourceFault("{\"mcpServers\":{\"s\":\(object)}}"), "it was read")
        #expect(fault.code == code, "\(fault)")
        #expect(fault.place == .pointer(JSONPointer(tokens: ["mcpServers", "s"] + place)))
    }

    static let roots: [Refused] = [
        Refused(json: "{}", .missing),
        Refused(json: "{\"mcpServers\":{}}", .missing, "mcpServers"),
        Refused(json: "{\"mcpServers\":[]}", .shape, "mcpServers"),
        Refused(json: "{\"mcpServers\":{\"a\":\"npx\"}}", .shape, "mcpServers", "a"),
        Refused(json: "{\"mcpServers\":{},\"servers\":{}}", .conflict, "servers"),
        Refused(json: "{\"mcpServers\":{},\"hooks\":{}}", .unknownField, "hooks"),
        Refused(json: "{\"servers\":{},\"sandbox\":{}}", .unknownField, "sandbox"),
        Refused(json: "{\"a\":1}", .shape, "a"),
        Refused(json: "{\"mcp\":{\"servers\":{\"a\":{\"command\":\"x\"}}}}", .missing, "mcp"),
        Refused(json: "[1]", .shape, "0"),
        Refused("{\"mcpServers\"", .json, at: .offset(13)),
        Refused("{\"a\":\(String(repeating: "[", count: 40))", .json),
        Refused("{\"a\":\"\(String(repeating: "x", count: 1_048_576))\"}", .tooLong, at: .offset(1_048_576)),
        // Name reuse within one text: only one of two would be shown.
        Refused("{\"mcpServers\":{\"a\":{\"command\":\"x\"},\"a\":{\"command\":\"y\"}}}", .json),
        Refused(json: "{\"mcpServers\":{\"git\":{\"command\":\"x\"},\"Git\":{\"command\":\"y\"}}}", .duplicate),
        Refused(json: "{\"mcpServers\":{\"git\":{\"command\":\"x\"},\"g\u{200B}it\":{\"command\":\"y\"}}}", .duplicate),
        Refused(json: "{\"mcpServers\":{\"kit\":{\"command\":\"x\"},\"\u{212A}it\":{\"command\":\"y\"}}}", .duplicate),
        Refused(json: "[{\"name\":\"a\",\"command\":\"x\"},{\"name\":\"A\",\"command\":\"y\"}]", .duplicate),
    ]

    @Test(arguments: roots)
    func `JSON of another shape is refused at its place`(source: Refused) throws {
        let fault = try #require(sourceFault(source.text), "it was read")
        #expect(fault.code == source.code, "\(fault)")
        if let place = source.place { #expect(fault.place == place) }
    }
}
