// SPDX-License-Identifier: Apache-2.0

import Testing
import WardLaunch
import WardLock

@Suite struct `Environment variables` {
    @Test(arguments: [
        "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "DYLD_INSERT_LIBRARIES", "NODE_OPTIONS", "NODE_PATH", "PYTHONPATH",
        "PYTHONSTARTUP", "PYTHONHOME", "PERL5OPT", "RUBYOPT", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "BASH_ENV", "ENV",
        "IFS",
        "BASH_FUNC_x%%", "GIT_SSH_COMMAND", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "npm_config_registry",
        "NPM_CONFIG_USERCONFIG", "npm_config_script_shell", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL",
        "PIP_INDEX_URL", "PIP_CONFIG_FILE", "NODE_TLS_REJECT_UNAUTHORIZED", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE",
        "REQUESTS_CA_BUNDLE", "DOTNET_STARTUP_HOOKS", "GOPROXY", "DOCKER_HOST", "EDITOR", "PAGER", "GOOSE_MODE",
    ]) func `T51: a variable that loads or fetches code is dangerous in clear, and to look at where inherited`(
        _ name: String
    ) {
        #expect(findings("server", [name: .plain("x")]) == ["dangerous-variable danger $\(name)"])
        #expect(findings("server", [name: .inherited(name)]) == ["dangerous-variable caution $\(name)"])
    }

    @Test(arguments: [
        "HTTPS_PROXY", "http_proxy", "ALL_PROXY", "ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "FOO_BASE_URL", "PATH",
        "HOME",
        "TMPDIR", "XDG_CONFIG_HOME", "CODEX_HOME", "npm_config_loglevel", "UV_LINK_MODE",
    ]) func `T51: a variable that moves traffic or finds programs is to be looked at`(_ name: String) {
        #expect(findings("server", [name: .plain("x")]) == ["dangerous-variable caution $\(name)"])
        #expect(findings("server", [name: .inherited(name)]) == ["dangerous-variable note $\(name)"])
    }

    @Test(arguments: [
        "API_KEY_NAME", "PYTHONUNBUFFERED", "PYTHONUTF8", "PYTHONIOENCODING", "NODE_ENV", "LOG_LEVEL", "LANG",
        "MAX_TOKENS",
        "SEARCH_PATH", "OLD_HOME", "DATABASE", "PORT",
    ]) func `an honest variable is not flagged`(_ name: String) {
        #expect(findings("server", [name: .plain("x")]).isEmpty)
    }

    @Test func `settings of Node that only size it are a note`() {
        #expect(
            findings("server", ["NODE_OPTIONS": .plain("--max-old-space-size=4096")]) == [
                "dangerous-variable note $NODE_OPTIONS"
            ])
        #expect(
            findings("server", ["NODE_OPTIONS": .plain("--max-old-space-size=4096 --require=./x.js")])
                == ["dangerous-variable danger $NODE_OPTIONS"])
    }

    @Test func `a secret in clear, a path and a plain URL in a variable are flagged`() {
        #expect(findings("server", ["API_KEY": .plain("s3cretvalue")]) == ["secret-in-clear caution $API_KEY"])
        #expect(findings("server", ["API_KEY": .plain("${API_KEY}")]).isEmpty)
        #expect(findings("server", ["ENDPOINT": .plain("http://h.example")]) == ["plain-http caution $ENDPOINT"])
    }
}

@Suite struct `Remote launches` {
    private func findings(_ launch: HTTPLaunch) -> [String] {
        LaunchAnalysis(of: .http(launch), home: home, project: nil).findings.map { "\($0.code) \($0.tier) \($0.place)" }
    }

    @Test func `A12: an endpoint without encryption is flagged, and dangerous with headers`() {
        #expect(findings(HTTPLaunch(url: "https://h.example/mcp")).isEmpty)
        #expect(findings(HTTPLaunch(url: "http://localhost:3000/mcp")).isEmpty)
        #expect(findings(HTTPLaunch(url: "http://h.example/mcp")) == ["launch.plain-http caution url"])
        #expect(findings(HTTPLaunch(url: "HTTP://127.0.0.1.h.example/")) == ["launch.plain-http caution url"])
        #expect(
            findings(HTTPLaunch(url: "http://h.example", headers: ["A": .inherited("A")])) == [
                "launch.plain-http danger url"
            ])
    }

    @Test func `secrets and hidden characters of an endpoint are flagged`() {
        #expect(findings(HTTPLaunch(url: "https://ann:hunter22@h.example")) == ["launch.secret-in-clear caution url"])
        #expect(findings(HTTPLaunch(url: "https://h.ex\u{430}mple")) == ["launch.hidden-text danger url"])
        let keyed = HTTPLaunch(url: "https://h.example", headers: ["X-Api-Key": .plain("s3cretvalue")])
        #expect(findings(keyed) == ["launch.secret-in-clear caution header(\"X-Api-Key\")"])
    }
}
