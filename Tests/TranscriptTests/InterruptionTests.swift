// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Whatever stops `ward add` half way, what was there before is intact, and the next command works.
struct InterruptionTests {
    private let small: ProjectServer
    private var shell: Shell { small.shell }

    init() throws {
        small = try ProjectServer()
        _ = try small.approve("add first -- python3 \"$PWD/project/server.py\"")
        _ = try small.approve("review first")
        #expect(try small.ward("list").output.contains("first  ready"))
    }

    /// What is set before the command: sizes of files, in 512 bytes, past which a write fails or ends the process, or a time
    /// after which it is killed.
    static let faults: [String] =
        [0, 2].map { "trap '' XFSZ; ulimit -f \($0);" } + [0, 3, 200].map { "ulimit -f \($0);" }
        + ["0.03", "0.06", "0.1", "0.16"].map { "timeout -s KILL \($0)" }

    @Test(arguments: faults)
    func `an add that is stopped half way loses nothing, and works when it is tried again`(fault: String) throws {
        let command = "add second --home home -- python3 \"$PWD/project/server.py\""
        let sheet = try shell.run(
            "ward add second --dry-run --home home -- python3 \"$PWD/project/server.py\" 2>/dev/null")
        let digest = try #require(sheet.output.matches(of: /sha256-[A-Za-z0-9_-]{43}/).last).0
        let stopped = try shell.run(
            "\(fault) ward \(command.replacing(" --home", with: " --approve \(digest) --home"))")
        if fault.hasPrefix("trap") {
            #expect(stopped.status == 1 && stopped.output.contains("ward: hint: "), "\(stopped)")
        }
        let list = try small.ward("list")
        #expect(
            list.status == 0 && list.output.contains("first   ready") || list.output.contains("first  ready"), "\(list)"
        )
        #expect(try small.ward("audit verify").status == 0)
        #expect(try small.tools("first").contains("Greets somebody."))
        // How far it came differs; the list says what is left to do.
        if !list.output.contains("ward review second") {
            let again = try small.approve(
                list.output.contains("ward update second")
                    ? "update second" : "add second -- python3 \"$PWD/project/server.py\"")
            #expect(again.status == 0, "\(again.output)")
        }
        _ = try small.approve("review second")
        #expect(try small.tools("second").contains("Greets somebody."))
        #expect(try shell.run("ls home/config").output == "ward.lock\nward.lock-turn\n", "\(stopped)")
    }

    /// Whether this machine lets a test mount a file system: root in a namespace of its own.
    static let canMount: Bool = {
        do {
            return try Shell().run("unshare -m mount -t tmpfs none /mnt").status == 0
        } catch {
            return false
        }
    }()

    @Test(.enabled(if: canMount, "needs root and mount namespaces"))
    func `a disk that is full, or that may only be read, is said, and changes nothing`() throws {
        try small.write(
            "full.sh",
            #"""
            mkdir disk; mount -t tmpfs -o size=2m none disk; cp -r home/. disk; cp disk/config/ward.lock before
            dd if=/dev/zero of=disk/filler bs=4096 >/dev/null 2>&1
            ward add second --approve "$1" --home disk -- python3 "$PWD/project/server.py" > said 2>&1; echo "full $?"
            grep -c 'hint: ' said; cmp before disk/config/ward.lock && echo same
            rm disk/filler; ward list --home disk 2>/dev/null | grep -c 'ready'
            mount -o remount,ro disk
            ward add second --approve "$1" --home disk -- python3 "$PWD/project/server.py" > said 2>&1; echo "read-only $?"
            grep -c 'hint: ' said; cmp before disk/config/ward.lock && echo same
            mount -o remount,rw disk; ward list --home disk 2>/dev/null | grep -c 'ready'
            """#)
        let sheet = try shell.run(
            "ward add second --dry-run --home home -- python3 \"$PWD/project/server.py\" 2>/dev/null")
        let digest = try #require(sheet.output.matches(of: /sha256-[A-Za-z0-9_-]{43}/).last).0
        let result = try shell.run("unshare -m sh full.sh \(digest)").output
        #expect(result == "full 1\n1\nsame\n1\nread-only 1\n1\nsame\n1\n", "\(result)")
    }
}
