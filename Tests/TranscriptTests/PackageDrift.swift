// SPDX-License-Identifier: Apache-2.0

/// Something that changes after a person approved a server, and what has to become of it.
struct PackageDrift: Sendable {
    /// What somebody does; `$module` is the folder of the server's module.
    var change: String
    /// What the client's entry sets, and the terminal in which it is approved.
    var variables = "GIT_COMMITTER_NAME=Ana"
    /// Lines of the difference that a person reads.
    var said: [String]
    /// What is typed to the one command that approves; nothing where it only puts back what was approved.
    var answers: [String] = []

    static let all = [
        // T23: the size and the times are as they were.
        PackageDrift(
            change: """
                python3 -c "import os, sys; path = sys.argv[1]; was = os.stat(path); text = bytearray(open(path, 'rb').read())
                text[-2] ^= 1; open(path, 'wb').write(text); os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))" $module/server.py
                """,
            said: [
                "git is blocked: files of what was approved were changed (1) (blocked.files-changed)",
                "/mcp_server_git/server.py: other content of the same size", "to resolve: ward update git",
            ]),
        // T23: one more file.
        PackageDrift(
            change: "echo 'x = 1' > $module/extra.py", said: ["  added lib/", "/mcp_server_git/extra.py"]),
        // W14: bytecode that Python would load without a look at its source.
        PackageDrift(
            change: """
                echo "open('$PWD/marker', 'w')" > evil.py; python3 -c "import glob, py_compile, sys
                place = glob.glob(sys.argv[1] + '/__pycache__/server.*.pyc')[0]
                py_compile.compile('evil.py', place, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)" $module
                """,
            said: ["  changed lib/", "/mcp_server_git/__pycache__/server.cpython-", ".pyc: other content ("]),
        // T50: an argument in the lock.
        PackageDrift(
            change: #"sed -i.old 's/"-B"/"-B", "-v"/' home/config/ward.lock"#,
            said: ["  changed   the argument [3]\n  - old     (nothing)\n  + new     \"-v\"\n"]),
        // T50: a variable in the lock.
        PackageDrift(
            change: "sed -i.old 's/Ana/Eve/' home/config/ward.lock",
            said: ["  changed   the variable \"GIT_AUTHOR_NAME\"\n  - old     \"Ana\"\n  + new     \"Eve\"\n"],
            answers: ["yes"]),
        // A56: a variable of the client's entry, whose value is nowhere in clear.
        PackageDrift(
            change: "true", variables: "GIT_COMMITTER_NAME=Eve",
            said: [
                "  changed   the value that is inherited for \"GIT_COMMITTER_NAME\"\n",
                "  - old     a value that is not kept, keyed digest ",
                "  + new     a value that is not kept, keyed digest ",
            ],
            answers: ["yes"]),
    ]
}
