// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// What a client meets where a server may not run: a healthy server of Ward's own.
struct StatusServerTests {
    private let status = StatusServer(version: "1.2.3")

    /// Plays a client's lines against a session that has the status server for its server.
    private func play(_ lines: [String]) -> SessionDriver {
        var driver = SessionDriver()
        for line in lines {
            let before = driver.toServer.count
            driver.client(line)
            for request in driver.toServer[before...] {
                if let answer = status.answer(to: Array(request.utf8)) {
                    driver.server(String(decoding: answer, as: UTF8.self))
                }
            }
        }
        return driver
    }

    @Test(arguments: ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
    func `a client of any handshake lists and calls the one tool`(revision: String) throws {
        let driver = play([
            SessionDriver.initialize(revision), Line.initialized, Line.request("1", "tools/list"),
            Line.call("2", "ward_status"), Line.request("3", "ping"),
        ])
        #expect(driver.rules.allSatisfy { $0 == "allowed" }, "\(driver.rules)")
        #expect(driver.toClient.count == 4)
        #expect(try Said(driver.toClient[0]).string("/result/protocolVersion") == revision)
        #expect(try Said(driver.toClient[1]).string("/result/tools/0/name") == "ward_status")
        #expect(try Said(driver.toClient[1]).text("/result/tools/1") == nil)
        #expect(try Said(driver.toClient[2]).string("/result/content/0/text") == StatusServer.text)
    }

    @Test func `a client of 2026-07-28 does too, and keeps no list`() throws {
        let driver = play([
            SessionDriver.modernRequest("0", "server/discover"), SessionDriver.modernRequest("1", "tools/list"),
            SessionDriver.modernRequest("2", "tools/call", #""name":"ward_status""#),
        ])
        #expect(driver.rules.allSatisfy { $0 == "allowed" }, "\(driver.rules)")
        #expect(try Said(driver.toClient[1]).text("/result/ttlMs") == "0")
        #expect(try Said(driver.toClient[2]).text("/result/isError") == "false")
    }

    @Test func `another tool is a failed call, and another method an error of Ward's`() throws {
        let driver = play([
            SessionDriver.initialize("2025-11-25"), Line.initialized, Line.call("1", "git_log"),
            Line.request("2", "custom/method"),
        ])
        #expect(try Said(driver.toClient[1]).text("/result/isError") == "true")
        #expect(try Said(driver.toClient[2]).text("/error/code") == "-31001")
        #expect(try Said(driver.toClient[2]).string("/error/data/rule") == "policy.server-blocked")
    }

    @Test func `a batch is answered item by item`() throws {
        let batch = "[\(Line.request("1", "ping")),\(Line.initialized),\(Line.request("2", "tools/list"))]"
        let answer = try #require(status.answer(to: Array(batch.utf8)))
        let said = try Said(String(decoding: answer, as: UTF8.self))
        #expect(try said.text("/0/id") == "1")
        #expect(try said.text("/1/id") == "2")
        #expect(try said.text("/2") == nil)
    }

    /// T45, T48: a model that reads this learns of nothing that it could do itself.
    @Test func `T45, T48: nothing that a model reads holds a digest, an id or an approving command`() {
        let texts = play([
            SessionDriver.initialize("2025-11-25"), Line.initialized, Line.request("1", "tools/list"),
            Line.call("2", "ward_status"), Line.call("3", "x"), Line.request("4", "custom/method"),
        ]).toClient.joined()
        for word in ["sha256", "approve", "--yes", "ward add", "ward review", "ward run", "consent"] {
            #expect(!texts.contains(word), "\(word)")
        }
        #expect(texts.contains("open a terminal and type `ward`"))
    }
}
