// SPDX-License-Identifier: Apache-2.0

/// Splits a byte stream into the newline-delimited frames of MCP's stdio transport (R137).
///
/// The line is part of the attack surface: many line readers also split at CR, and a frame that holds one would be
/// one message for Ward and two for the server. So a frame holds no byte below 0x20 but TAB; one CR before the LF is
/// dropped. Memory is bounded by the limit: what exceeds it is refused at once and skipped up to its line end.
public struct LineFramer: Sendable {
    /// What the stream held next.
    public enum Frame: Hashable, Sendable {
        /// The bytes of one line, without its end.
        case line([UInt8])
        /// A line that is no frame.
        case refused(FramingRefusal)
    }

    /// The longest frame, in bytes, without the line end.
    public let limit: Int

    private var pending: [UInt8] = []
    private var start = 0
    private var scanned = 0
    private var isSkipping = false

    /// How many bytes of a refused line are kept for finding its id and for the log.
    static let keptPrefix = 65_536

    /// Makes a framer that refuses lines over `limit` bytes.
    public init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// The bytes that wait for their line end.
    public var pendingCount: Int { pending.count - start }

    /// Whether bytes cannot be one frame, because some byte in them is a line end for some reader.
    public static func refuses(_ bytes: [UInt8]) -> Bool {
        bytes.isEmpty || ByteScan.firstForbidden(in: bytes, from: 0, to: bytes.count) != nil
    }

    /// Takes bytes from the stream; call ``next()`` until it answers `nil`.
    public mutating func append(_ bytes: [UInt8]) {
        if start == pending.count {
            pending = bytes
            start = 0
            scanned = 0
        } else {
            if start > 0 {
                pending.removeFirst(start)
                scanned -= start
                start = 0
            }
            pending.append(contentsOf: bytes)
        }
    }

    /// Answers the next frame, or `nil` when more bytes are needed.
    public mutating func next() -> Frame? {
        while true {
            guard let end = lineEnd() else { return withoutLineEnd() }
            let lineStart = start
            start = end + 1
            scanned = start
            if isSkipping {
                isSkipping = false
                continue
            }
            return frame(from: lineStart, to: end)
        }
    }

    /// Tells that the stream ended; what was left without a line end is refused, for a half line is no message.
    public mutating func finish() -> Frame? {
        defer {
            pending = []
            start = 0
            scanned = 0
            isSkipping = false
        }
        guard !isSkipping, start < pending.count else { return nil }
        return .refused(refusal(.unterminatedLine, at: pendingCount, from: start, to: pending.count))
    }

    private mutating func lineEnd() -> Int? {
        let found = ByteScan.firstLineFeed(in: pending, from: scanned)
        if found == nil { scanned = pending.count }
        return found
    }

    /// Decides about a line whose end has not come yet.
    private mutating func withoutLineEnd() -> Frame? {
        if isSkipping {
            pending = []
            start = 0
            scanned = 0
            return nil
        }
        // One byte more than the limit may wait: it can be the CR that belongs to the line end.
        guard pendingCount > limit + 1 else { return nil }
        let refused = refusal(.oversizedLine, at: limit, from: start, to: pending.count)
        pending = []
        start = 0
        scanned = 0
        isSkipping = true
        return .refused(refused)
    }

    private mutating func frame(from lineStart: Int, to lineEnd: Int) -> Frame {
        var end = lineEnd
        if end > lineStart, pending[end - 1] == 0x0D { end -= 1 }
        if end == lineStart { return .refused(refusal(.emptyLine, at: 0, from: lineStart, to: end)) }
        if end - lineStart > limit {
            return .refused(refusal(.oversizedLine, at: limit, from: lineStart, to: end))
        }
        if let bad = ByteScan.firstForbidden(in: pending, from: lineStart, to: end) {
            return .refused(refusal(.controlByte, at: bad - lineStart, from: lineStart, to: end))
        }
        if lineStart == 0, start == pending.count {
            // The common case: the buffer is exactly this line, so it becomes the frame without a copy.
            var line: [UInt8] = []
            swap(&line, &pending)
            line.removeLast(line.count - end)
            start = 0
            scanned = 0
            return .line(line)
        }
        return .line(Array(pending[lineStart..<end]))
    }

    private func refusal(_ code: FramingRefusal.Code, at offset: Int, from: Int, to: Int) -> FramingRefusal {
        FramingRefusal(
            code: code,
            offset: offset,
            size: to - from,
            // Never more than the limit, so that it is the same however the bytes arrived.
            prefix: Array(pending[from..<min(to, from + min(limit, Self.keptPrefix))])
        )
    }
}

/// Why a line is no frame.
public struct FramingRefusal: Error, Hashable, Sendable {
    /// What is wrong with a line.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// A byte below 0x20 that is not TAB: some line readers would split there.
        case controlByte = "control-byte"
        /// Nothing between two line ends.
        case emptyLine = "empty-line"
        /// More bytes than the limit before the line end.
        case oversizedLine = "oversized-line"
        /// The stream ended before the line did.
        case unterminatedLine = "unterminated-line"
    }

    /// What is wrong.
    public let code: Code
    /// Where: bytes from the start of the line.
    public let offset: Int
    /// How many bytes of the line had come when it was refused.
    public let size: Int
    /// The line's first bytes, at most 64 KiB and the limit.
    public let prefix: [UInt8]
}
