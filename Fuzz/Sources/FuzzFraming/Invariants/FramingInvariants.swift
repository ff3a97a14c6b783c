// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import WardJSON
import WardProtocol

/// What must hold for any bytes that come in any pieces.
///
/// The first byte of an input is the limit of a line (0 stands for one that is never reached), the second chooses the
/// pieces, the rest is the stream.
enum FramingInvariants {
    /// A frame, or where and why a line is none.
    private enum Piece: Hashable {
        case line([UInt8])
        case refused(FramingRefusal.Code, offset: Int)
    }

    /// Says which invariant these bytes break; `nil` if they break none.
    static func firstBroken(by input: [UInt8]) -> String? {
        guard input.count >= 2 else { return nil }
        let limit = input[0] == 0 ? 1 << 20 : Int(input[0])
        let stream = Array(input[2...])
        let expected = model(of: stream, limit: limit)
        for seed in [0, 1, UInt64(input[1]) + 2] {
            var framer = LineFramer(limit: limit)
            var pieces: [Piece] = []
            for chunk in chunks(of: stream, seed: seed) {
                framer.append(chunk)
                if let broken = drain(&framer, into: &pieces) { return broken }
                guard framer.pendingCount <= limit + 1 else { return "more bytes wait than the limit" }
            }
            if let last = framer.finish() {
                if let broken = take(last, into: &pieces) { return broken }
            }
            guard framer.pendingCount == 0, framer.finish() == nil else { return "something is left after the end" }
            guard pieces == expected else { return "other frames than the model's, pieces \(seed): \(pieces)" }
        }
        return brokenScan(of: expected)
    }

    private static func drain(_ framer: inout LineFramer, into pieces: inout [Piece]) -> String? {
        while let frame = framer.next() {
            if let broken = take(frame, into: &pieces) { return broken }
        }
        return nil
    }

    private static func take(_ frame: LineFramer.Frame, into pieces: inout [Piece]) -> String? {
        switch frame {
        case .line(let line):
            pieces.append(.line(line))
        case .refused(let refusal):
            guard refusal.offset >= 0, refusal.offset <= refusal.size, refusal.prefix.count <= refusal.size,
                refusal.prefix.count <= 65_536
            else { return "a refusal that points outside its line" }
            pieces.append(.refused(refusal.code, offset: refusal.offset))
        }
        return nil
    }

    /// What the rules of framing say, written down as plainly as can be.
    private static func model(of stream: [UInt8], limit: Int) -> [Piece] {
        var pieces: [Piece] = []
        var lines = stream.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        let rest = lines.removeLast()
        for var line in lines {
            if line.last == 0x0D { line.removeLast() }
            if line.isEmpty {
                pieces.append(.refused(.emptyLine, offset: 0))
            } else if line.count > limit {
                pieces.append(.refused(.oversizedLine, offset: limit))
            } else if let offset = line.firstIndex(where: { $0 < 0x20 && $0 != 0x09 }) {
                pieces.append(.refused(.controlByte, offset: offset))
            } else {
                pieces.append(.line(line))
            }
        }
        if rest.count > limit + 1 {
            pieces.append(.refused(.oversizedLine, offset: limit))
        } else if !rest.isEmpty {
            pieces.append(.refused(.unterminatedLine, offset: rest.count))
        }
        return pieces
    }

    /// The bounded look at a refused line finds the id wherever the strict reader finds one.
    private static func brokenScan(of pieces: [Piece]) -> String? {
        for case .line(let line) in pieces {
            let scan = EnvelopeScan(of: line)
            guard let document = try? JSONDocument(reading: line), document.kind(of: document.root) == .object else {
                continue
            }
            var id: RequestID?
            for member in document.members(of: document.root) where document.equals(member.name, "id") {
                // Spelled with escapes it is refused before anybody looks for it.
                id = document.isEscaped(member.name) ? nil : RequestID(member.value, in: document)
            }
            guard scan.id == id else { return "the scan found another id" }
        }
        return nil
    }

    /// The stream in one piece (seed 0), byte by byte (seed 1), or in pieces of 1 to 16 bytes.
    private static func chunks(of stream: [UInt8], seed: UInt64) -> [[UInt8]] {
        guard seed > 0 else { return [stream] }
        var state = seed
        var chunks: [[UInt8]] = []
        var start = 0
        while start < stream.count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let count = seed == 1 ? 1 : Int(state >> 60) + 1
            let end = min(start + count, stream.count)
            chunks.append(Array(stream[start..<end]))
            start = end
        }
        return chunks
    }
}
