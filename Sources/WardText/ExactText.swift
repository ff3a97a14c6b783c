// SPDX-License-Identifier: Apache-2.0

/// A text that equals only the same scalars.
///
/// Swift's own equality also takes canonically equivalent texts for one, which peers do not.
public struct ExactText: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
    /// The text.
    public let text: String

    /// Takes a text as it is.
    public init(_ text: String) { self.text = text }

    /// Takes a literal as it is.
    public init(stringLiteral value: String) { self.init(value) }

    /// Whether two texts have the same scalars.
    public static func == (left: ExactText, right: ExactText) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    /// Orders by the bytes of UTF-8.
    public static func < (left: ExactText, right: ExactText) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// Feeds the text to a hasher.
    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
    }
}
