// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardSession
import WardTesting

/// What is decided does not depend on how the bytes were cut on their way.
struct ChunkingTests {
    /// A conversation with honest and hostile parts, both sides.
    private static let script: [(Direction, String)] = [
        (.clientToServer, SessionDriver.initialize("2025-03-26") + "\n"),
        (.serverToClient, "banner\r\n" + SessionDriver.initialized("2025-03-26") + "\r\n"),
        (.clientToServer, Line.initialized + "\n" + Line.call("1") + "\n\n" + Line.call("1") + "\n"),
        (.serverToClient, Line.log + "\n" + Line.called("1", "ü\u{2028}😀") + "\n" + Line.called("1") + "\n"),
        (.clientToServer, "[\(Line.call("2")),7,\(Line.request("3", "ping"))]\n"),
        (.serverToClient, "[\(Line.called("2")),\(Line.result("3"))]\n" + Line.roots + "\n"),
        (
            .clientToServer,
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"roots\":[]},\"x\":\"\(String(repeating: "y", count: 300))\"}\n"
        ),
        (.clientToServer, Line.result("7", #"{"roots":[]}"#) + "\n" + Line.call("8") + "\r" + Line.call("9") + "\n"),
        (.clientToServer, Line.call("10")),
    ]

    private func run(_ split: (inout SplitMix64, Int) -> Int, seed: UInt64) -> SessionDriver {
        var random = SplitMix64(seed: seed)
        var configuration = SessionConfiguration()
        configuration.limits.messageBytes = 300
        var driver = SessionDriver(configuration: configuration)
        for (direction, text) in Self.script {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let length = max(1, min(rest.count, split(&random, rest.count)))
                driver.bytes(Array(rest.prefix(length)), from: direction)
                rest = rest.dropFirst(length)
            }
        }
        driver.feed(.endOfInput(.clientToServer))
        driver.feed(.endOfInput(.serverToClient))
        return driver
    }

    @Test(arguments: Array<UInt64>(1...40))
    func `any cut of the same bytes gives the same decisions and the same lines`(seed: UInt64) {
        let whole = run({ _, count in count }, seed: seed)
        let cut = run({ random, _ in Int.random(in: 1...60, using: &random) }, seed: seed)
        #expect(whole.records == cut.records)
        #expect(whole.toClient == cut.toClient)
        #expect(whole.toServer == cut.toServer)
        #expect(whole.closings == cut.closings)
        #expect(whole.records.count > 15)
    }
}
