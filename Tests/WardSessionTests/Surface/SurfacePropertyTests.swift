// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLock
import WardPinning
import WardProtocol
import WardSession
import WardTesting

/// Whatever a server lists, only what was approved reaches the client, and only that can be called (T7, T22, T24, W13).
struct SurfacePropertyTests {
    private static let names = ["a", "b", "c", "d"]
    /// A word that stands in all that was never approved.
    private static let poison = "poison"

    private static func approved(_ name: String) -> String { ListingServer.tool(name, "fine") }

    @Test(arguments: [UInt64](1...30), [Revision.v20251125, .v20260728])
    func `T7 T22 T24 W13: no declaration that is not pinned reaches the client`(seed: UInt64, era: Revision) throws {
        var random = SplitMix64(seed: seed)
        var server = ListingServer(
            era, pin: try ListingServer.pin(tools: Self.names.map(Self.approved), prompts: [#"{"name":"p"}"#]))
        if era.era == .modern {
            server.more = ",\"resultType\":\"complete\",\"ttlMs\":\(random.below(2) * 500),\"cacheScope\":\"public\""
        }
        var asked: [String] = []
        for number in 1...60 {
            server.pages["tools/list"] = Self.pages(&random)
            server.pages["prompts/list"] = [random.below(2) == 0 ? [#"{"name":"p"}"#] : [#"{"name":"poison"}"#]]
            switch random.below(6) {
            case 0, 1: server.driver.client(server.request("\(number)", "tools/list"))
            case 2: server.driver.client(server.request("\(number)", "prompts/list"))
            case 3:
                let name = random.below(4) == 0 ? Self.poison : Self.names[random.below(4)]
                server.driver.client(server.request("\(number)", "tools/call", "\"name\":\"\(name)\""))
            case 4:
                server.driver.server(Line.notification("notifications/tools/list_changed"))
                continue
            default:
                server.driver.advance(by: .milliseconds(400))
                // An answer that nobody asked for.
                server.driver.server(Line.result("\(number - 1)", "{\"tools\":[\(Self.bad("z"))]}"))
                continue
            }
            asked.append("\(number)")
            if random.below(3) > 0 { server.serve() }
        }
        server.serve()
        server.driver.feed(.childExited("done"))
        let ids = try server.driver.toClient.compactMap { try Said($0).text("/id") }
        let calls = try server.callsSeen.compactMap { try Said($0).text("/id") }
        // Calls that reached the server are answered too, when it ends.
        #expect(Set(ids) == Set(asked))
        #expect(ids.count == asked.count)
        #expect(Set(calls).isSubset(of: asked))
        for line in server.driver.toClient where !line.contains("surface.not-pinned") {
            #expect(!line.contains(Self.poison))
        }
        #expect(!server.callsSeen.contains { $0.contains(Self.poison) })
        for id in asked {
            for text in try server.listed(id) ?? [] { #expect(Self.names.map(Self.approved).contains(text)) }
        }
    }

    /// Pages of tools that are approved, changed or new, in any order.
    private static func pages(_ random: inout SplitMix64) -> [[String]] {
        var tools: [String] = []
        for name in names {
            switch random.below(4) {
            case 0: tools.append(bad(name))
            case 1: break
            default: tools.append(approved(name))
            }
        }
        if random.below(2) == 0 { tools.append(bad("new\(random.below(9))")) }
        tools.shuffle(using: &random)
        let split = random.below(tools.count + 1)
        return random.below(2) == 0 ? [tools] : [Array(tools[..<split]), Array(tools[split...])]
    }

    private static func bad(_ name: String) -> String { ListingServer.tool(name, poison) }
}
