// SPDX-License-Identifier: Apache-2.0

// Fuzzes WardPattern: a pattern, a NUL byte and a text, and what holds for all of them.

import WardPattern

/// Called by libFuzzer for each input; a broken invariant traps, so that the input is kept.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let source = String(validating: parts[0], as: UTF8.self) else { return 0 }
    let text = Array(parts[1])
    do throws(PatternError) {
        let pattern = try Pattern(source)
        var matcher = PatternMatcher(pattern)
        var other = PatternMatcher(pattern)
        let first = matcher.match(text.span)
        guard matcher.match(text.span) == first || first == .exhausted, other.match(text.span) == first else {
            fatalError("a matcher that has learnt something answers otherwise")
        }
    } catch {
        guard (0...parts[0].count).contains(error.offset) else { fatalError("a fault stands outside of its pattern") }
    }
    return 0
}
