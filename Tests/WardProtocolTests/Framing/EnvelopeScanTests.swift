// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol
import WardTesting

/// A bounded look at a refused line, so that its sender can be answered.
struct EnvelopeScanTests {
    private func scan(_ text: String) -> EnvelopeScan { EnvelopeScan(of: Array(text.utf8)) }

    @Test(arguments: [
        (#"{"jsonrpc":"2.0","id":7,"method":"x"}"#, "7"), (#"{"id":"a b"}"#, "\"a b\""),
        ("{ \"id\"\t:  -5 }", "-5"), (#"{"id":7"#, "7"), (#"{"a":{"id":1},"b":[{"id":2}],"id":3}"#, "3"),
        (#"{"a":"\"id\":9","id":3}"#, "3"), (#"{"a":"}","id":3}"#, "3"), (#"{"a":"\\","id":3}"#, "3"),
        ("\u{FEFF}{\"id\":3}", "3"), (#"{"id":3}{"a":1}"#, "3"),
    ])
    func `the only id of a message is found, however broken the rest is`(text: String, id: String) {
        #expect(scan(text).id?.description == id)
    }

    @Test(arguments: [
        "", "{}", #"{"id":1,"id":1}"#, #"{"id":1}{"id":2}"#, #"{"id":null}"#, #"{"id":1.5}"#, #"{"id":true}"#,
        #"{"id":{"id":1}}"#, #"{"id":[1]}"#, #"{"id":9007199254740993}"#, #"{"id":"\ud800"}"#, #"{"id":}"#, #"{"id"}"#,
        #"{"id":"#, #"{"id""#, #"{"id":"half"#, #"{"\u0069d":1}"#, #"{"ID":1}"#, #"[{"id":1}]"#, #"{"a":{"id":1}}"#,
        #""id":1"#, #"{"a":"id","b":1}"#, "nonsense",
    ])
    func `without exactly one well-formed id there is none`(text: String) {
        #expect(scan(text).id == nil)
    }

    @Test func `an id longer than any honest one is none`() {
        let edge = String(repeating: "x", count: 510)
        #expect(scan("{\"id\":\"\(edge)\"}").id == .string(edge))
        #expect(scan("{\"id\":\"\(edge)y\"}").id == nil)
        #expect(scan("{\"id\":1\(String(repeating: "0", count: 600))}").id == nil)
    }

    @Test func `an id far behind is not looked for`() {
        let padding = String(repeating: "x", count: 70_000)
        #expect(scan("{\"a\":\"\(padding)\",\"id\":1}").id == nil)
        #expect(scan("{\"id\":1,\"a\":\"\(padding)\"}").id == .integer(1))
    }

    @Test func `it tells requests, notifications and responses apart`() {
        let request = scan(#"{"id":1,"method":"x"}"#)
        #expect(request.hasMethod && request.hasID && !request.hasOutcome)
        let notification = scan(#"{"method":"x","params":{"id":1,"result":2}}"#)
        #expect(notification.hasMethod && !notification.hasID && !notification.hasOutcome)
        for text in [#"{"id":1,"result":{}}"#, #"{"id":1,"error":{"method":1}}"#] {
            #expect(scan(text).hasOutcome && !scan(text).hasMethod)
        }
        #expect(scan(#"{"id":null,"method":"x"}"#).hasID)
    }

    @Test(arguments: Array<UInt64>(1...16))
    func `it ends well on anything`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("{}[]:,\"\\ id1mo\u{0}\u{FF}".utf8)
        for _ in 0..<2_000 {
            let line = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let scan = EnvelopeScan(of: line)
            #expect(scan.id == nil || scan.hasID)
        }
    }
}
