// SPDX-License-Identifier: Apache-2.0

/// An instant of a monotonic clock, in nanoseconds since whatever the clock counts from.
///
/// The session never asks for the time: whoever feeds it events says when they happened.
public struct Moment: Hashable, Sendable, Comparable {
    /// Nanoseconds on the clock.
    public let nanoseconds: UInt64

    /// Makes a moment from the clock's nanoseconds.
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// The nanoseconds from an earlier moment to this one; 0 if that one is later.
    public func nanoseconds(since earlier: Moment) -> UInt64 {
        nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
    }

    /// Orders moments by time.
    public static func < (left: Moment, right: Moment) -> Bool { left.nanoseconds < right.nanoseconds }
}
