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
            "ward: error: `Bad Name` cannot name a package of PyPI (config.source-name)\n"
        ),
    ])
    func `a source that is wrong is refused in words, with its place`(source: String, said: String) throws {
        let shell = try Shell()
        let result = try shell.run("ward add \(source) --home home 2>&1")
        try shell.remove()
        #expect(result.status == 3)
        #expect(result.output.hasSuffix(said), "\(result.output)")
    }
}
