// SPDX-License-Identifier: Apache-2.0

import Testing
import WardLock

@testable import WardCommands

/// What an approved server finds in its environment (A19, T91).
struct ChildEnvironmentTests {
    private let own = [
        "HOME": "/home/ana", "LC_ALL": "C", "PATH": "/evil:/usr/bin", "TOKEN": "t", "AWS_SECRET_ACCESS_KEY": "k",
        "NODE_OPTIONS": "--require /x", "LD_PRELOAD": "/x.so", "HTTPS_PROXY": "http://x",
    ]

    @Test func `T91: nothing reaches a server but what its launch names and a few harmless names`() {
        let launch = StdioLaunch(executable: "/opt/x/bin/server")
        let environment = ChildEnvironment.make(for: launch, from: own)
        #expect(environment.keys.sorted() == ["HOME", "LC_ALL", "PATH"])
        #expect(environment["PATH"] == "/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin:/opt/x/bin")
    }

    @Test func `A19: values that are named come from the lock or from the client's entry`() {
        let launch = StdioLaunch(
            executable: "server",
            environment: [
                "MODE": .plain("fast"), "KEY": .inherited("TOKEN"), "NONE": .inherited("NOT_SET"), "PATH": .plain("/p"),
            ])
        let environment = ChildEnvironment.make(for: launch, from: own)
        #expect(environment["MODE"] == "fast" && environment["KEY"] == "t" && environment["PATH"] == "/p")
        #expect(environment["NONE"] == nil && environment["TOKEN"] == nil)
    }
}
