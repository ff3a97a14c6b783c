// SPDX-License-Identifier: Apache-2.0

import CWard
import Testing
import WardProcess

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

@Suite(.timeLimit(.minutes(5)))
struct DescriptorTests {
    #if os(Linux)
    @Test func `gives the child the descriptors 0, 1 and 2 and no other`() throws {
        // Open in Ward, without close-on-exec, low and high.
        let leaks = [fcntl(2, F_DUPFD, 3), fcntl(2, F_DUPFD, 200), fcntl(2, F_DUPFD, 900)]
        defer { for leak in leaks { close(leak) } }
        let child = try TestChild(
            python: """
                import os
                names = os.listdir("/proc/self/fd")
                print(sorted(int(n) for n in names if os.path.lexists("/proc/self/fd/" + n)))
                """)
        #expect(child.readToEnd() == "[0, 1, 2]\n")
        child.finish()
    }
    #endif

    @Test func `keeps its own ends close-on-exec`() throws {
        let child = try TestChild(
            ChildLaunch(executable: "/bin/cat", standardError: .pipe))
        let streams = child.process.streams
        for descriptor in [streams.input, streams.output, try #require(streams.standardError)] {
            #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
            #expect(descriptor > 2)
        }
        close(try #require(streams.standardError))
        child.finish()
    }

    @Test func `leaks no descriptor and no process over 200 starts`() async {
        await #expect(processExitsWith: .success) {
            _ = try output(of: ChildLaunch(executable: "/bin/echo", arguments: ["warm"]))
            let before = openDescriptorCount()
            for round in 0..<200 {
                let result = try output(of: ChildLaunch(executable: "/bin/echo", arguments: ["\(round)"]))
                #expect(result.text == "\(round)\n")
                #expect(throws: ProcessError.self) { try TestChild(ChildLaunch(executable: "/nonexistent")) }
            }
            settleDescriptors(to: before)
            #expect(openDescriptorCount() <= before)
            var end = ward_end()
            #expect(unsafe ward_wait(0, false, false, &end) == -ECHILD)
        }
    }
}
