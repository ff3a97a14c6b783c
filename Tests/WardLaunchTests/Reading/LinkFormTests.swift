// SPDX-License-Identifier: Apache-2.0

import Testing
import WardLaunch
import WardLock

/// A way to carry one server in a link.
struct LinkForm: Sendable, CustomTestStringConvertible {
    var name: String
    /// The link for a server's name and the JSON of its object.
    var make: @Sendable (_ name: String, _ json: String) -> String

    var testDescription: String { name }

    init(_ name: String, _ make: @escaping @Sendable (String, String) -> String) {
        self.name = name
        self.make = make
    }

    /// The same object with its name inside, as some links carry it.
    private static func named(_ name: String, _ json: String) -> String { "{\"name\":\"\(name)\"," + json.dropFirst() }

    private static func pair(_ head: String, _ encode: @escaping @Sendable (String) -> String) -> LinkForm {
        LinkForm(head) { "\(head)?name=\(Encode.percent($0))&config=\(Encode.percent(encode($1)))" }
    }

    private static func pairs(_ heads: [String]) -> [LinkForm] { heads.map { pair($0) { Encode.base64($0) } } }

    static let all: [LinkForm] =
        pairs([
            "cursor://anysphere.cursor-deeplink/mcp/install", "CURSOR://anysphere.cursor-deeplink/mcp/install/",
            "https://cursor.com/install-mcp", "https://cursor.com/en/install-mcp",
            "https://cursor.com/en-US/install-mcp",
            "https://cursor.com/link/mcp%2Finstall", "https://www.cursor.com/link/mcp/install", "lmstudio://add_mcp",
            "https://lmstudio.ai/install-mcp", "qoder://aicoding.aicoding-deeplink/mcp/add",
        ])
        + [
            pair("https://vscode.dev/redirect/mcp/install") { $0 },
            pair("https://insiders.vscode.dev/redirect/mcp/install") { $0 },
            pair("https://kiro.dev/launch/mcp/add") { $0 },
            LinkForm("vscode") { "vscode:mcp/install?\(Encode.percent(named($0, $1)))" },
            LinkForm("vscode twice encoded") { "vscode:mcp/install?\(Encode.percent(Encode.percent(named($0, $1))))" },
            LinkForm("vscode raw") { "vscode:mcp/install?\(named($0, $1))" },
            LinkForm("vscode with slashes") { "vscode://mcp/install?\(Encode.percent(named($0, $1)))" },
            LinkForm("vscode-insiders") { "vscode-insiders:mcp/install?\(Encode.percent(named($0, $1)))" },
            pair("vscode:mcp/install") { $0 },
            LinkForm("redirect of the whole link") {
                "https://vscode.dev/redirect?url=\(Encode.percent("vscode:mcp/install?" + Encode.percent(named($0, $1))))"
            },
            LinkForm("redirect with only the payload encoded") {
                "https://insiders.vscode.dev/redirect?url=vscode-insiders:mcp/install?\(Encode.percent(named($0, $1)))"
            },
            LinkForm("redirect with the link encoded once") {
                "https://vscode.dev/redirect?url=\(Encode.percent("vscode:mcp/install?" + named($0, $1)))&quality=insiders"
            },
            LinkForm("redirect encoded twice") {
                let link = Encode.percent("vscode:mcp/install?" + Encode.percent(named($0, $1)))
                return "https://vscode.dev/redirect?url=\(Encode.percent(link))"
            },
            LinkForm("Visual Studio") { "https://vs-open.link/mcp-install?\(Encode.percent(named($0, $1)))" },
            LinkForm("Raycast") { "raycast://mcp/install?\(Encode.percent(named($0, $1)))" },
            LinkForm("Trae") {
                let type = $1.contains("\"url\"") ? "http" : "stdio"
                return
                    "trae://trae.ai-ide/mcp-import?type=\(type)&name=\($0)&config=\(Encode.percent(Encode.base64($1)))"
            },
            LinkForm("Trae in China") {
                "trae-cn://trae.ai-ide/mcp-import?name=\($0)&config=\(Encode.percent(Encode.base64($1)))"
            },
            LinkForm("Cherry Studio, a map") {
                "cherrystudio://mcp/install?servers="
                    + Encode.percent(Encode.base64("{\"mcpServers\":{\"\($0)\":\($1)}}"))
            },
            LinkForm("Cherry Studio, a list") {
                "cherrystudio://mcp/install?servers=\(Encode.base64URL("[" + named($0, $1) + "]"))"
            },
            LinkForm("Cherry Studio, one") {
                "cherrystudio://mcp/install?servers=\(Encode.base64URL(named($0, $1)))"
            },
            LinkForm("5ire") { "app.5ire://install-tool#\(Encode.base64(named($0, $1)))" },
            LinkForm("base64 of percent-encoding") {
                let config = Encode.base64(Encode.percent($1))
                return "cursor://anysphere.cursor-deeplink/mcp/install?name=\($0)&config=\(Encode.percent(config))"
            },
            LinkForm("base64 without padding") {
                let config = Encode.base64($1).filter { $0 != "=" }
                return "cursor://anysphere.cursor-deeplink/mcp/install?name=\($0)&config=\(Encode.percent(config))"
            },
            LinkForm("base64 for URLs") {
                "cursor://anysphere.cursor-deeplink/mcp/install?name=\($0)&config=\(Encode.base64URL($1))"
            },
            LinkForm("base64 not percent-encoded") {
                "cursor://anysphere.cursor-deeplink/mcp/install?config=\(Encode.base64($1))&name=\($0)"
            },
            LinkForm("base64 with its plus damaged") {
                let config = String(Encode.base64($1).map { $0 == "+" ? " " : $0 })
                return "cursor://anysphere.cursor-deeplink/mcp/install?name=\($0)&config=\(Encode.percent(config))"
            },
            LinkForm("wrapped under its name") {
                let config = Encode.base64("{\"\($0)\":\($1)}")
                return "cursor://anysphere.cursor-deeplink/mcp/install?name=\($0)&config=\(Encode.percent(config))"
            },
            LinkForm("wrapped under mcpServers") {
                let config = Encode.base64("{\"mcpServers\":{\"\($0)\":\($1)}}")
                return "cursor://anysphere.cursor-deeplink/mcp/install?name=\($0)&config=\(Encode.percent(config))"
            },
            LinkForm("wrapped as name and config") {
                "vscode:mcp/install?\(Encode.percent("{\"name\":\"\($0)\",\"config\":\($1)}"))"
            },
        ]

    static let objects = [
        "{\"command\":\"npx\",\"args\":[\"-y\",\"@upstash/context7-mcp@1.0.0\"]}",
        "{\"command\":\"uvx\",\"args\":[\"mcp-server-git\",\"--repository\",\"/a b/ü~>>>???\"],\"env\":{\"MODE\":\"fast & loose\"}}",
        "{\"type\":\"stdio\",\"command\":\"node\",\"args\":[\"x.js\",\"\",\"100%\",\"a+b\"],\"cwd\":\"/srv\"}",
        "{\"url\":\"https://example.com/mcp?x=1&y=2\",\"headers\":{\"X-Team\":\"red\"}}",
        "{\"type\":\"http\",\"url\":\"http://127.0.0.1:8080/mcp\"}",
    ]
}

/// SEP-1024 holds for links as for everything else (S12), so each link must say exactly what its JSON says.
struct LinkFormTests {
    @Test(arguments: LinkForm.all, LinkForm.objects)
    func `S12: a link decodes to the same request as the JSON it came from`(form: LinkForm, object: String) throws {
        let expected = try request("{\"mcpServers\":{\"tool\":\(object)}}")
        let read = try request(form.make("tool", object))
        #expect(read.essence == expected.essence)
        #expect(read.source == .link)
    }

    @Test func `Goose's link decodes to the same request as the JSON it came from`() throws {
        let json = """
            {"mcpServers":{"My Server":{"command":"npx","args":["-y","pkg","a=b&c"],"env":{"API_KEY":"${API_KEY}"}}}}
            """
        let query =
            "?cmd=npx&arg=-y&arg=pkg&arg=a%3Db%26c&id=my&name=My%20Server&description=d&env=API_KEY%3Dyour%20key&timeout=300"
        for head in ["goose://extension", "https://block.github.io/goose/extension"] {
            let read = try request(head + query)
            #expect(try read.essence == request(json).essence)
            #expect(read.dropped.contains(DroppedField(place: "env API_KEY", value: "your key")))
        }
    }

    @Test func `Goose's link of an endpoint decodes to the same request as the JSON it came from`() throws {
        let json = "{\"mcpServers\":{\"r\":{\"url\":\"https://example.com/mcp\",\"headers\":{\"X-Team\":\"a=b\"}}}}"
        let link =
            "goose://extension?url=https%3A%2F%2Fexample.com%2Fmcp&type=streamable_http&header=X-Team%3Da%3Db&id=r"
        #expect(try request(link).essence == request(json).essence)
    }

    @Test func `Replit's link decodes to the same request as the JSON it came from`() throws {
        let payload = Encode.base64(
            "{\"displayName\":\"r\",\"baseUrl\":\"https://example.com/mcp\",\"headers\":{\"X-Team\":\"b\"}}")
        let json = "{\"mcpServers\":{\"r\":{\"url\":\"https://example.com/mcp\",\"headers\":{\"X-Team\":\"b\"}}}}"
        #expect(try request("https://replit.com/integrations?mcp=\(payload)").essence == request(json).essence)
    }

    @Test func `a plus in a form is a space, and that is told`() throws {
        let read = try request(
            "https://vscode.dev/redirect/mcp/install?name=a+b&config=%7B%22command%22%3A+%22npx%22%7D")
        #expect(read.suggestedName == "a b")
        #expect(read.argv == ["npx"])
        #expect(read.codes == ["source.repaired-text", "source.repaired-text"])
    }

    @Test func `a plus in what an editor decodes by itself stays`() throws {
        let read = try request("vscode:mcp/install?%7B%22name%22%3A%22x%22%2C%22command%22%3A%22a+b%22%7D")
        #expect(read.argv == ["a+b"])
    }

    @Test func `what had to be repaired is told`() throws {
        let json = "{\"command\":\"npx\",\"args\":[\">>>>?\"]}"
        let links = [
            Encode.base64(json).filter { $0 != "=" }: 1,
            String(Encode.base64(json).map { $0 == "+" ? " " : $0 }): 1,
            Encode.base64URL(json): 0,
            Encode.base64(json): 0,
            Encode.base64(Encode.percent(json)): 1,
        ]
        #expect(Encode.base64(json).contains("+") && Encode.base64(json).hasSuffix("="))
        for (config, count) in links {
            let link = "cursor://anysphere.cursor-deeplink/mcp/install?name=x&config=\(Encode.percent(config))"
            let read = try request(link)
            #expect(read.codes == Array(repeating: "source.repaired-text", count: count), "\(config)")
            #expect(read.argv == ["npx", ">>>>?"])
        }
    }

    @Test func `inputs of an editor's link are shown, and what they fill in comes from the environment`() throws {
        let config = Encode.percent("{\"command\":\"npx\",\"env\":{\"PERPLEXITY\":\"${input:key}\"}}")
        let inputs = Encode.percent("[{\"id\":\"key\",\"type\":\"promptString\",\"password\":true}]")
        let read = try request("https://vscode.dev/redirect/mcp/install?name=p&config=\(config)&inputs=\(inputs)")
        #expect(read.stdio?.environment == ["PERPLEXITY": .inherited("PERPLEXITY")])
        #expect(read.dropped.map(\.place) == ["inputs"])
        #expect(read.finding(.interpolation)?.place == .environment("PERPLEXITY"))
    }
}
