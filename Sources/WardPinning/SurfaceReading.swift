// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLock
import WardText

/// Puts a surface together from what a server answers.
public struct SurfaceReading: Sendable {
    private let limits: SurfaceLimits
    private var lists: [PinnedSurface.Kind: ListReading] = [:]
    private var handshake = Surface()

    /// Begins with nothing read.
    public init(limits: SurfaceLimits = SurfaceLimits()) { self.limits = limits }

    /// Takes the result of `initialize` or `server/discover`.
    public mutating func take(handshake result: JSONNode, in document: JSONDocument) throws(SurfaceError) {
        guard let capabilities = document.value(named: "capabilities", in: result) else {
            throw SurfaceError(.unreadable, "the handshake declares no capabilities")
        }
        _ = try CapabilityFacets(capabilities, in: document)
        handshake.capabilities = Array(document.bytes[document.span(of: capabilities)])
        handshake.instructions = nil
        guard let node = document.value(named: "instructions", in: result) else { return }
        guard let text = document.string(node) else {
            throw SurfaceError(.unreadable, "the instructions are no string")
        }
        handshake.instructions = ExactText(text)
    }

    /// Takes the result that holds a page of a list; answers the cursor of the next page, if there is one.
    public mutating func take(
        pageOf kind: PinnedSurface.Kind,
        _ result: JSONNode,
        in document: JSONDocument
    ) throws(SurfaceError) -> String? {
        try lists[kind, default: ListReading(kind, limits: limits)].take(result, in: document)
    }

    /// Notes that the server has nothing of a kind: it does not declare the capability, or not have the method.
    public mutating func take(noneOf kind: PinnedSurface.Kind) {
        lists[kind] = ListReading(kind, limits: limits)
    }

    /// What was read so far.
    public var surface: Surface {
        var surface = handshake
        surface.declarations = lists.mapValues(\.declarations)
        return surface
    }
}
