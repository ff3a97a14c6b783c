// SPDX-License-Identifier: Apache-2.0

import Testing
import WardProtocol
import WardTesting

/// Lines of MCP's stdio transport (R137).
struct LineFramerTests {
    /// All frames of some bytes, fed in the given pieces.
    private func frames(_ pieces: [[UInt8]], limit: Int = 1_000, finishing: Bool = true) -> [LineFramer.Frame] {
        var framer = LineFramer(limit: limit)
        var found: [LineFramer.Frame] = []
        for piece in pieces {
            framer.append(piece)
            while let frame = framer.next() { found.append(frame) }
        }
        if finishing, let last = framer.finish() { found.append(last) }
        return found
    }

    private func frames(_ text: String, limit: Int = 1_000) -> [LineFramer.Frame] {
        frames([Array(text.utf8)], limit: limit)
    }

    private func refusals(_ text: String, limit: Int = 1_000) -> [FramingRefusal] {
        frames(text, limit: limit).compactMap { if case .refused(let refusal) = $0 { refusal } else { nil } }
    }

    @Test(arguments: [
        ("a\n", ["a"]), ("a\nb\n", ["a", "b"]), ("a\r\nb\n", ["a", "b"]), ("\ta\t\n", ["\ta\t"]), ("", []),
        ("ü\u{2028}\u{85}\u{7F}\n", ["ü\u{2028}\u{85}\u{7F}"]),
    ])
    func `a line ends with LF, and one CR before it does not count`(text: String, lines: [String]) {
        #expect(frames(text) == lines.map { .line(Array($0.utf8)) })
    }

    @Test(arguments: (UInt8(0)..<0x20).filter { $0 != 0x09 && $0 != 0x0A })
    func `a control byte other than TAB is refused wherever it stands`(byte: UInt8) {
        for place in 0..<40 where !(byte == 0x0D && place == 39) {
            var line = [UInt8](repeating: UInt8(ascii: "x"), count: 40)
            line[place] = byte
            guard case .refused(let refusal)? = frames([line + [0x0A]]).first else {
                Issue.record("\(byte) at \(place) passed")
                return
            }
            #expect(refusal.code == .controlByte)
            #expect(refusal.offset == place)
            #expect(refusal.size == 40)
            #expect(refusal.prefix == line)
        }
    }

    @Test func `no byte but a control byte is refused`() {
        for byte in UInt8(0x20)...0xFF {
            for place in [0, 7, 8, 15, 39] {
                var line = [UInt8](repeating: 0x09, count: 40)
                line[place] = byte
                #expect(frames([line + [0x0A]]) == [.line(line)])
            }
        }
    }

    @Test func `an empty line is refused, with or without CR`() {
        #expect(refusals("\n").map(\.code) == [.emptyLine])
        #expect(refusals("\r\n").map(\.code) == [.emptyLine])
        #expect(refusals("\r\r\n").map(\.code) == [.controlByte])
    }

    @Test func `the limit is exact, and a line end does not count`() {
        let full = String(repeating: "x", count: 10)
        for text in ["\(full)\n", "\(full)\r\n"] {
            #expect(frames(text, limit: 10) == [.line(Array(full.utf8))])
        }
        for text in ["\(full)y\n", "\(full)y\r\n", "\(full)yz"] {
            let found = refusals(text, limit: 10)
            #expect(found.map(\.code) == [.oversizedLine])
            #expect(found.map(\.offset) == [10])
            #expect(found.map(\.prefix) == [Array(full.utf8)])
        }
    }

    @Test func `what follows an oversize line is read again`() {
        let text = String(repeating: "x", count: 1_000) + "\nnext\n"
        let found = frames(text.utf8.map { [$0] }, limit: 10)
        #expect(found.count == 2)
        #expect(found.last == .line(Array("next".utf8)))
    }

    @Test func `an oversize line holds no memory`() {
        var framer = LineFramer(limit: 100)
        for _ in 0..<100 {
            framer.append([UInt8](repeating: UInt8(ascii: "x"), count: 60))
            while framer.next() != nil {}
            #expect(framer.pendingCount <= 120)
        }
    }

    @Test func `a half line at the end is refused`() {
        let found = refusals("a\nhalf")
        #expect(found.map(\.code) == [.unterminatedLine])
        #expect(found.first?.prefix == Array("half".utf8))
        #expect(found.first?.offset == 4)
    }

    @Test func `the end of a stream is no refusal where no line began`() {
        #expect(refusals("a\n").isEmpty)
        #expect(refusals("").isEmpty)
        #expect(refusals(String(repeating: "x", count: 20), limit: 10).map(\.code) == [.oversizedLine])
    }

    @Test func `a framer can be used again after its end`() {
        var framer = LineFramer(limit: 10)
        framer.append(Array("half".utf8))
        _ = framer.finish()
        framer.append(Array("a\n".utf8))
        #expect(framer.next() == .line([UInt8(ascii: "a")]))
    }

    @Test func `bytes for one frame are told from those that are none`() {
        for text in ["", "a\nb", "a\rb", "\0"] { #expect(LineFramer.refuses(Array(text.utf8))) }
        for text in ["a", "\t", "ü\u{2028}"] { #expect(!LineFramer.refuses(Array(text.utf8))) }
    }

    @Test(arguments: Array<UInt64>(1...32))
    func `any cut of the same bytes gives the same frames`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("abcdefgh\t\r\n\n\u{0}é".utf8)
        let bytes = (0..<2_000).map { _ in alphabet.randomElement(using: &random) ?? 0 }
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = min(rest.count, Int.random(in: 1...20, using: &random))
            pieces.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        let whole = frames([bytes], limit: 16).map(comparable)
        #expect(frames(pieces, limit: 16).map(comparable) == whole)
        #expect(frames(bytes.map { [$0] }, limit: 16).map(comparable) == whole)
    }

    /// How much of an oversize line had come when it was refused is a matter of the cut; nothing else is.
    private func comparable(_ frame: LineFramer.Frame) -> [UInt8] {
        switch frame {
        case .line(let line): [0] + line
        case .refused(let refusal): [1] + Array("\(refusal.code) \(refusal.offset) ".utf8) + refusal.prefix
        }
    }

    // These would take hours if the time grew with the square of the length.

    @Test(.timeLimit(.minutes(2))) func `a long line that comes byte by byte takes linear time`() {
        var framer = LineFramer(limit: 2_000_000)
        for _ in 0..<1_000_000 {
            framer.append([UInt8(ascii: "x")])
            if framer.next() != nil { Issue.record("a frame came too early") }
        }
        framer.append([0x0A])
        #expect(framer.next() == .line([UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000)))
    }

    @Test(.timeLimit(.minutes(2))) func `very many lines in one piece take linear time`() {
        var framer = LineFramer(limit: 100)
        framer.append(Array(String(repeating: "ab\n", count: 300_000).utf8))
        var count = 0
        while framer.next() != nil { count += 1 }
        #expect(count == 300_000)
        #expect(framer.pendingCount == 0)
    }
}
