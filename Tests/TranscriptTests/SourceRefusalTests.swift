// SPDX-License-Identifier: Apache-2.0

import Testing

/// A wrong source is told in words that a person can act on.
struct SourceRefusalTests {
    @Test(arguments: [
        (
            "'cursor://anysphere.cursor-deeplink/mcp/install?name=x&config=!!!'",
            "ward: error: it is neither JSON nor base64, in the link's `config` (config.source-encoding)\n"
        ),
        (
            #"'{"mcpServers":{"a":{"command":"x","evil":1}}}'"#,
            """
            ward: error: the field `evil` is not understood here, in /mcpServers/a/evil (config.source-unknown-field)
            ward: hint: take it out if the server does not need it, or add the server by its command line

            """
        ),
        (
            "'pypi:Bad Name'",
            """
            ward: error: `Bad Name` cannot name a package of PyPI (config.source-name)
            ward: hint: write the name, and a version if you want a certain one: pypi:NAME==1.2.3; a range goes into `--constraint`

            """
        ),
        (
            "npm:",
            """
            ward: error: no package is named (config.source-name)
            ward: hint: write the name, and a version if you want a certain one: npm:NAME@1.2.3, npm:@SCOPE/NAME

            """
        ),
        (
            "'{\"mcpServers\":{}}'",
            """
            ward: error: there is no server in it, in /mcpServers (config.source-missing)
            ward: hint: servers stand under `mcpServers`, `servers` or `context_servers`, each with its name

            """
        ),
        (
            "'cursor://anysphere.cursor-deeplink/mcp/install?name=x'",
            """
            ward: error: nothing stands there, in the link's `config` (config.source-missing)
            ward: hint: the link was cut, or is only a page: get the command or the JSON that it stands for, and add that

            """
        ),
        (
            "http://notes.example/mcp",
            """
            ward: error: the URL is refused: plain `http` is taken only on this machine (config.source-url)
            ward: hint: ask for its `https` URL: whoever is on the way could read and change everything

            """
        ),
        (
            "'{\"mcpServers\":{\"a\":{\"command\":\"x\"},}}'",
            """
            ward: error: it is no strict JSON: expected a name, found `}`, at byte 35 (config.source-json)
            ward: hint: comments, trailing commas and names that stand twice are refused too

            """
        ),
        (
            "x -- PORT=1 server",
            """
            ward: error: a variable in front of a command is something that only a shell understands, in argument 1 (config.source-shell)
            ward: hint: name the variable apart from the command

            """
        ),
    ])
    func `a source that is wrong is refused in words, with its place`(source: String, said: String) throws {
        let shell = try Shell()
        let result = try shell.run("ward add --home home \(source) 2>&1")
        try shell.remove()
        #expect(result.status == 3)
        #expect(result.output.hasSuffix(said), "\(result.output)")
    }

    /// What a person gave that is no source at all, with how the command ends.
    @Test(arguments: [
        ("./nothere", 1, "there is no file `./nothere` (environment.file-unreadable)"),
        ("settings.json", 1, "there is no file `settings.json` (environment.file-unreadable)"),
        ("x --cwd nowhere -- true", 64, "`--cwd` names no folder: `"),
        ("x --constraint 'mcp<2' -- true", 64, "`--constraint` is for packages that Ward resolves, and x is none"),
        ("$(printf 'gi\\342\\200\\256t') -- true", 64, "`gi\\u{202e}t` is no name for a server"),
    ])
    func `a wrong option or path is refused before anything is asked`(words: String, status: Int32, said: String) throws
    {
        let shell = try Shell()
        let result = try shell.run("ward add --home home \(words) 2>&1")
        let standardOutput = try shell.run("ward add --home home \(words) 2>/dev/null")
        try shell.remove()
        #expect(result.status == status)
        #expect(result.output.contains("ward: error: " + said), "\(result.output)")
        #expect(standardOutput.output.isEmpty)
    }
}
