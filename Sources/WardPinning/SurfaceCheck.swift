// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLock
public import WardText

/// One part of a surface.
public enum SurfacePlace: Hashable, Sendable {
    /// The instructions.
    case instructions
    /// A facet of the capabilities, by its place in them.
    case capability(JSONPointer)
    /// A declaration, by what it declares and its name.
    case declaration(PinnedSurface.Kind, ExactText)
}

/// How a part of a surface stands to what was approved.
public enum SurfaceStanding: Hashable, Sendable {
    /// It was approved as it is.
    case approved
    /// Something else was approved under its name.
    case changed
    /// Nothing was approved under its name.
    case new
}

/// A surface held against what was approved of it (T22, W13).
///
/// Only growth is held back: what is gone is noted and asks for nothing.
public struct SurfaceCheck: Hashable, Sendable {
    /// One part with its standing.
    public struct Entry: Hashable, Sendable {
        /// Which part.
        public let place: SurfacePlace
        /// How it stands.
        public let standing: SurfaceStanding
    }

    /// All parts that were read: instructions, capabilities, then declarations in the server's order.
    public let entries: [Entry]
    /// What was approved and is gone, of what was read; capabilities are counted only.
    public let removed: [SurfacePlace]
    /// How many facets of capabilities were approved and are gone; those of variants count too.
    public let removedCapabilities: Int
    /// What stands now at the places that vary: it is looked at, and never pinned.
    public let varying: [VaryingPlace: String]

    /// Checks a surface against a pin.
    public init(_ surface: Surface, against pin: PinnedSurface) {
        var entries: [Entry] = []
        var removed: [SurfacePlace] = []
        if let instructions = surface.instructions {
            entries.append(Entry(place: .instructions, standing: pin.standing(ofInstructions: instructions)))
        } else if surface.capabilities != nil, !pin.instructions.isEmpty {
            removed.append(.instructions)
        }
        let facets = surface.facets
        for facet in facets {
            let isApproved = pin.capabilities.contains(facet.digest)
            entries.append(Entry(place: .capability(facet.pointer), standing: isApproved ? .approved : .new))
        }
        for kind in PinnedSurface.Kind.allCases {
            guard let list = surface.declarations[kind] else { continue }
            let varying = pin.varyingPlaces(of: kind)
            var approved = pin.declarations[kind] ?? [:]
            for declaration in list {
                let place = SurfacePlace.declaration(kind, declaration.name)
                entries.append(Entry(place: place, standing: pin.standing(of: declaration, varying)))
                approved[declaration.name] = nil
            }
            removed += approved.filter { !$0.value.isEmpty }.keys.sorted().map { .declaration(kind, $0) }
        }
        self.entries = entries
        self.removed = removed
        let gone = pin.capabilities.subtracting(facets.map(\.digest))
        removedCapabilities = surface.capabilities == nil ? 0 : gone.count
        var texts: [VaryingPlace: String] = [:]
        for place in pin.varying.compactMap(VaryingPlace.init) { texts[place] = place.text(in: surface) }
        varying = texts
    }

    /// What was not approved as it is.
    public var heldBack: [Entry] { entries.filter { $0.standing != .approved } }

    /// Whether all that was read was approved.
    public var isCovered: Bool { entries.allSatisfy { $0.standing == .approved } }
}

extension PinnedSurface {
    /// How instructions stand to the approved ones.
    public func standing(ofInstructions text: ExactText) -> SurfaceStanding {
        if instructions.contains(Surface.digest(ofInstructions: text)) { return .approved }
        return instructions.isEmpty ? .new : .changed
    }

    /// How a declaration stands to the approved ones of its name.
    public func standing(of declaration: Declaration) -> SurfaceStanding {
        standing(of: declaration, varyingPlaces(of: declaration.kind))
    }

    func standing(of declaration: Declaration, _ varying: [ExactText: [JSONPointer]]) -> SurfaceStanding {
        guard let approved = declarations[declaration.kind]?[declaration.name], !approved.isEmpty else { return .new }
        let digest = varying[declaration.name].map { declaration.digest(leavingOut: $0) } ?? declaration.digest
        return approved.contains(digest) ? .approved : .changed
    }

    /// For each name of a kind, the places within its declaration that were marked as varying.
    ///
    /// A mark on what may not vary counts for nothing.
    func varyingPlaces(of kind: Kind) -> [ExactText: [JSONPointer]] {
        var places: [ExactText: [JSONPointer]] = [:]
        for place in varying.compactMap(VaryingPlace.init) where place.kind == kind {
            places[place.name, default: []].append(place.pointer)
        }
        return places
    }
}
