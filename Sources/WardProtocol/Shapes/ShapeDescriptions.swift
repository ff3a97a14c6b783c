// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardText

/// Turns failures into words. Only a violation comes here, so nothing of it is on the hot path.
extension ShapeViolation {
    /// How much of a foreign text a message repeats.
    private static let shown = 64

    init(_ failure: ShapeFailure, table: ShapeTable, document: JSONDocument) {
        code = failure.code
        node = failure.node
        offset = document.span(of: failure.node).lowerBound
        pointer = document.pointer(to: failure.node)
        expected = failure.shape.map { table.summary(of: $0) } ?? "names that differ"
        detail = Self.detail(failure, table, document)
        if let branch = failure.branch, !table.labels[Int(branch.index)].isEmpty {
            detail += " (as \(table.labels[Int(branch.index)]))"
        }
    }

    private static func detail(_ failure: ShapeFailure, _ table: ShapeTable, _ document: JSONDocument) -> String {
        let found = shown(failure.node, document)
        let wanted = failure.shape.map { table.summary(of: $0) } ?? ""
        let known = failure.member < 0 ? "" : table.text(table.members[Int(failure.member)].name)
        switch failure.code {
        case .wrongType: return "expected \(wanted), found \(kind(of: failure.node, document))"
        case .missingMember: return "member `\(known)` is missing"
        case .unknownMember: return "member `\(found)` is not allowed here"
        case .notInEnum: return "`\(found)` is not \(wanted)"
        case .outOfRange: return "\(found) is not \(wanted)"
        case .wrongLength: return "the length is not that of \(wanted)"
        case .noVariant: return "\(kind(of: failure.node, document)) `\(found)` begins no variant of \(wanted)"
        case .escapedName: return "member name `\(known)` is written with an escape"
        case .foldedName: return "member name `\(found)` reads like `\(known)`"
        case .siblingNames:
            let sibling = failure.sibling.map { shown($0, document) } ?? ""
            return "member names `\(sibling)` and `\(found)` read alike"
        }
    }

    /// A string without its quotes, or the text of another scalar; nothing of containers.
    private static func shown(_ node: JSONNode, _ document: JSONDocument) -> String {
        switch document.kind(of: node) {
        case .object: "{…}"
        case .array: "[…]"
        case .string: Visible.escaped(document.string(node) ?? "", limit: shown)
        default: Visible.escaped(document.text(of: node), limit: shown)
        }
    }

    private static func kind(of node: JSONNode, _ document: JSONDocument) -> String {
        switch document.kind(of: node) {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: document.integer(node) == nil ? "a number that is no integer" : "a number"
        case .true, .false: "a boolean"
        case .null: "null"
        }
    }
}

extension ShapeTable {
    /// A text of the pool.
    func text(_ pooled: PoolText) -> String {
        String(decoding: pool[pooled.range], as: UTF8.self)
    }

    /// A shape in a few words: the name of its definition, or its type.
    func summary(of shape: Shape) -> String {
        let label = labels[Int(shape.index)]
        guard label.isEmpty else { return label }
        switch nodes[Int(shape.index)] {
        case .any: return "anything"
        case .null: return "null"
        case .boolean: return "a boolean"
        case .booleanConstant(let value): return "`\(value)`"
        case .string(let least, let most): return "a string" + bounds(Int64(least), Int64(most), 0, Int64(Int32.max))
        case .choice(let choices):
            return choices.map { "`\(text(texts[Int($0)]))`" }.joined(separator: " or ")
        case .integer(let least, let most):
            return least == most ? "`\(least)`" : "an integer" + bounds(least, most, .min, .max)
        case .number(let least, let most):
            return "a number" + bounds(least, most, -.infinity, .infinity)
        case .array(let element, let least, let most):
            return "an array of \(summary(of: element))" + bounds(Int64(least), Int64(most), 0, Int64(Int32.max))
        case .object: return "an object"
        case .union(let index):
            let branches = branches[Range(unions[Int(index)].branches)]
            return branches.map { summary(of: $0.shape) }.joined(separator: " or ")
        }
    }

    private func bounds<Bound: Comparable>(_ least: Bound, _ most: Bound, _ floor: Bound, _ ceiling: Bound) -> String {
        guard least > floor || most < ceiling else { return "" }
        return " within " + (least > floor ? "\(least)" : "") + ".." + (most < ceiling ? "\(most)" : "")
    }
}

extension Range<Int> {
    /// The same range as places in an array.
    fileprivate init(_ range: Range<Int32>) {
        self = Int(range.lowerBound)..<Int(range.upperBound)
    }
}
