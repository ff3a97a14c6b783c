// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLaunch
import WardLock

@testable import WardCommands

/// Questions that tests ask.
enum ConsentFixtures {
    static func digest(_ text: String) -> Digest256 { Digest256(of: Array(text.utf8)) }

    static func name(_ text: String = "notes") throws -> ServerName { try ServerName(text) }

    /// A launch of nothing special with these arguments.
    static func question(
        _ arguments: [String],
        executable: String = "notes-server",
        environment: [String: EnvironmentValue] = [:],
        name: String = "notes",
        source: String = "test"
    ) throws -> ConsentQuestion {
        ConsentQuestion(
            name: try ServerName(name), source: source,
            content: LaunchContent(
                launch: .stdio(StdioLaunch(executable: executable, arguments: arguments, environment: environment)),
                origin: Origin(.executable, name: "/usr/bin/notes-server"),
                closure: Closure(artifacts: [], isResolved: true)),
            lookedUp: "/usr/bin/notes-server")
    }

    /// A Python package that was resolved and stands in the store.
    static func package() throws -> ConsentQuestion {
        let source = "pypi:mcp-server-notes"
        return ConsentQuestion(
            name: try name(), source: source,
            request: LaunchRequest(
                suggestedName: "notes",
                launch: .stdio(
                    StdioLaunch(
                        executable: "uvx", arguments: ["mcp-server-notes", "--root", "/home/ana/My Notes"],
                        environment: ["NOTES_TOKEN": .plain("s3cret"), "LANG": .plain("C.UTF-8")])),
                package: PackageReference(.pypi, name: "mcp-server-notes"),
                source: .package,
                dropped: [DroppedField(place: "/mcpServers/notes/autoApprove", value: "[\"write_note\"]")],
                findings: [
                    LaunchFinding(
                        .unpinned, .note, .argument(0, 0..<16),
                        "no version is named; it is pinned to the one resolved now"
                    )
                ]),
            content: LaunchContent(
                launch: .stdio(
                    StdioLaunch(
                        executable: "/home/ana/.local/state/ward/store/4f1c/bin/mcp-server-notes",
                        arguments: ["--root", "/home/ana/My Notes", "", "--größe=5"],
                        directory: "/home/ana",
                        environment: ["NOTES_TOKEN": .inherited("NOTES_TOKEN"), "LANG": .plain("C.UTF-8")])),
                inherited: ["NOTES_TOKEN": digest("token")],
                origin: Origin(
                    .pypi, name: "mcp-server-notes", version: "2026.1.14", requested: ">=2026", constraints: ["mcp<2"]),
                closure: Closure(
                    interpreter: Interpreter(
                        path: "/usr/bin/python3.11", version: "3.11.7", digest: digest("python")),
                    artifacts: [
                        Artifact(
                            name: "mcp-server-notes", version: "2026.1.14",
                            file: "mcp_server_notes-2026.1.14-py3-none-any.whl",
                            digest: "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
                        Artifact(
                            name: "mcp", version: "1.26.0", file: "mcp-1.26.0-py3-none-any.whl",
                            digest: "sha256:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"),
                        Artifact(
                            name: "anyio", version: "4.12.1", file: "anyio-4.12.1-py3-none-any.whl",
                            digest: "sha256:fd61a03af4f77d870fc0e82b1b1ed5a42a4b6f4a2a5f1b8a9e3c7a0b5a1c2d3e"),
                    ],
                    isResolved: true),
                tree: digest("tree")),
            lookedUp: "/home/ana/.local/state/ward/store/4f1c/bin/mcp-server-notes",
            inherited: ["NOTES_TOKEN": true],
            findings: [
                LaunchFinding(
                    .wholeHome, .caution, .directory,
                    "it starts in your whole home folder; name a smaller one with `--cwd`")
            ],
            closureNote: "mcp-server-notes >=2026 is pinned to 2026.1.14, the version that was resolved now")
    }

    /// A remote server.
    static func remote() throws -> ConsentQuestion {
        let launch = Launch.http(
            HTTPLaunch(
                url: "https://notes.example/mcp?team=7",
                headers: ["Authorization": .inherited("NOTES_AUTH"), "X-Team": .plain("blue"), "X-Key": .plain("abc")]))
        return ConsentQuestion(
            name: try name(), source: "cursor://anysphere.cursor-deeplink/mcp/install?name=notes&config=eyJ1cmwiOiJo",
            request: LaunchRequest(suggestedName: "notes", launch: launch, source: .link),
            content: LaunchContent(
                launch: launch, origin: Origin(.remote, name: "https://notes.example/mcp?team=7"),
                closure: Closure(artifacts: [], isResolved: true)),
            inherited: ["NOTES_AUTH": false],
            findings: [
                LaunchFinding(
                    .secretInClear, .caution, .header("X-Key"),
                    "the value looks secret; keep it in the environment instead")
            ])
    }

    /// A container that gets at the machine behind it.
    static func container() throws -> ConsentQuestion {
        let launch = Launch.stdio(
            StdioLaunch(
                executable: "docker",
                arguments: [
                    "run", "-i", "--rm", "--privileged", "-v", "/:/host", "-e", "NODE_OPTIONS", "example/notes:latest",
                ],
                environment: ["NODE_OPTIONS": .plain("--require /tmp/x.js")]))
        return ConsentQuestion(
            name: try name(), source: "docker run -i --rm --privileged -v /:/host -e NODE_OPTIONS example/notes:latest",
            request: LaunchRequest(launch: launch, source: .commandLine),
            content: LaunchContent(
                launch: launch, origin: Origin(.oci, name: "example/notes", requested: "latest"),
                closure: Closure(
                    artifacts: [
                        Artifact(
                            name: "/usr/bin/docker", version: nil, file: "docker",
                            digest: "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")
                    ],
                    isResolved: false)),
            lookedUp: "/usr/bin/docker",
            findings: [
                LaunchFinding(
                    .unresolved, .danger, .launch,
                    "Ward cannot resolve container images: what runs can be another each time"),
                LaunchFinding(.unpinned, .caution, .argument(8, 14..<20), "`latest` is whatever it is at each start"),
                LaunchFinding(
                    .containerEscape, .danger, .argument(3, 0..<12),
                    "the container has the rights of the machine's root"),
                LaunchFinding(.containerEscape, .danger, .argument(5, 0..<7), "the whole machine is in the container"),
                LaunchFinding(
                    .dangerousVariable, .danger, .environment("NODE_OPTIONS"), "it makes Node load code from a file"),
            ])
    }

    /// What was approved as ``package()``, asked about again after an update.
    static func update() throws -> ConsentQuestion {
        var question = try package()
        question.previous = question.content
        question.approvedAt = "2026-10-02 09:14 UTC"
        question.request = nil
        guard case .stdio(var launch) = question.content.launch else { return question }
        launch.arguments[3] = "--größe=6"
        launch.environment["NODE_OPTIONS"] = .plain("--require /tmp/x.js")
        question.content.launch = .stdio(launch)
        question.content.origin.version = "2026.2.0"
        question.content.tree = digest("another tree")
        question.content.closure.artifacts[2] = Artifact(
            name: "mcp-server-notes", version: "2026.2.0", file: "mcp_server_notes-2026.2.0-py3-none-any.whl",
            digest: "sha256:0a4d55a8d778e5022fab701977c5d840bbc486d0b6d1f2f9c4e5b8a7c6d5e4f3")
        question.findings.append(
            LaunchFinding(
                .dangerousVariable, .danger, .environment("NODE_OPTIONS"), "it makes Node load code from a file"))
        return question
    }
}
