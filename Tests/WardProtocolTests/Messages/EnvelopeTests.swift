// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardProtocol

/// The JSON-RPC envelope, read strictly (R140).
struct EnvelopeTests {
    private func envelope(_ text: String) throws -> (Envelope, JSONDocument) {
        let document = try JSONDocument(
            reading: Array(text.utf8), tolerating: [.loneSurrogates, .inexactNumbers])
        return (try Envelope(document.root, in: document), document)
    }

    @Test(arguments: [
        (#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, Envelope.Kind.request),
        (#"{"method":"ping","params":{},"jsonrpc":"2.0","id":"a"}"#, .request),
        (#"{"jsonrpc":"2.0","method":"x"}"#, .notification),
        (#"{"jsonrpc":"2.0","id":0,"result":{}}"#, .result),
        (#"{"jsonrpc":"2.0","id":0,"result":null}"#, .result),
        (#"{"jsonrpc":"2.0","id":0,"error":{"code":0,"message":""}}"#, .error),
        (#"{"jsonrpc":"2.0","id":0,"error":{"code":-1,"message":"x","data":null,"own":1}}"#, .error),
        (#"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}"#, .error),
        (#"{"jsonrpc":"2.0","error":{"code":1,"message":"x"}}"#, .error),
        (#"{"jsonrpc":"2.\u0030","id":1,"method":"ping"}"#, .request),
    ])
    func `a message is of one kind`(text: String, kind: Envelope.Kind) throws {
        #expect(try envelope(text).0.kind == kind)
    }

    @Test func `its parts stay where they are`() throws {
        let (read, document) = try envelope(#"{"jsonrpc":"2.0","id":-3,"method":"a/b","params":{"x":1},"own":2}"#)
        #expect(read.id == .integer(-3))
        #expect(read.method == "a/b")
        #expect(read.params.map { document.text(of: $0) } == #"{"x":1}"#)
        #expect(read.outcome == nil)
        #expect(read.extensionCount == 1)
        let (answer, text) = try envelope(#"{"jsonrpc":"2.0","id":"7","result":{"y":2}}"#)
        #expect(answer.id == .string("7"))
        #expect(answer.outcome.map { text.text(of: $0) } == #"{"y":2}"#)
    }

    @Test(arguments: [
        ("[]", "not-a-message", 0), ("7", "not-a-message", 0), (#"{"jsonrpc":"2.0"}"#, "not-a-message", 0),
        (#"{"id":1,"method":"x"}"#, "wrong-version", 0), (#"{"jsonrpc":2,"method":"x"}"#, "wrong-version", 11),
        (#"{"jsonrpc":"2.0","id":1.0,"method":"x"}"#, "invalid-id", 22),
        (#"{"jsonrpc":"2.0","id":null,"result":{}}"#, "invalid-id", 22),
        (#"{"jsonrpc":"2.0","id":null,"method":"x","error":{}}"#, "invalid-id", 22),
        (#"{"jsonrpc":"2.0","result":{}}"#, "missing-id", 0),
        (#"{"jsonrpc":"2.0","id":1,"method":null}"#, "invalid-method", 33),
        (#"{"jsonrpc":"2.0","id":1,"method":"x","params":7}"#, "invalid-params", 46),
        (#"{"jsonrpc":"2.0","id":1,"result":{},"params":{}}"#, "mixed-envelope", 45),
        (#"{"jsonrpc":"2.0","id":1,"method":"x","error":{"code":1,"message":""}}"#, "mixed-envelope", 45),
        (#"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":""}}"#, "result-and-error", 44),
        (#"{"jsonrpc":"2.0","id":1,"error":{"code":1.5,"message":""}}"#, "invalid-error", 32),
        (#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":7}}"#, "invalid-error", 32),
        (#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"","DATA":7}}"#, "folded-name", 55),
        (#"{"jsonrpc":"2.0","id":1,"method":"x","Id":2}"#, "folded-name", 37),
        (#"{"jsonrpc":"2.0","id":1,"m\u0065thod":"x"}"#, "escaped-name", 24),
        (#"{"jsonrpc":"2.0","id":1,"method":"\u0078"}"#, "escaped-name", 33),
    ])
    func `what breaks a rule is refused with its place`(text: String, code: String, offset: Int) {
        let error = #expect(throws: MessageError.self) { try envelope(text) }
        #expect(error?.code == code)
        #expect(error?.offset == offset)
    }

    @Test func `ids and methods have a longest length`() throws {
        let longest = String(repeating: "x", count: Envelope.longestName - 2)
        _ = try envelope("{\"jsonrpc\":\"2.0\",\"id\":\"\(longest)\",\"method\":\"\(longest)\"}")
        for text in ["\"id\":\"\(longest)x\",\"method\":\"x\"", "\"id\":1,\"method\":\"\(longest)x\""] {
            let error = #expect(throws: MessageError.self) { try envelope("{\"jsonrpc\":\"2.0\",\(text)}") }
            #expect(error?.code == "oversized-member")
        }
    }
}

/// Ids keep their JSON type and their exact text (R140).
struct RequestIDTests {
    @Test func `a number and a string are never one id`() {
        #expect(RequestID.integer(1) != .string("1"))
        #expect(Set([RequestID.integer(1), .string("1"), .integer(1)]).count == 2)
    }

    @Test func `texts that only look the same are two ids`() {
        let composed = RequestID.string("\u{E9}")
        let decomposed = RequestID.string("e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(RequestID.string("K") != .string("\u{212A}"))
    }

    @Test func `an id shows its type`() {
        #expect(RequestID.integer(7).description == "7")
        #expect(RequestID.string("7").description == "\"7\"")
    }
}
