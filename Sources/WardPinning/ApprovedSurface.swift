// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLock
public import WardText

/// All that a person approved of what a server shows: the value that a consent keeps.
///
/// Honest servers vary with the client's capabilities and the revision, so each part may have variants. Every variant is
/// kept whole, so that a later change can be shown against the one that is most like it. What a server does not show any more
/// stays approved until something takes its place: nothing that a model could be shown is new by that.
public struct ApprovedSurface: Hashable, Sendable {
    /// The variants of the instructions, the newest last.
    public private(set) var instructions: [ExactText] = []
    /// The capabilities as servers sent them, the newest last; each facet in any of them is approved.
    public private(set) var capabilities: [[UInt8]] = []
    /// The declarations of each kind; several of one name are variants, the newest last.
    public private(set) var declarations: [PinnedSurface.Kind: [Declaration]] = [:]
    /// The places that are not pinned.
    public private(set) var varying: Set<VaryingPlace>

    /// Approves a surface whole, and nothing beside it.
    public init(approving surface: Surface, varying: Set<VaryingPlace> = []) {
        self.varying = varying
        self = adding(variantsOf: surface)
    }

    /// What is compared at each start and stands in the lock.
    public var pin: PinnedSurface { pin(leavingOut: varying) }

    /// The pin of the very texts that were looked at: nothing in it varies.
    public var exactPin: PinnedSurface { pin(leavingOut: []) }

    private func pin(leavingOut places: Set<VaryingPlace>) -> PinnedSurface {
        var pin = PinnedSurface(varying: Set(places.map(\.lockPointer)))
        for text in instructions { pin = pin.adding(variantsOf: Surface(instructions: text)) }
        for text in capabilities { pin = pin.adding(variantsOf: Surface(capabilities: text)) }
        return pin.adding(variantsOf: Surface(declarations: declarations))
    }

    /// The variants of a declaration, the newest last.
    public func variants(of kind: PinnedSurface.Kind, _ name: ExactText) -> [Declaration] {
        (declarations[kind] ?? []).filter { $0.name == name }
    }

    /// What stood at a place that may vary when it was approved; nil if nothing did.
    public func text(at place: VaryingPlace) -> String? {
        variants(of: place.kind, place.name).last?.text(at: place.pointer)
    }

    // MARK: Approving more

    /// What is approved once all that a surface shows is approved beside it.
    public func adding(variantsOf surface: Surface) -> ApprovedSurface { approving(surface, inPlaceOfOld: false) }

    /// What is approved once each part of a surface that differs has taken the place of all its variants.
    public func replacing(by surface: Surface) -> ApprovedSurface { approving(surface, inPlaceOfOld: true) }

    /// What is approved once some places are not pinned any more.
    ///
    /// Of variants that differ only there, the newest stands for all.
    public func marking(_ places: Set<VaryingPlace>) -> ApprovedSurface {
        guard !places.isSubset(of: varying) else { return self }
        var approved = self
        approved.varying.formUnion(places)
        let pin = PinnedSurface(varying: Set(approved.varying.map(\.lockPointer)))
        for (kind, list) in declarations {
            let places = pin.varyingPlaces(of: kind)
            var kept: Set<Digest256> = []
            approved.declarations[kind] = list.reversed().filter { declaration in
                // The name is part of the digest.
                kept.insert(declaration.digest(leavingOut: places[declaration.name] ?? [])).inserted
            }.reversed()
        }
        return approved
    }

    private func approving(_ surface: Surface, inPlaceOfOld replaces: Bool) -> ApprovedSurface {
        var approved = self
        var names: [PinnedSurface.Kind: Set<ExactText>] = [:]
        var facets: Set<JSONPointer> = []
        for entry in SurfaceCheck(surface, against: pin).heldBack {
            switch entry.place {
            case .instructions:
                approved.instructions =
                    (replaces ? [] : instructions) + (surface.instructions.map { [$0] } ?? [])
            case .capability(let pointer): facets.insert(pointer)
            case .declaration(let kind, let name): names[kind, default: []].insert(name)
            }
        }
        if let text = surface.capabilities, !facets.isEmpty {
            approved.add(capabilities: text, without: replaces ? facets : [])
        }
        for (kind, names) in names {
            if replaces { approved.declarations[kind]?.removeAll { names.contains($0.name) } }
            approved.declarations[kind, default: []] += (surface.declarations[kind] ?? []).filter {
                names.contains($0.name)
            }
        }
        return approved
    }

    /// Adds a text of capabilities; some facets are taken out of the older ones, which then may have nothing of their own.
    private mutating func add(capabilities text: [UInt8], without pointers: Set<JSONPointer>) {
        let new = Set(Surface(capabilities: text).facets.map(\.digest))
        capabilities = capabilities.compactMap { old in
            // INVARIANT: the text was read when the value was made.
            guard let facets = try? CapabilityFacets(reading: old) else { return nil }
            let kept = Set(facets.all.filter { !pointers.contains($0.pointer) }.map(\.digest))
            return kept.isSubset(of: new) ? nil : facets.text(keeping: kept)
        }
        capabilities.append(text)
    }

    // MARK: As a value

    /// The value that a consent keeps: each declaration is the text that the server sent, as a string.
    public var value: JSONValue {
        var members: [(String, JSONValue)] = [
            ("instructions", .array(instructions.map { .string($0.text) })),
            ("capabilities", .array(capabilities.map(Self.text))),
        ]
        for kind in PinnedSurface.Kind.allCases {
            members.append((kind.rawValue, .array((declarations[kind] ?? []).map { Self.text($0.bytes) })))
        }
        members.append(("varying", .array(varying.sorted().map { .string($0.description) })))
        return .object(JSONObject(members))
    }

    /// Reads ``value`` back.
    public init(_ value: JSONValue) throws(SurfaceError) {
        guard case .object(let object) = value else { throw Self.invalid("it is no object") }
        varying = []
        for member in object.members {
            let texts = try Self.texts(of: member)
            switch member.name {
            case "instructions": instructions = texts.map { ExactText($0) }
            case "capabilities":
                for text in texts { _ = try CapabilityFacets(reading: Array(text.utf8)) }
                capabilities = texts.map { Array($0.utf8) }
            case "varying":
                for text in texts {
                    guard let pointer = try? JSONPointer(text), let place = VaryingPlace(pointer) else {
                        throw Self.invalid("`\(Visible.escaped(text, limit: 80))` cannot vary")
                    }
                    varying.insert(place)
                }
            default:
                guard let kind = PinnedSurface.Kind(rawValue: member.name) else {
                    throw Self.invalid("`\(Visible.escaped(member.name, limit: 80))` is not known in it")
                }
                var list: [Declaration] = []
                for text in texts { list.append(try Declaration(reading: Array(text.utf8), kind: kind)) }
                declarations[kind] = list
            }
        }
    }

    private static func texts(of member: JSONObject.Member) throws(SurfaceError) -> [String] {
        guard case .array(let elements) = member.value else {
            throw invalid("`\(Visible.escaped(member.name, limit: 80))` is no list")
        }
        var texts: [String] = []
        for element in elements {
            guard case .string(let text) = element else {
                throw invalid("`\(Visible.escaped(member.name, limit: 80))` holds something else than texts")
            }
            texts.append(text)
        }
        return texts
    }

    private static func invalid(_ why: String) -> SurfaceError {
        SurfaceError(.invalidValue, "an approved surface that was kept cannot be read: \(why)")
    }

    private static func text(_ bytes: [UInt8]) -> JSONValue { .string(String(decoding: bytes, as: UTF8.self)) }
}
