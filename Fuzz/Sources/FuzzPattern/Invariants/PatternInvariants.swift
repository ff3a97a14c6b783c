// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import WardPattern

/// What must hold for anything that is written as a pattern, and for any text: an input is the one, a NUL byte and the other.
enum PatternInvariants {
    /// Says which invariant these bytes break; `nil` if they break none.
    static func firstBroken(by bytes: [UInt8]) -> String? {
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let source = String(validating: parts[0], as: UTF8.self) else { return nil }
        do throws(PatternError) {
            return broken(try Pattern(source), Array(parts[1]))
        } catch {
            return (0...parts[0].count).contains(error.offset) ? nil : "a fault stands outside of its pattern"
        }
    }

    private static func broken(_ pattern: Pattern, _ text: [UInt8]) -> String? {
        let budget = PatternMatcher.Budget(base: 500_000, perByte: 256)
        var matcher = PatternMatcher(pattern, budget: budget)
        let first = matcher.match(text.span)
        // One that has learnt something may get further within the same budget.
        guard first == .exhausted || matcher.match(text.span) == first else {
            return "a matcher that has learnt something answers otherwise"
        }
        var forgetful = PatternMatcher(pattern, budget: budget, entries: 1)
        let second = forgetful.match(text.span)
        guard second == first || first == .exhausted || second == .exhausted else {
            return "a matcher that keeps nothing answers otherwise"
        }
        var work = 10_000
        let third = matcher.match(text.span, work: &work)
        guard work >= -1_000_000 else { return "more work was done than was left by far" }
        guard third == first || first == .exhausted || third == .exhausted else {
            return "with little work it answers otherwise"
        }
        return nil
    }
}
