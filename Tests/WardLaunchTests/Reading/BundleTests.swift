// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLaunch
import WardLock

/// Manifests of MCP bundles.
struct BundleTests {
    static func manifest(_ server: String, version: String = "0.3", more: String = "") -> String {
        """
        {"manifest_version":"\(version)","name":"tool","version":"1.0.0","description":"d","author":{"name":"a"},\
        "server":\(server)\(more)}
        """
    }

    static let node = """
        {"type":"node","entry_point":"server/index.js","mcp_config":{"command":"node",\
        "args":["${__dirname}/server/index.js","${HOME}${/}x","${user_config.dir}"],"env":{"A":"b","T":"${user_config.token}"},\
        "platform_overrides":{"win32":{"command":"node.exe","args":["${__dirname}${/}x.js"]},"darwin":{"env":{"A":"mac"}}}}}
        """

    static let settings = """
        ,"user_config":{"dir":{"type":"directory","title":"D"},"token":{"type":"string","title":"T","sensitive":true}}
        """

    private func read(
        _ text: String, _ platform: BundlePlatform = .linux, settings: [String: [String]] = [:]
    ) throws -> LaunchRequest {
        try Self.reading(text, platform, settings).request
    }

    private static func reading(
        _ text: String, _ platform: BundlePlatform = .linux, _ settings: [String: [String]] = [:]
    ) throws(SourceError) -> BundleManifest {
        try BundleManifest(reading: Array(text.utf8), settings: settings, home: "/home/me", platform: platform)
    }

    private func error(of text: String, settings: [String: [String]] = [:]) -> SourceError? {
        do throws(SourceError) {
            _ = try Self.reading(text, .linux, settings)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["0.1", "0.2", "0.3", "0.4"])
    func `a manifest becomes its command line`(version: String) throws {
        let text = Self.manifest(Self.node, version: version, more: Self.settings)
        let read = try read(text, settings: ["dir": ["/data"]])
        #expect(read.argv == ["node", "{bundle}/server/index.js", "{home}/x", "/data"])
        #expect(read.stdio?.environment == ["A": .plain("b"), "T": .inherited("T")])
        #expect(read.suggestedName == "tool")
        #expect(read.source == .bundle)
        #expect(read.findings.map(\.place) == [.environment("T")])
        #expect(try Self.reading(text).version == "1.0.0")
    }

    @Test func `a secret setting is never written into a variable, wherever in it it stands`() throws {
        let server = """
            {"type":"binary","entry_point":"x","mcp_config":{"command":"x",\
            "env":{"U":"${user_config.dir}:${user_config.token}@h","V":"${user_config.dir}","W":"${user_config.token"}}}
            """
        let read = try read(Self.manifest(server, more: Self.settings))
        #expect(read.stdio?.environment == ["U": .inherited("U"), "W": .inherited("W")])
    }

    @Test func `the first manifests spelled their version otherwise`() throws {
        let text = Self.manifest(Self.node, more: Self.settings).replacing("manifest_version", with: "dxt_version")
        #expect(try read(text).argv.first == "node")
    }

    @Test func `an override replaces what it names, on its system only`() throws {
        let text = Self.manifest(Self.node, more: Self.settings)
        #expect(try read(text, .windows).argv == ["node.exe", "{bundle}\\x.js"])
        #expect(try read(text, .macOS).stdio?.environment == ["A": .plain("mac")])
        #expect(try read(text, .macOS).argv.first == "node")
    }

    @Test func `a bundle of uv is told not to be pinned`() throws {
        let read = try read(Self.manifest("{\"type\":\"uv\",\"entry_point\":\"src/x.py\"}", version: "0.4"))
        #expect(read.argv == ["uv", "run", "--directory", "{bundle}", "src/x.py"])
        #expect(read.finding(.unpinned)?.tier == .caution)
    }

    @Test func `a program in the bundle is named by its place`() throws {
        let server =
            "{\"type\":\"binary\",\"entry_point\":\"bin/x\",\"mcp_config\":{\"command\":\"${__dirname}/bin/x\"}}"
        let read = try read(Self.manifest(server))
        #expect(read.argv == ["{bundle}/bin/x"])
        #expect(read.findings.isEmpty)
    }

    /// The `server` member, the code, and where in the manifest the fault is.
    static let refused: [(String, SourceCode, [String])] = [
        ("[]", .shape, ["server"]),
        ("{}", .missing, ["server"]),
        ("{\"type\":\"ruby\",\"entry_point\":\"x\"}", .shape, ["server", "type"]),
        ("{\"type\":\"node\",\"entry_point\":\"x\"}", .missing, ["server"]),
        ("{\"type\":\"node\"}", .missing, ["server"]),
        ("{\"type\":\"uv\",\"entry_point\":\"../x\"}", .value, ["server", "entry_point"]),
        ("{\"type\":\"uv\",\"entry_point\":\"/x\"}", .value, ["server", "entry_point"]),
        ("{\"type\":\"uv\",\"entry_point\":\"a\\\\..\\\\x\"}", .value, ["server", "entry_point"]),
        ("{\"type\":\"uv\",\"entry_point\":\"\"}", .value, ["server", "entry_point"]),
        ("{\"type\":\"uv\",\"entry_point\":\"x\",\"hook\":\"y\"}", .unknownField, ["server", "hook"]),
        ("{\"type\":\"node\",\"entry_point\":\"x\",\"mcp_config\":{}}", .missing, ["server", "mcp_config"]),
        (
            "{\"type\":\"node\",\"entry_point\":\"x\",\"mcp_config\":{\"command\":\"\"}}", .missing,
            ["server", "mcp_config", "command"]
        ),
        (
            "{\"type\":\"node\",\"entry_point\":\"x\",\"mcp_config\":{\"command\":\"n\",\"cwd\":\"/\"}}", .unknownField,
            ["server", "mcp_config", "cwd"]
        ),
        (
            "{\"type\":\"node\",\"entry_point\":\"x\",\"mcp_config\":{\"command\":\"n\",\"args\":[\"{home}/x\"]}}",
            .value, ["server", "mcp_config", "args"]
        ),
        (
            "{\"type\":\"node\",\"entry_point\":\"x\",\"mcp_config\":{\"command\":\"n\",\"platform_overrides\":{\"beos\":{}}}}",
            .unknownField, ["server", "mcp_config", "platform_overrides", "beos"]
        ),
        (
            "{\"type\":\"node\",\"entry_point\":\"x\",\"mcp_config\":{\"command\":\"n\",\"env\":{\"A=\":\"x\"}}}",
            .name, ["server", "mcp_config", "env", "A="]
        ),
    ]

    @Test(arguments: refused)
    func `a server of a bundle that is not understood is refused at its place`(
        server: String, code: SourceCode, place: [String]
    ) throws {
        let fault = try #require(error(of: Self.manifest(server)), "it was read")
        #expect(fault.code == code, "\(fault)")
        #expect(fault.place == .pointer(JSONPointer(tokens: place)))
    }

    @Test func `manifests of other versions, and with other members, are refused`() {
        #expect(error(of: Self.manifest(Self.node, version: "0.5"))?.code == .schema)
        #expect(error(of: Self.manifest(Self.node, version: "1"))?.code == .schema)
        #expect(error(of: Self.manifest(Self.node, more: ",\"permissions\":{}"))?.code == .unknownField)
        #expect(error(of: "{\"manifest_version\":\"0.3\",\"server\":{}}")?.code == .missing)
        #expect(error(of: "{\"mcpServers\":{}}")?.code == .shape)
        #expect(error(of: Self.manifest(Self.node).replacing("\"tool\"", with: "\"/bin/sh\""))?.code == .name)
    }

    @Test func `a manifest alone is no server`() {
        #expect(refusal(Self.manifest(Self.node)) == .notRunnable)
    }

    // MARK: Systems

    @Test func `a bundle that is for other systems is refused with that reason`() throws {
        let others = Self.manifest(Self.node, more: ",\"compatibility\":{\"platforms\":[\"darwin\",\"win32\"]}")
        let fault = try #require(error(of: others))
        #expect(fault.code == .notRunnable && fault.detail.contains("darwin, win32"))
        #expect(fault.place == .pointer(JSONPointer(tokens: ["compatibility", "platforms"])))
        #expect(throws: Never.self) { try Self.reading(others, .macOS) }
        let own =
            ",\"compatibility\":{\"claude_desktop\":\">=1\",\"platforms\":[\"linux\"],\"runtimes\":{\"node\":\">=18\"}}"
        #expect(throws: Never.self) { try Self.reading(Self.manifest(Self.node, more: own)) }
    }

    // MARK: Settings

    /// A manifest whose arguments are `arguments` and whose settings are `settings`.
    private static func asking(_ arguments: String, _ settings: String, environment: String = "{}") -> String {
        manifest(
            """
            {"type":"node","entry_point":"i.js","mcp_config":{"command":"node","args":[\(arguments)],"env":\(environment)}}
            """, more: ",\"user_config\":{\(settings)}")
    }

    private static let settingTexts = """
        "text":{"type":"string","title":"T"},"number":{"type":"number","title":"N","min":1,"max":9.5},\
        "flag":{"type":"boolean","title":"B","default":true},"folder":{"type":"directory","title":"D"},\
        "file":{"type":"file","title":"F"},"many":{"type":"directory","title":"M","multiple":true,\
        "default":["${HOME}/a","${DESKTOP}","${DOCUMENTS}","${DOWNLOADS}","${__dirname}/b"]},\
        "secret":{"type":"string","title":"S","sensitive":true}
        """

    @Test func `places are filled in, as symbols where a text begins with them and as paths elsewhere`() throws {
        let text = Self.asking(
            "\"${user_config.many}\",\"-x=${HOME}\",\"-y=${__dirname}${/}z\",\"${DOWNLOADS}\",\"${other}\"",
            Self.settingTexts)
        let read = try read(text)
        #expect(
            read.argv.dropFirst() == [
                "{home}/a", "{home}/Desktop", "{home}/Documents", "{home}/Downloads", "{bundle}/b", "-x=/home/me",
                "-y={bundle}/z", "{home}/Downloads", "${other}",
            ])
        // What nobody fills in is shown.
        #expect(read.findings.map(\.place) == [.argument(8, 0..<8)])
    }

    @Test func `values are filled in as they were given, each as one argument`() throws {
        let text = Self.asking(
            "\"${user_config.text}\",\"n=${user_config.number},${user_config.flag}\",\"${user_config.many}\",\"${user_config.folder}\"",
            Self.settingTexts, environment: "{\"A\":\"${user_config.text}\",\"B\":\"${user_config.file}\"}")
        let read = try read(
            text,
            settings: [
                "text": ["a b;$(c) \"${HOME}"], "number": ["2.5"], "flag": ["false"], "many": ["/1", "/2"],
            ])
        #expect(read.argv.dropFirst() == ["a b;$(c) \"${HOME}", "n=2.5,false", "/1", "/2"])
        #expect(read.stdio?.environment == ["A": .plain("a b;$(c) \"${HOME}")])
    }

    static let wrongValues: [([String: [String]], String)] = [
        (["other": ["x"]], "no setting `other`"), (["number": ["x"]], "is a number"),
        (["number": ["0x2"]], "is a number"),
        (["number": [" 2"]], "is a number"), (["number": ["nan"]], "is a number"), (["number": ["0"]], "at least 1"),
        (["number": ["10"]], "at most 9.5"), (["flag": ["yes"]], "`true` or `false`"),
        (["folder": ["x/y"]], "a full path"),
        (["file": ["~/x"]], "a full path"), (["many": ["/a", "b"]], "a full path"),
        (["text": ["a", "b"]], "one value"),
        (["text": ["a\0"]], "NUL"), (["secret": ["x"]], "secret"),
        (["text": ["ghp_0123456789abcdefghijklmnopqrstuvwxyz"]], "looks like a secret"),
    ]

    @Test(arguments: wrongValues)
    func `a value that a setting does not take is refused`(settings: [String: [String]], said: String) throws {
        let fault = try #require(error(of: Self.asking("", Self.settingTexts), settings: settings))
        #expect(fault.code == .setting && fault.detail.contains(said), "\(fault)")
    }

    @Test func `what is missing is listed, all at once, with its title made visible`() throws {
        let settings = """
            "a":{"type":"string","title":"Key\\u202E","required":true},"b":{"type":"file","title":"B","required":true,"default":""},\
            "c":{"type":"string","title":"C"},"d":{"type":"string","title":"D"},"s":{"type":"string","title":"S","sensitive":true,"required":true}
            """
        let text = Self.asking("\"${user_config.c}\",\"d=${user_config.d}\"", settings)
        let fault = try #require(error(of: text))
        #expect(fault.code == .setting)
        #expect(fault.detail.contains("`a` (Key\\u{202e}, string), `b` (B, file), `d` (D, string)"), "\(fault.detail)")
        let read = try read(text, settings: ["a": ["1"], "b": ["/b"], "d": [""]])
        #expect(read.argv.dropFirst() == ["d="])
    }

    @Test func `W8: a value that begins with a symbol of Ward's is refused`() {
        for value in ["{store}/x", "{home}", "{project}/x", "x{bundle}y"] {
            let text = Self.asking("\"${user_config.text}\"", Self.settingTexts)
            #expect(error(of: text, settings: ["text": [value]])?.code == .value, "\(value)")
            #expect(error(of: Self.asking("\"\(value)\"", Self.settingTexts))?.code == .value, "\(value)")
        }
    }

    @Test func `a secret never stands in a command, and several values in no text`() {
        for argument in ["${user_config.secret}", "--key=${user_config.secret}"] {
            #expect(error(of: Self.asking("\"\(argument)\"", Self.settingTexts))?.code == .setting)
        }
        let many = ["many": ["/a", "/b"]]
        let text = Self.asking("\"-d ${user_config.many}\"", Self.settingTexts)
        #expect(error(of: text, settings: many)?.code == .setting)
        let variable = Self.asking("", Self.settingTexts, environment: "{\"A\":\"${user_config.many}\"}")
        #expect(error(of: variable, settings: many)?.code == .setting)
    }

    @Test(arguments: [
        ("\"a\":{\"type\":\"colour\"}", SourceCode.shape, ["a", "type"]), ("\"a\":{}", .missing, ["a"]),
        ("\"a\":{\"type\":\"string\",\"hook\":\"x\"}", .unknownField, ["a", "hook"]),
        ("\"a\":{\"type\":\"number\",\"min\":\"1\"}", .shape, ["a", "min"]),
        ("\"a\":{\"type\":\"number\",\"default\":\"x\"}", .value, ["a", "default"]),
        ("\"a\":{\"type\":\"string\",\"default\":[\"x\",\"y\"]}", .shape, ["a", "default"]),
        ("\"a\":7", .shape, ["a"]),
    ])
    func `a setting that is not understood is refused at its place`(
        setting: String, code: SourceCode, place: [String]
    ) throws {
        let fault = try #require(error(of: Self.asking("", setting)))
        #expect(fault.code == code, "\(fault)")
        #expect(fault.place == .pointer(JSONPointer(tokens: ["user_config"] + place)))
    }
}
