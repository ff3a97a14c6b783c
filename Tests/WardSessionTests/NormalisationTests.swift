// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardSession
import WardTesting

/// What is forwarded is one line and one text for every reader, and is otherwise as it came.
struct NormalisationTests {
    private func started() -> SessionDriver {
        var driver = SessionDriver()
        driver.shakeHands()
        return driver
    }

    @Test(arguments: [("\u{85}", "\\u0085"), ("\u{2028}", "\\u2028"), ("\u{2029}", "\\u2029")])
    func `a raw line end of Unicode is escaped, as a recorded edit`(raw: String, escaped: String) {
        var driver = started()
        driver.client(Line.call("1", "echo", ",\"arguments\":{\"a\(raw)\":\"\(raw)x\(raw)\"}"))
        #expect(
            driver.toServer == [Line.call("1", "echo", ",\"arguments\":{\"a\(escaped)\":\"\(escaped)x\(escaped)\"}")])
        #expect(driver.records.last?.edits == 3)
        driver.server(Line.called("1", raw))
        #expect(driver.toClient == [Line.called("1", escaped)])
    }

    @Test(arguments: [
        Line.called("1", "tab\\t del\u{7F} zwj 👨‍👩‍👧 rtl עברית \u{202E} \\ud83d\\ude00 \\/ \\u0000"),
        #"{ "result" : {"content":[ ], "_meta":{"x":null,"n":1e21,"m":1E+2,"z":-0,"k":0.10}},"id":1 , "jsonrpc":"2.0"}"#,
        #"{"jsonrpc":"2.0","id":1,"result":{"content":[],"own":{"a":1,"A":2}},"extra":[{}]}"#,
    ])
    func `everything else keeps its bytes`(answer: String) {
        var driver = started()
        driver.client(Line.call("1"))
        driver.server(answer)
        #expect(driver.toClient.map { Array($0.utf8) } == [Array(answer.utf8)], "\(driver.records.last?.detail ?? "")")
        #expect(driver.records.last?.edits == 0)
    }

    @Test func `a lone surrogate in a result becomes U+FFFD, as a recorded edit`() {
        var driver = started()
        driver.client(Line.call("1"))
        driver.server(Line.called("1", "a\\ud800b\\udfff"))
        #expect(driver.toClient == [Line.called("1", "a\\ufffdb\\ufffd")])
        #expect(driver.records.last?.edits == 2)
        #expect(driver.records.last?.findings.map(\.code) == ["surrogate-replaced", "surrogate-replaced"])
    }

    @Test func `a lone surrogate in what an error says becomes U+FFFD too`() {
        var driver = started()
        driver.client(Line.call("1"))
        driver.server(Line.error("1", -32_603, "no such file: \\udc80"))
        #expect(driver.toClient == [Line.error("1", -32_603, "no such file: \\ufffd")])
    }

    @Test func `a lone surrogate in a name is refused even there, for two names could become one`() {
        var driver = started()
        driver.client(Line.call("1"))
        driver.server(Line.result("1", #"{"content":[],"structuredContent":{"\ud800":1,"\ud801":2}}"#))
        #expect(driver.lastRule == "server-misbehaved.lone-surrogate")
        #expect(driver.toClient.count == 1)
    }

    @Test(arguments: ["9007199254740993", "-9007199254740993", "123456789012345678901234567890", "1e400"])
    func `a number beyond exact readers passes in a result as its text, with a finding`(number: String) {
        var driver = started()
        driver.client(Line.call("1"))
        let answer = Line.result("1", "{\"content\":[],\"structuredContent\":{\"n\":\(number)}}")
        driver.server(answer)
        #expect(driver.toClient == [answer])
        #expect(driver.records.last?.findings.map(\.code) == ["number-kept-as-text"])
        #expect(driver.records.last?.edits == 0)
        driver.client(Line.call("2", "echo", ",\"arguments\":{\"n\":\(number)}"))
        #expect(driver.lastRule == "client-misbehaved.number-not-interoperable")
    }

    @Test func `a number beyond exact readers passes in what a server logs, and nowhere else in the message`() {
        var driver = started()
        let number = "1795235210872259169"
        let line = #"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":{"t":N}}}"#
            .split(separator: "N").joined(separator: number)
        driver.server(line)
        #expect(driver.toClient == [line])
        #expect(driver.records.last?.findings.map(\.code) == ["number-kept-as-text"])
        driver.clear()
        driver.server(line.split(separator: "\"level\"").joined(separator: "\"extra\":\(number),\"level\""))
        #expect(driver.toClient.isEmpty)
        #expect(driver.lastRule == "server-misbehaved.number-not-interoperable")
    }

    @Test func `findings on one message are bounded`() {
        var driver = started()
        driver.client(Line.call("1"))
        let numbers = (0..<1_000).map { _ in "9007199254740993" }.joined(separator: ",")
        driver.server(Line.result("1", "{\"content\":[],\"structuredContent\":{\"n\":[\(numbers)]}}"))
        #expect(driver.records.last?.findings.count == 16)
    }

    @Test func `a key of metadata that strays from the grammar is noted`() {
        var driver = started()
        driver.client(Line.call("1", "echo", #","_meta":{"fastmcp":1,"a b":2,"-c":3}"#))
        #expect(driver.records.last?.findings.map(\.code) == ["metadata-key-grammar"])
        #expect(driver.lastRule == "allowed")
    }

    @Test func `an unknown method passes with a finding`() {
        var driver = started()
        driver.client(Line.request("1", "vendor/own", #"{"x":[1,2]}"#))
        driver.server(Line.result("1", #"{"anything":true}"#))
        driver.server(Line.notification("notifications/vendor/own"))
        #expect(driver.rules == ["allowed", "allowed", "allowed"])
        #expect(driver.records.map { $0.findings.map(\.code) } == [["unknown-method"], [], ["unknown-method"]])
    }
}
