// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import WardJSON
import WardProtocol
import WardTesting

/// Frames that readers disagree on.
enum HostileFrames {
    /// The table of `nasty.py`.
    static func written() async throws -> [[UInt8]] {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let command = [try #require(Place.onPath("python3")), Place.sources.appending(path: "nasty.py").path]
        let finished = try await run(command, in: scratch.folder)
        try #require(finished.code == 0, "\(finished.errors)")
        return try finished.output.split(separator: 0x0A).map { row in
            let document = try JSONDocument(reading: Array(row))
            let hex = document.value(named: "hex", in: document.root).flatMap { document.string($0) }
            return bytes(ofHex: Array(try #require(hex).utf8))
        }
    }

    /// A sound request with something thrown in at a random place.
    static func mangled(_ random: inout SplitMix64) -> [UInt8] {
        var frame = Array(sound[Int(random.next() % UInt64(sound.count))].utf8)
        for _ in 0...(random.next() % 2) {
            let place = Int(random.next() % UInt64(frame.count + 1))
            let thing = Array(things[Int(random.next() % UInt64(things.count))].utf8)
            if random.next() % 4 == 0, place + thing.count <= frame.count {
                frame.replaceSubrange(place..<place + thing.count, with: thing)
            } else {
                frame.insert(contentsOf: thing, at: place)
            }
        }
        return frame
    }

    private static let sound = [
        #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{"a":"b","c":[1,2.5,null]}}}"#,
        #"{"jsonrpc":"2.0","id":"one","method":"ping"}"#,
        #"{"method":"resources/read","params":{"uri":"note://é/日本"},"id":3,"jsonrpc":"2.0"}"#,
        #"{"jsonrpc":"2.0","id":4,"method":"prompts/get","params":{"name":"p","arguments":{"x":"y"},"_meta":{"k":"v"}}}"#,
        #"{"jsonrpc":"2.0","method":"notifications/roots/list_changed","params":{"_meta":{"a":{"b":"c"}}}}"#,
        #"{"jsonrpc" : "2.0" , "id":5, "method":"example.org/x","params":{"s":"some text with room in it"} }"#,
    ]
    private static let things = [
        "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{0B}", "\u{0C}", "\u{1C}", "\u{1E}", "\0", "\t", " ",
        "\u{7F}",
        "\\r", "\\n", "\\u000a", "\\u000d", "\\u2028", "\\u0000", "\\ud83d", "\\udc00", "\\\"", "\\/", "\\", "\"", "{",
        "}", "[",
        "]", ",", ":", "0", "-", "1e5", ".0", "é", "😀", "\u{202E}", "\u{E0041}", "\"id\":2,", "\"method\":\"x\",",
        "\"Id\":3,",
        "__proto__", "null", "\r\n", "}{", "\u{A0}", "\u{3000}", "ſ", "K",
    ]

    private static func bytes(ofHex digits: [UInt8]) -> [UInt8] {
        stride(from: 0, to: digits.count - 1, by: 2).map { place in
            UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16) ?? 0
        }
    }
}

/// The frames of a recorded session.
struct RecordedFrames {
    let name: String
    let frames: [(direction: Direction, bytes: [UInt8])]

    static func all() throws -> [RecordedFrames] {
        let folder = Place.root.appending(path: "Tests/PeerTests/Fixtures/sessions")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try names.filter { $0.hasSuffix(".jsonl") }.sorted().map { name in
            let rows = try Data(contentsOf: folder.appending(path: name)).split(separator: 0x0A)
            return RecordedFrames(
                name: name,
                frames: try rows.map { row in
                    let document = try JSONDocument(reading: Array(row))
                    let from = document.value(named: "from", in: document.root).flatMap { document.string($0) }
                    let line = document.value(named: "line", in: document.root).flatMap { document.string($0) }
                    return (from == "client" ? .clientToServer : .serverToClient, Array(try #require(line).utf8))
                })
        }
    }
}
