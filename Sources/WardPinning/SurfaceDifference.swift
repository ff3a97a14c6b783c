// SPDX-License-Identifier: Apache-2.0

public import WardJSON
import WardLock
import WardText

/// What moved between two surfaces, as plain data that a terminal can show.
///
/// All texts in it are as the server wrote them: whoever shows them makes hidden characters visible.
public struct SurfaceDifference: Hashable, Sendable {
    /// A part that was added, taken away or changed.
    public struct Change: Hashable, Sendable {
        /// What happened to it.
        public enum Kind: Hashable, Sendable {
            /// It was not there.
            case added
            /// It is not there any more.
            case removed
            /// It was different.
            case changed
        }

        /// Which part.
        public let place: SurfacePlace
        /// What happened to it.
        public let kind: Kind
        /// What differs within it; for a part that was added or removed, all of it.
        public let components: [Component]
    }

    /// One place within a part.
    public struct Component: Hashable, Sendable {
        /// Where, from the part on: `/description`; empty for the part itself.
        public let pointer: JSONPointer
        /// What stood there, a string decoded and all else as JSON text; nil if nothing did.
        public let old: String?
        /// What stands there; nil if nothing does.
        public let new: String?

        /// Old and new word by word.
        public var words: [WordChange] { WordDifference.between(old ?? "", new ?? "") }
    }

    /// The changes: instructions, capabilities, then declarations in the order of the new surface, removed ones last.
    public let changes: [Change]

    /// All of a surface, of which nothing was approved.
    public init(of surface: Surface) {
        var changes: [Change] = []
        if let text = surface.instructions { changes.append(Change(.instructions, .between(nil, text.text))) }
        for component in Components.between(nil, surface.capabilities) {
            changes.append(Change(.capability(component.pointer), component.moved(to: JSONPointer())))
        }
        for kind in PinnedSurface.Kind.allCases {
            changes += (surface.declarations[kind] ?? []).map { Change(from: nil, to: $0) }
        }
        self.changes = changes
    }

    /// What of a surface was not approved, each part beside the variant that is most like it, and what is gone.
    ///
    /// Parts that were not read in the surface are not looked at.
    public init(from approved: ApprovedSurface, to new: Surface) {
        let check = SurfaceCheck(new, against: approved.pin)
        let held = Set(check.heldBack.map(\.place))
        var changes: [Change] = []
        if held.contains(.instructions) || check.removed.contains(.instructions) {
            let now = new.instructions?.text
            let old = approved.instructions.map(\.text).nearest(by: { Component.between($0, now).changedBytes })
            changes.append(Change(.instructions, .between(old, now)))
        }
        if let capabilities = new.capabilities {
            changes += Self.changes(from: approved.capabilities, to: capabilities, held)
        }
        for kind in PinnedSurface.Kind.allCases {
            let variants = Dictionary(grouping: approved.declarations[kind] ?? [], by: \.name)
            for declaration in new.declarations[kind] ?? [] where held.contains(.declaration(kind, declaration.name)) {
                changes.append(Change(from: variants[declaration.name]?.nearest(to: declaration), to: declaration))
            }
            for case .declaration(kind, let name) in check.removed {
                guard let old = variants[name]?.last else { continue }
                changes.append(
                    Change(
                        place: .declaration(kind, name), kind: .removed, components: Components.between(old.bytes, nil))
                )
            }
        }
        self.changes = changes
    }

    /// What differs from the nearest variant of the capabilities, but what another variant has.
    private static func changes(
        from variants: [[UInt8]],
        to new: [UInt8],
        _ held: Set<SurfacePlace>
    ) -> [Change] {
        let pointers = held.compactMap { if case .capability(let pointer) = $0 { pointer.tokens } else { nil } }
        let differences = (variants.isEmpty ? [nil] : variants.map(\.self)).map { old in
            Components.between(old, new).filter { component in
                let tokens = component.pointer.tokens
                return component.new == nil || pointers.contains { $0.starts(with: tokens) || tokens.starts(with: $0) }
            }
        }
        let nearest = differences.nearest(by: { $0.reduce(0) { $0 + $1.changedBytes } }) ?? []
        return nearest.map { Change(.capability($0.pointer), $0.moved(to: JSONPointer())) }
    }
}

extension SurfaceDifference.Change {
    /// A part that has no members.
    fileprivate init(_ place: SurfacePlace, _ component: SurfaceDifference.Component) {
        self.init(place: place, kind: component.kind, components: [component])
    }

    /// A declaration that was added or changed.
    fileprivate init(from old: Declaration?, to new: Declaration) {
        self.init(
            place: .declaration(new.kind, new.name), kind: old == nil ? .added : .changed,
            components: Components.between(old?.bytes, new.bytes))
    }

    /// The place that can be marked as varying, if nothing else differs.
    public var onlyVaryingPlace: VaryingPlace? {
        guard case .declaration(let kind, let name) = place, self.kind == .changed, components.count == 1,
            let component = components.first, component.old != nil, component.new != nil
        else { return nil }
        return VaryingPlace(JSONPointer(tokens: [kind.rawValue, name.text] + component.pointer.tokens))
    }
}

extension Array {
    /// The element with the lowest cost, the last one of several; the cost is asked for only where there is a choice.
    fileprivate func nearest<Cost: Comparable>(by cost: (Element) -> Cost) -> Element? {
        guard count > 1 else { return first }
        return reversed().map { (cost($0), $0) }.min { $0.0 < $1.0 }?.1
    }
}

extension [Declaration] {
    /// The variant in which the fewest members differ, and of several the one in which the fewest words do.
    fileprivate func nearest(to declaration: Declaration) -> Declaration? {
        nearest(by: { variant in
            let words = Components.between(variant.bytes, declaration.bytes).reduce(0) { $0 + $1.changedBytes }
            return Cost(members: declaration.moved(from: variant), bytes: words)
        })
    }

    private struct Cost: Comparable {
        let members: Int
        let bytes: Int

        static func < (left: Cost, right: Cost) -> Bool { (left.members, left.bytes) < (right.members, right.bytes) }
    }
}

extension SurfaceDifference.Component {
    fileprivate static func between(_ old: String?, _ new: String?) -> Self {
        Self(pointer: JSONPointer(), old: old, new: new)
    }

    fileprivate func moved(to pointer: JSONPointer) -> Self { Self(pointer: pointer, old: old, new: new) }

    /// How much of it differs.
    fileprivate var changedBytes: Int {
        words.reduce(0) { $0 + ($1.fate == .kept ? 0 : $1.text.utf8.count) }
    }

    fileprivate var kind: SurfaceDifference.Change.Kind {
        switch (old, new) {
        case (nil, _): .added
        case (_, nil): .removed
        default: .changed
        }
    }
}
