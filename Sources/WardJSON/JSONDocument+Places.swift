// SPDX-License-Identifier: Apache-2.0

extension JSONDocument {
    /// The node that a pointer names, or nil where there is none (RFC 6901 section 4).
    ///
    /// `-` and indices with a leading zero name nothing.
    public func node(at pointer: JSONPointer) -> JSONNode? { node(at: pointer, from: root) }

    /// The node that a pointer names, seen from a node, or nil where there is none.
    public func node(at pointer: JSONPointer, from start: JSONNode) -> JSONNode? {
        var node = start
        for token in pointer.tokens {
            guard let child = child(token, of: node) else {
                return nil
            }
            node = child
        }
        return node
    }

    private func child(_ token: String, of node: JSONNode) -> JSONNode? {
        switch kind(of: node) {
        case .object:
            return value(named: token, in: node)
        case .array:
            guard let index = JSONPointer.index(token), index < count(of: node) else {
                return nil
            }
            var elements = elements(of: node)
            for _ in 0..<index {
                _ = elements.next()
            }
            return elements.next()
        default:
            return nil
        }
    }

    /// The pointer to a node; the name of a member has the pointer of its value.
    ///
    /// It searches, so it is for messages.
    public func pointer(to node: JSONNode) -> JSONPointer {
        var tokens: [String] = []
        var container = root
        while let (token, child) = step(from: container, towards: node) {
            tokens.append(token)
            container = child
        }
        return JSONPointer(tokens: tokens)
    }

    /// The child of a container that is or holds a node, and its token.
    private func step(from container: JSONNode, towards node: JSONNode) -> (String, JSONNode)? {
        guard node.index > container.index else {
            return nil
        }
        switch kind(of: container) {
        case .object:
            for member in members(of: container) where node.index < entry(member.value).next {
                return (string(member.name) ?? "", member.value)
            }
        case .array:
            for (index, element) in elements(of: container).enumerated() where node.index < entry(element).next {
                return (String(index), element)
            }
        default:
            break
        }
        return nil
    }

    /// The innermost node at a byte offset, the name of a member included; nil in white space around the root.
    public func node(containing offset: Int) -> JSONNode? {
        // Starts grow along the tape: the last entry that starts at or before the offset is inside the answer, or it.
        var low = 0
        var high = tape.count
        while low < high {
            let middle = (low + high) / 2
            if Int(tape[middle].start) <= offset {
                low = middle + 1
            } else {
                high = middle
            }
        }
        // Going back over what ended before, the first entry that still holds the offset is the innermost.
        var index = low - 1
        while index >= 0 {
            if offset < Int(tape[index].end) {
                return JSONNode(UInt32(truncatingIfNeeded: index))
            }
            index -= 1
        }
        return nil
    }
}
