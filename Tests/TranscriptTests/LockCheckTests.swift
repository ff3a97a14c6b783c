// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `ward lock --check` as CI runs it: on a machine where nobody approved anything, without a network, and without a trace.
struct LockCheckTests {
    private let small: ProjectServer
    private var shell: Shell { small.shell }

    init() throws {
        small = try ProjectServer()
        try small.addToProject()
    }

    private func check(_ options: String = "") throws -> (output: String, status: Int32) {
        let result = try shell.run("ward lock --check --lock project/ward.lock \(options) --home ci 2>/dev/null")
        #expect(!FileManager.default.fileExists(atPath: shell.folder.path + "/ci"))
        return result
    }

    /// Changes the lock as a pull request would: the entry of `small` is `entry`, all of it is `lock`.
    private func edit(_ python: String) throws {
        try small.write(
            "edit.py",
            """
            import json
            lock = json.load(open("project/ward.lock"))
            entry = lock["servers"]["small"]
            \(python)
            json.dump(lock, open("project/ward.lock", "w"))
            """)
        #expect(try shell.run("python3 edit.py").status == 0)
    }

    @Test func `a lock as ward wrote it is fine, and leaves no trace on the machine`() throws {
        let result = try check()
        // Where these tests stand below a folder that others can write, that is said, and rightly.
        let said = result.output.split(separator: "\n").filter { !$0.hasSuffix("(launch.loose-location)") }
        #expect(result.status == 0 && said.isEmpty, "\(result)")
        #expect(try check("--base project/ward.lock").status == 0)
    }

    /// T52 (CVE-2026-47751): CI holds the lock of a pull request against the branch that it goes to.
    @Test func `T52: what a pull request changes in the lock is refused, with its difference`() throws {
        let git = "git -c user.name=a -c user.email=a@example.com -c commit.gpgsign=false -C project"
        #expect(try shell.run("git init -q -b main project && \(git) add -A && \(git) commit -qm base").status == 0)
        #expect(try shell.run("\(git) checkout -qb change && echo >> project/README && \(git) add -A").status == 0)
        let base =
            "\(git) show main:ward.lock > base.lock && ward lock --check --lock project/ward.lock --base base.lock"
        #expect(try shell.run("\(git) commit -qm harmless && \(base) --home ci 2>&1").status == 0)
        try edit("entry['launch']['arguments'][0] = '{project}/evil.py'; lock['servers']['new'] = entry")
        let refused = try shell.run("\(git) commit -qam change && \(base) --home ci 2>/dev/null")
        #expect(refused.status == 2)
        for line in [
            "/servers/small: small is another than in the other lock (1 difference) (config.lock-changed)",
            #"  changed   "/servers/small/launch/arguments/0""#, #"  - old     "{project}/server.py""#,
            #"  + new     "{project}/evil.py""#,
            "/servers/new: new is new: the other lock does not have it (config.lock-changed)",
        ] { #expect(refused.output.contains(line + "\n"), "\(line): \(refused.output)") }
        try edit("lock['servers'] = {}")
        let removed = try shell.run("\(base) --home ci 2>/dev/null")
        #expect(removed.status == 2 && removed.output.contains("small is gone"), "\(removed)")
    }

    /// An edit, and the place and code of what is then said.
    static let edits: [(String, String, Int32)] = [
        ("entry['later'] = 1", "/servers/small/later: .* \\(blocked.unknown-members\\)", 2),
        ("entry['launch']['executable'] = '{tree}/x'", "/servers/small/launch: .* \\(config.lock-place\\)", 2),
        ("entry['closures'] = {}", "/servers/small/closures: .* \\(blocked.other-platform\\)", 2),
        (
            "entry['launch']['environment']['API_TOKEN'] = 'sk-abcdefghij0123456789abcdefghij'",
            "/servers/small/launch/environment/API_TOKEN: .* \\(config.lock-secret\\)", 2
        ),
        (
            "entry['launch']['environment']['HTTPS_PROXY'] = 'http://example.com'",
            "look at /servers/small/launch/environment/HTTPS_PROXY: .* \\(launch.dangerous-variable\\)", 0
        ),
        (
            "entry['closures']['x'] = {'artifacts': []}; entry['launch']['executable'] = '/bin/sh'",
            "/servers/small/launch/executable: `/bin/sh` is none of the files that it pins \\(config.lock-mismatch\\)",
            2
        ),
        (
            "entry['closures']['x'] = {'artifacts': []}; entry['origin'] = {'kind': 'pypi', 'name': 'harmless'}",
            "/servers/small/origin: pypi harmless is not the package that was asked for \\(config.lock-mismatch\\)", 2
        ),
        (
            "entry['closures']['x'] = {'artifacts': []}; entry['origin'] = {'kind': 'pypi', 'name': 'harmless'}",
            "/servers/small/closures/x: pypi harmless is not among its artifacts \\(config.lock-mismatch\\)", 2
        ),
        ("entry['permissions'] = 'all'", "/servers/small/permissions: .* \\(config.lock-invalid\\)", 3),
        ("lock['version'] = 2", "/version: .* \\(config.lock-newer\\)", 3),
    ]

    @Test func `what is wrong with a lock has a code and a place`() throws {
        #expect(try shell.run("cp project/ward.lock kept").status == 0)
        for (python, line, status) in Self.edits {
            #expect(try shell.run("cp kept project/ward.lock").status == 0)
            try edit(python)
            let result = try check()
            #expect(result.status == status, "\(python): \(result)")
            try small.write("said", result.output)
            #expect(try shell.run("grep -qE '^\(line)$' said").status == 0, "\(python): \(result.output)")
        }
    }

    @Test func `everything that is wrong is said at once, to programs too`() throws {
        try edit("lock['servers']['b'] = {}; lock['servers']['a b'] = entry; entry['permissions'] = 'all'")
        let text = try check()
        #expect(text.status == 3)
        for pointer in ["/servers/small/permissions", "/servers/b", "/servers/a b"] {
            #expect(text.output.contains("\n\(pointer): ") || text.output.hasPrefix("\(pointer): "), "\(text.output)")
        }
        let json = try check("--format json").output.split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }
        #expect(json.count == 3 && json.allSatisfy { $0?["fatal"] as? Bool == true && $0?["pointer"] is String })
    }

    @Test func `a lock to compare with that cannot be read is an error`() throws {
        #expect(try check("--base missing").status == 1)
        #expect(try check("--base /dev/null").status == 3)
    }
}
