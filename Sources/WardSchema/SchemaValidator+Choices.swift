// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// What is not known of a value, because a pattern that cannot be matched here is not enforced.
///
/// A check that passes passes for all that anybody knows, and what it leaves open is here; one that fails fails whatever the
/// pattern would say. So `not` of something open stays open, where taking it as met would refuse everything and taking it
/// as not met would let everything through.
struct Doubt: Sendable {
    /// The most bytes of a text that is let through without its pattern.
    static let longest = 4_096

    var isRaised = false
    /// The first value that is longer than that.
    var overlong: (value: JSONNode, schema: Int32, keyword: String)?

    mutating func merge(_ other: Doubt) {
        isRaised = isRaised || other.isRaised
        overlong = overlong ?? other.overlong
    }
}

/// What several schemas say of the same value.
extension SchemaValidator {
    /// What one schema says of a value, where that alone decides nothing.
    struct Attempt {
        enum Truth {
            case no
            /// Yes or no, by a pattern that is not enforced.
            case open
            case yes
        }

        let truth: Truth
        let doubt: Doubt
    }

    mutating func attempt(
        _ number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Attempt {
        let outer = doubt
        doubt = Doubt()
        quiet += 1
        let passes = inPlace(number, node, document, &seen)
        quiet -= 1
        let inner = doubt
        doubt = outer
        return Attempt(truth: !passes ? .no : inner.isRaised ? .open : .yes, doubt: inner)
    }

    /// As ``attempt(_:_:_:_:)``, where what was looked at does not count.
    mutating func attempt(_ number: Int32, _ node: JSONNode, _ document: JSONDocument) -> Attempt {
        var seen = makeEvaluated(node, document)
        return attempt(number, node, document, &seen)
    }

    /// Leaves open whether a value is what a pattern asks for.
    mutating func raiseDoubt(_ node: JSONNode, _ number: Int32, _ keyword: String, _ document: JSONDocument) {
        doubt.isRaised = true
        if document.span(of: node).count > Doubt.longest + 2, doubt.overlong == nil {
            doubt.overlong = (node, number, keyword)
        }
    }

    mutating func any(
        _ list: [Int32], _ number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        var (isMet, isOpen, open) = (false, false, Doubt())
        for other in list {
            let found = attempt(other, node, document, &seen)
            switch found.truth {
            case .yes: isMet = true
            case .open: (isOpen, open) = (true, open.merging(found.doubt))
            case .no: break
            }
            // Where it is kept what was looked at, all that are satisfied count.
            if isExhausted || (isMet && seen == nil) { break }
        }
        if !isMet || seen != nil { doubt.merge(open) }
        return isMet || isOpen || fail(node, number, ["anyOf"], "a value as one of \(list.count) schemas asks")
    }

    mutating func one(
        _ list: [Int32], _ number: Int32, _ node: JSONNode, _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        var (met, isOpen) = (0, false)
        for other in list where met < 2 && !isExhausted {
            let found = attempt(other, node, document, &seen)
            switch found.truth {
            case .yes: met += 1
            case .open:
                isOpen = true
                doubt.merge(found.doubt)
            case .no: break
            }
        }
        return met == 1 || (met == 0 && isOpen)
            || fail(node, number, ["oneOf"], "a value as exactly one of \(list.count) schemas asks")
    }

    mutating func not(_ other: Int32, _ number: Int32, _ node: JSONNode, _ document: JSONDocument) -> Bool {
        let found = attempt(other, node, document)
        if found.truth == .open { doubt.merge(found.doubt) }
        return found.truth != .yes || fail(node, number, ["not"], "anything but this")
    }

    mutating func condition(
        _ condition: Int32, _ then: Int32?, _ otherwise: Int32?, _ number: Int32, _ node: JSONNode,
        _ document: JSONDocument, _ seen: inout Evaluated?
    ) -> Bool {
        let found = attempt(condition, node, document, &seen)
        guard found.truth == .open else {
            let next = found.truth == .yes ? then : otherwise
            return next.map { inPlace($0, node, document, &seen) } ?? true
        }
        // Either may be the one that counts: only what neither takes is refused.
        doubt.merge(found.doubt)
        var isTaken = false
        for next in [then, otherwise] {
            guard let next else {
                isTaken = true
                continue
            }
            let attempted = attempt(next, node, document, &seen)
            doubt.merge(attempted.doubt)
            if attempted.truth != .no { isTaken = true }
        }
        return isTaken || fail(node, number, ["if"], "a value as `then` or `else` asks")
    }

    /// `contains`, with how many elements must and may be what it asks for.
    mutating func contains(
        _ checks: Shared<ArrayChecks>, _ number: Int32, _ node: JSONNode, _ document: JSONDocument,
        _ seen: inout Evaluated?
    ) -> Bool {
        guard let wanted = checks.value.contains else { return true }
        var (met, open, doubts) = (0, 0, Doubt())
        for (index, element) in document.elements(of: node).enumerated() {
            let found = attempt(wanted, element, document)
            if isExhausted { return false }
            switch found.truth {
            case .no: continue
            case .yes: met += 1
            case .open:
                open += 1
                doubts.merge(found.doubt)
            }
            seen?.add(index)
            if let maximum = checks.value.maximumContains, met > maximum {
                return fail(node, number, ["maxContains"], "a list with at most \(maximum) of these")
            }
        }
        let isSure =
            met >= checks.value.minimumContains && met + open <= checks.value.maximumContains ?? .max && seen == nil
        if !isSure { doubt.merge(doubts) }
        return met + open >= checks.value.minimumContains
            || fail(
                node, number, [checks.value.minimumContains == 1 ? "contains" : "minContains"],
                "a list with at least \(checks.value.minimumContains) of these")
    }
}

extension Doubt {
    fileprivate func merging(_ other: Doubt) -> Doubt {
        var result = self
        result.merge(other)
        return result
    }
}
