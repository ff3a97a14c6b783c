// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession
import WardTesting

/// Requests of Ward's own, whose ids and answers no client ever sees.
struct QueryTests {
    private func started() -> SessionDriver {
        var driver = SessionDriver()
        driver.shakeHands()
        return driver
    }

    @Test func `a query reaches the server, and its answer only the asker`() {
        var driver = started()
        driver.feed(.query(Query(name: "list", method: "tools/list", params: Array(#"{"cursor":"c"}"#.utf8))))
        #expect(driver.toServer == [Line.request("\"ward/1\"", "tools/list", #"{"cursor":"c"}"#)])
        driver.server(Line.result("\"ward/1\"", #"{"tools":[]}"#))
        #expect(driver.answers == [.result(Array(#"{"tools":[]}"#.utf8))])
        #expect(driver.toClient.isEmpty)
        #expect(driver.forwardCount == 0)
        driver.server(Line.result("\"ward/1\"", #"{"tools":[]}"#))
        #expect(driver.lastRule == "server-misbehaved.unsolicited-response")
    }

    @Test func `queries have ids of their own`() {
        var driver = started()
        for name in ["a", "b"] { driver.feed(.query(Query(name: name, method: "tools/list"))) }
        #expect(
            driver.toServer == [Line.request("\"ward/1\"", "tools/list"), Line.request("\"ward/2\"", "tools/list")])
    }

    @Test func `an error is an answer`() {
        var driver = started()
        driver.feed(.query(Query(name: "list", method: "tools/list")))
        driver.server(Line.error("\"ward/1\"", -32_603, "x"))
        #expect(driver.answers == [.error(Array(#"{"code":-32603,"message":"x"}"#.utf8))])
    }

    @Test(arguments: [
        #"{"jsonrpc":"2.0","id":"ward/1","result":{"tools":7}}"#,
        #"{"jsonrpc":"2.0","id":"ward/1","result":{"tools":[],"tools":[]}}"#,
        #"{"jsonrpc":"2.0","id":"ward/1"}"#,
    ])
    func `an answer that is refused fails the query`(answer: String) {
        var driver = started()
        driver.feed(.query(Query(name: "list", method: "tools/list")))
        driver.server(answer)
        guard case .failed = driver.answers.last else {
            Issue.record("\(driver.answers)")
            return
        }
        #expect(driver.toClient.isEmpty)
    }

    @Test func `a query waits for nobody when the server is gone`() {
        var driver = started()
        driver.feed(.query(Query(name: "a", method: "tools/list")))
        driver.feed(.childExited("gone"))
        driver.feed(.query(Query(name: "b", method: "tools/list")))
        #expect(driver.answers == [.failed("gone"), .failed("there is no agreed session with the server")])
    }

    @Test func `there is no query before the handshake is done`() {
        var driver = SessionDriver()
        driver.client(SessionDriver.initialize("2025-11-25"))
        driver.feed(.query(Query(name: "a", method: "tools/list")))
        #expect(driver.answers == [.failed("there is no agreed session with the server")])
        #expect(driver.toServer.count == 1)
    }

    @Test(arguments: [
        "[]", "7", "{", "{\"a\":1}\n{}", "{\"a\":\"\u{2028}\"}", "{\"a\":\"\\ud800\"}", "{\"a\":1,\"a\":2}",
    ])
    func `params of a query are one strict object on one line`(params: String) {
        var driver = started()
        driver.feed(.query(Query(name: "a", method: "tools/list", params: Array(params.utf8))))
        #expect(driver.answers == [.failed("`params` must be one strict JSON object on one line")])
        #expect(driver.toServer.isEmpty)
    }
}
