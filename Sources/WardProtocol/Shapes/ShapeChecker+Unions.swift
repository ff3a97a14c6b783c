// SPDX-License-Identifier: Apache-2.0

internal import WardJSON

extension ShapeChecker {
    /// Tries the branches that the value's kind and tag leave, in their order.
    func checkUnion(_ node: JSONNode, _ kind: JSONKind, _ shape: Shape, _ union: UnionShape) -> ShapeFailure? {
        let wanted = KindSet(kind)
        var tag: JSONNode?
        if kind == .object, let name = union.tag { tag = value(named: name, in: node) }
        var best: ShapeFailure?
        for place in union.branches {
            let branch = table.branches[Int(place)]
            guard !branch.kinds.isDisjoint(with: wanted), kind != .object || allows(branch, tag) else { continue }
            guard var failure = check(node, branch.shape) else { return nil }
            if failure.branch == nil { failure.branch = branch.shape }
            // A name that reads otherwise elsewhere is wrong in every branch: another one must not excuse it.
            if failure.code.isAboutNames { return failure }
            if best.map({ failure.depth > $0.depth }) ?? true { best = failure }
        }
        return best ?? noVariant(node, shape, union, tag)
    }

    private func allows(_ branch: BranchShape, _ tag: JSONNode?) -> Bool {
        guard let tags = branch.tags else { return true }
        guard let tag else { return !branch.needsTag }
        return document.kind(of: tag) == .string && isOne(of: tags, tag)
    }

    /// The value fits no branch by kind and tag; if the tag's name is only misspelled, that is the reason.
    private func noVariant(
        _ node: JSONNode,
        _ shape: Shape,
        _ union: UnionShape,
        _ tag: JSONNode?
    ) -> ShapeFailure {
        guard let tag else {
            return misspelledTag(node, union) ?? failure(.noVariant, node, shape)
        }
        return ShapeFailure(code: .noVariant, node: tag, shape: shape, depth: 1)
    }

    private func misspelledTag(_ node: JSONNode, _ union: UnionShape) -> ShapeFailure? {
        guard names != .none, let tag = union.tag, document.kind(of: node) == .object else { return nil }
        for place in union.branches {
            let shape = table.branches[Int(place)].shape
            guard case .object(let index) = table.nodes[Int(shape.index)] else { continue }
            let members = table.objects[Int(index)].members
            guard let known = members.first(where: { table.members[Int($0)].name == tag }) else { continue }
            for member in document.members(of: node)
            where foldedPlace(of: member.name, in: known..<known + 1) != nil {
                return ShapeFailure(code: .foldedName, node: member.name, shape: shape, member: known)
            }
        }
        return nil
    }

    private func value(named name: PoolText, in object: JSONNode) -> JSONNode? {
        for member in document.members(of: object) {
            if document.isEscaped(member.name) {
                if let text = document.string(member.name), equals(text, name) { return member.value }
            } else if matches(needle(content(of: member.name)), name) {
                return member.value
            }
        }
        return nil
    }
}
