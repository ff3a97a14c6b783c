// SPDX-License-Identifier: Apache-2.0

import Testing
import WardLaunch

/// What each runner's command line is expected to mean.
struct RunnerCase: Sendable, CustomTestStringConvertible {
    let line: String
    let runner: Runner
    /// `npm name version pinned extras(a,b) command(c)`, in which only what differs from nothing is written.
    let package: String?
    /// The server's own arguments.
    let arguments: String
    /// The findings, `code tier text`.
    let found: [String]

    init(_ line: String, _ runner: Runner, _ package: String?, _ arguments: String = "", _ found: [String] = []) {
        (self.line, self.runner, self.package, self.arguments, self.found) = (line, runner, package, arguments, found)
    }

    var testDescription: String { line }

    static func written(_ reference: PackageReference?) -> String? {
        guard let reference else { return nil }
        var parts = [reference.ecosystem.rawValue, reference.name]
        if let version = reference.version { parts.append(version) }
        if reference.isPinned { parts.append("pinned") }
        if !reference.extras.isEmpty { parts.append("extras(\(reference.extras.joined(separator: ",")))") }
        if let command = reference.command { parts.append("command(\(command))") }
        return parts.joined(separator: " ")
    }
}

private let commit = "0123456789abcdef0123456789abcdef01234567"
private let digest = "sha256:" + String(repeating: "ab", count: 32)

@Suite struct `Runners` {
    private static func check(_ row: RunnerCase) {
        let result = analysis(row.line)
        #expect(result.runner == row.runner)
        #expect(RunnerCase.written(result.package) == row.package)
        #expect(result.serverArguments == words(row.arguments))
        if let package = result.package { #expect(package.arguments == words(row.arguments)) }
        #expect(findings(row.line) == row.found)
    }

    @Test(arguments: [
        RunnerCase("npx -y @scope/pkg@1.2.3 --stdio", .npx, "npm @scope/pkg 1.2.3 pinned", "--stdio"),
        RunnerCase("/usr/bin/npx --yes pkg@1.2.3", .npx, "npm pkg 1.2.3 pinned"),
        RunnerCase("NPX.CMD -y pkg@1.2.3", .npx, "npm pkg 1.2.3 pinned"),
        RunnerCase(#"C:\Program␣Files\nodejs\npx.cmd -y pkg@v1.2.3-rc.1"#, .npx, "npm pkg v1.2.3-rc.1 pinned"),
        RunnerCase("npx -y -- pkg@1.2.3 -y", .npx, "npm pkg 1.2.3 pinned", "-y"),
        RunnerCase("npx -p pkg@1.0.0 cmd a b", .npx, "npm pkg 1.0.0 pinned command(cmd)", "a b"),
        RunnerCase("npx --package=pkg@1.0.0 -y cmd -p x", .npx, "npm pkg 1.0.0 pinned command(cmd)", "-p x"),
        RunnerCase("npx --loglevel silent pkg@1.0.0", .npx, "npm pkg 1.0.0 pinned"),
        RunnerCase("npx pkg", .npx, "npm pkg", "", ["unpinned caution pkg"]),
        RunnerCase("npx pkg@latest", .npx, "npm pkg latest", "", ["unpinned caution pkg@latest"]),
        RunnerCase("npx pkg@^1.2.3", .npx, "npm pkg ^1.2.3", "", ["unpinned caution pkg@^1.2.3"]),
        RunnerCase("npx pkg@1.2", .npx, "npm pkg 1.2", "", ["unpinned caution pkg@1.2"]),
        RunnerCase("npx pkg@1.x", .npx, "npm pkg 1.x", "", ["unpinned caution pkg@1.x"]),
        RunnerCase("npx alias@npm:real@2.0.0", .npx, "npm real 2.0.0 pinned"),
        RunnerCase("npx ./server", .npx, nil),
        RunnerCase("npx file:../server.tgz", .npx, nil),
        RunnerCase(
            "npx owner/repo", .npx, "git owner/repo", "",
            ["other-source caution owner/repo", "unpinned caution owner/repo"]),
        RunnerCase(
            "npx github:owner/repo#\(commit)", .npx, "git github:owner/repo \(commit) pinned", "",
            ["other-source caution github:owner/repo#\(commit)"]),
        RunnerCase(
            "npx https://example.com/a.tgz", .npx, "npm https://example.com/a.tgz", "",
            ["other-source caution https://example.com/a.tgz", "unpinned caution https://example.com/a.tgz"]),
        RunnerCase(
            "npx --frobnicate x pkg@1.0.0", .npx, "npm pkg 1.0.0 pinned", "", ["unknown-option caution --frobnicate"]),
        RunnerCase(
            "npx -y deno run -A jsr:@a/b@1.0.0", .npx, "npm deno", "jsr:@a/b@1.0.0",
            ["unpinned caution deno", "broad-permissions danger -A"]),
    ]) func `npx: package, version and arguments are told apart (T86, W8)`(_ row: RunnerCase) {
        let result = analysis(row.line)
        // Where the package is a runner itself, its own arguments are read on.
        if result.package?.name != "deno" {
            Self.check(row)
        } else {
            #expect(RunnerCase.written(result.package) == row.package)
            #expect(findings(row.line) == row.found)
        }
    }

    @Test(arguments: [
        RunnerCase("npm exec -y -- pkg@1.2.3 --stdio", .npmExec, "npm pkg 1.2.3 pinned", "--stdio"),
        RunnerCase("npm x --package=pkg@1.2.3 -- cmd", .npmExec, "npm pkg 1.2.3 pinned command(cmd)"),
        RunnerCase(
            "npm exec pkg@1.2.3 --stdio", .npmExec, "npm pkg 1.2.3 pinned", "", ["unknown-option caution --stdio"]),
        RunnerCase("bunx --bun pkg@1.2.3 x", .bunx, "npm pkg 1.2.3 pinned", "x"),
        RunnerCase("bun x pkg@1.2.3 -y", .bunx, "npm pkg 1.2.3 pinned", "-y"),
        RunnerCase("pnpm dlx pkg@1.2.3 a", .pnpmDlx, "npm pkg 1.2.3 pinned", "a"),
        RunnerCase("pnpm --package=pkg@1.2.3 dlx cmd", .pnpmDlx, "npm pkg 1.2.3 pinned command(cmd)"),
        RunnerCase("pnpx pkg@1.2.3", .pnpmDlx, "npm pkg 1.2.3 pinned"),
        RunnerCase("yarn dlx -p pkg@1.2.3 cmd x", .yarnDlx, "npm pkg 1.2.3 pinned command(cmd)", "x"),
        RunnerCase("yarn dlx -q pkg@1.2.3", .yarnDlx, "npm pkg 1.2.3 pinned"),
        RunnerCase("node dist/index.js --port 1", .nodeScript, nil, "--port 1"),
        RunnerCase("node --max-old-space-size=4096 a.js", .nodeScript, nil),
        RunnerCase("/usr/bin/node20 a.js", .nodeScript, nil),
        RunnerCase("tsx src/index.ts", .nodeScript, nil),
        RunnerCase("bun run ./a.ts x", .nodeScript, nil, "x"),
        RunnerCase("node --require ./x.js a.js", .nodeScript, nil, "", ["preloaded-code caution ./x.js"]),
        RunnerCase(
            "node -r data:text/javascript,1 a.js", .nodeScript, nil, "",
            ["preloaded-code danger data:text/javascript,1"]),
        RunnerCase("node --inspect a.js", .nodeScript, nil, "", ["debugger caution --inspect"]),
        RunnerCase(
            "node --inspect=0.0.0.0:9229 a.js", .nodeScript, nil, "", ["debugger danger --inspect=0.0.0.0:9229"]),
        RunnerCase("node --env-file=.env a.js", .nodeScript, nil, "", ["dangerous-variable caution .env"]),
    ]) func `the other Node runners are understood`(_ row: RunnerCase) { Self.check(row) }

    @Test(arguments: [
        RunnerCase("uvx pkg@1.2", .uvx, "pypi pkg 1.2 pinned"),
        RunnerCase("uvx pkg==1.2.3 --x", .uvx, "pypi pkg ==1.2.3 pinned", "--x"),
        RunnerCase("uvx --from pkg[a,b]==1.2 cmd x", .uvx, "pypi pkg ==1.2 pinned extras(a,b) command(cmd)", "x"),
        RunnerCase("uvx --python 3.12 --from=pkg==1.2 cmd", .uvx, "pypi pkg ==1.2 pinned command(cmd)"),
        RunnerCase("uvx -p 3.12 -qn pkg@1.2", .uvx, "pypi pkg 1.2 pinned"),
        RunnerCase("uv tool run pkg@1.2 a", .uvToolRun, "pypi pkg 1.2 pinned", "a"),
        RunnerCase("uv --offline tool run --from pkg==1 cmd", .uvToolRun, "pypi pkg ==1 pinned command(cmd)"),
        RunnerCase("uvx pkg", .uvx, "pypi pkg", "", ["unpinned caution pkg"]),
        RunnerCase("uvx pkg@latest", .uvx, "pypi pkg latest", "", ["unpinned caution pkg@latest"]),
        RunnerCase("uvx pkg[a]>=1", .uvx, "pypi pkg >=1 extras(a)", "", ["unpinned caution pkg[a]>=1"]),
        RunnerCase("uvx pkg==1.*", .uvx, "pypi pkg ==1.*", "", ["unpinned caution pkg==1.*"]),
        RunnerCase("uvx --from ./dist/a.whl cmd", .uvx, nil),
        RunnerCase(
            "uvx --from git+https://h.example/o/r@\(commit) cmd", .uvx,
            "git git+https://h.example/o/r \(commit) pinned command(cmd)", "",
            ["other-source caution git+https://h.example/o/r@\(commit)"]),
        RunnerCase(
            "uvx --from git+https://h.example/o/r cmd", .uvx, "git git+https://h.example/o/r command(cmd)", "",
            ["other-source caution git+https://h.example/o/r", "unpinned caution git+https://h.example/o/r"]),
        RunnerCase(
            "uvx --with extra pkg@1.2", .uvx, "pypi pkg 1.2 pinned", "", ["unpinned caution extra"]),
        RunnerCase("uvx --wat pkg@1.2", .uvx, "pypi pkg 1.2 pinned", "", ["unknown-option caution --wat"]),
        RunnerCase("uv run --directory /srv/app server.py x", .uvRun, nil, "x"),
        RunnerCase("uv --directory /srv/app run server.py", .uvRun, nil),
        RunnerCase("uv run -m module x", .uvRun, nil, "x"),
        RunnerCase("uv run --with pkg==1.2 --python 3.13 pkg x", .uvRun, "pypi pkg ==1.2 pinned", "x"),
        RunnerCase("uv run python -m server", .uvRun, nil),
        RunnerCase("pipx run pkg==1.2 x", .pipxRun, "pypi pkg ==1.2 pinned", "x"),
        RunnerCase("pipx run --spec pkg==1.2 cmd x", .pipxRun, "pypi pkg ==1.2 pinned command(cmd)", "x"),
        RunnerCase("python -m mcp_server --x", .pythonModule, nil, "--x"),
        RunnerCase("/usr/bin/python3.12 -u -I server.py --x", .pythonScript, nil, "--x"),
        RunnerCase("py -3.12 server.py", .pythonScript, nil),
        RunnerCase("python -W ignore -X utf8 server.py", .pythonScript, nil),
    ]) func `the Python runners are understood, with PEP 508 requirements (T86, W8)`(_ row: RunnerCase) {
        Self.check(row)
    }

    @Test(arguments: [
        RunnerCase("docker run -i --rm mcp/x@\(digest) --y", .container, "oci mcp/x \(digest) pinned", "--y"),
        RunnerCase(
            "docker run -i --rm -e A -e B=1 -v data:/data h.example:5000/o/x:1@\(digest) y", .container,
            "oci h.example:5000/o/x \(digest) pinned", "y"),
        RunnerCase("podman run -it --rm x:1.2", .container, "oci x 1.2", "", ["unpinned caution x:1.2"]),
        RunnerCase("docker run -i --rm x", .container, "oci x", "", ["unpinned caution x"]),
        RunnerCase("docker container run -i x@\(digest)", .container, "oci x \(digest) pinned"),
        RunnerCase(
            "docker run --wat x@\(digest)", .container, "oci x \(digest) pinned", "", ["unknown-option caution --wat"]),
        RunnerCase("docker run x@\(digest) -v /:/x", .container, "oci x \(digest) pinned", "-v /:/x"),
        RunnerCase("deno run -N=h.example npm:@a/b@1.2.3/cli x", .denoRun, "npm @a/b 1.2.3 pinned", "x"),
        RunnerCase("deno run jsr:@a/b@1.2.3 stdio", .denoRun, "deno jsr:@a/b 1.2.3 pinned", "stdio"),
        RunnerCase("deno run jsr:@a/b", .denoRun, "deno jsr:@a/b", "", ["unpinned caution jsr:@a/b"]),
        RunnerCase("deno run --allow-read=./data server.ts", .denoRun, nil),
        RunnerCase(
            "deno run https://h.example/x.ts", .denoRun, "deno https://h.example/x.ts", "",
            ["other-source caution https://h.example/x.ts", "unpinned caution https://h.example/x.ts"]),
        RunnerCase("dnx pkg@1.2.3 --yes -- a b", .dnx, "nuget pkg 1.2.3 pinned", "a b"),
        RunnerCase("dotnet tool exec pkg --version 1.2.3", .dnx, "nuget pkg 1.2.3 pinned"),
        RunnerCase("dnx pkg --yes", .dnx, "nuget pkg", "", ["unpinned caution pkg"]),
        RunnerCase("dnx pkg@1.*", .dnx, "nuget pkg 1.*", "", ["unpinned caution pkg@1.*"]),
        RunnerCase("dotnet server.dll x", .plain, nil, "x"),
        RunnerCase("/opt/server/bin/server --x", .plain, nil, "--x"),
    ]) func `containers, Deno, .NET and plain programs are understood`(_ row: RunnerCase) { Self.check(row) }

    @Test(arguments: [
        RunnerCase("env A=1 npx pkg@1.0.0", .npx, "npm pkg 1.0.0 pinned"),
        RunnerCase("/usr/bin/env -u X -i node a.js", .nodeScript, nil),
        RunnerCase("nice -n 5 env timeout -k 5 30 uvx pkg@1.0", .uvx, "pypi pkg 1.0 pinned"),
        RunnerCase("cmd /c npx -y pkg@1.0.0 x", .npx, "npm pkg 1.0.0 pinned", "x", ["shell note cmd"]),
        RunnerCase(
            "cmd.exe /d /s /c npx␣-y␣pkg@1.0.0", .npx, "npm pkg 1.0.0 pinned", "",
            ["shell note cmd.exe", "joined-command caution npx -y pkg@1.0.0"]),
        RunnerCase("wsl.exe -d Ubuntu uvx pkg@1.0", .uvx, "pypi pkg 1.0 pinned"),
        RunnerCase("sudo -u root npx -y pkg@1.0.0", .npx, "npm pkg 1.0.0 pinned", "", ["elevation danger sudo"]),
        RunnerCase(
            "env -S npx␣-y␣pkg@1.0.0", .npx, "npm pkg 1.0.0 pinned", "", ["joined-command caution npx -y pkg@1.0.0"]),
        RunnerCase(
            "env LD_PRELOAD=x.so node a.js", .nodeScript, nil, "", ["dangerous-variable danger LD_PRELOAD=x.so"]),
    ]) func `wrappers are taken off (S11)`(_ row: RunnerCase) { Self.check(row) }

    @Test func `more wrappers than anybody needs are dangerous`() {
        let line = String(repeating: "nice ", count: 9) + "npx pkg@1.0.0"
        #expect(findings(line) == ["nested-command danger nice"])
        #expect(analysis(line).package == nil)
    }
}
