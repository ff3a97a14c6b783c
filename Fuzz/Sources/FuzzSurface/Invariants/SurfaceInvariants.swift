// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import WardJSON
import WardLock
import WardPinning

/// What must hold for anything that a server declares.
///
/// Each line of an input is a result: it is read as a handshake and as a page of each kind. A line `=` begins the second
/// surface, which is held against the first.
enum SurfaceInvariants {
    /// Says which invariant these bytes break; `nil` if they break none.
    static func firstBroken(by bytes: [UInt8]) -> String? {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        let halves = lines.split(separator: [UInt8(ascii: "=")], maxSplits: 1)
        let old = surface(of: halves.first ?? [])
        let new = surface(of: halves.count > 1 ? halves[1] : [])
        return brokenAlone(old) ?? brokenAlone(new) ?? brokenTogether(old, new)
    }

    private static func surface(of lines: ArraySlice<[UInt8]>) -> Surface {
        var reading = SurfaceReading(limits: SurfaceLimits(declarations: 50, bytes: 10_000, pages: 10))
        for line in lines {
            guard let document = try? JSONDocument(reading: line, tolerating: [.loneSurrogates, .inexactNumbers]) else {
                continue
            }
            // A result that breaks a rule leaves what was read before; only the whole is judged by its caller.
            try? reading.take(handshake: document.root, in: document)
            for kind in PinnedSurface.Kind.allCases {
                _ = try? reading.take(pageOf: kind, document.root, in: document)
            }
        }
        return reading.surface
    }

    private static func brokenAlone(_ surface: Surface) -> String? {
        let pin = PinnedSurface(approving: surface)
        guard SurfaceCheck(surface, against: pin).isCovered else {
            return "an approval does not cover what was approved"
        }
        guard SurfaceCheck(surface, against: pin).removed.isEmpty else { return "something is gone from itself" }
        guard SurfaceDifference(from: ApprovedSurface(approving: surface), to: surface).changes.isEmpty else {
            return "it differs from itself"
        }
        do {
            guard try Surface(surface.value) == surface else { return "a kept surface is read back as another" }
        } catch {
            return "a kept surface is refused: \(error)"
        }
        do {
            guard try PinnedSurface(pin.value) == pin else { return "a pin is read back as another" }
        } catch {
            return "a pin is refused: \(error)"
        }
        let names = surface.declarations.mapValues { $0.map(\.name) }
        guard names.values.allSatisfy({ Set($0).count == $0.count }) else { return "two declarations of one name" }
        return nil
    }

    /// What is held back is what a person is shown, and the words that they are shown are those of both texts.
    private static func brokenTogether(_ old: Surface, _ new: Surface) -> String? {
        let difference = SurfaceDifference(from: ApprovedSurface(approving: old), to: new)
        let grown = difference.changes.filter { $0.kind != .removed }
        let check = SurfaceCheck(new, against: PinnedSurface(approving: old))
        let shown = Set(grown.map(\.place))
        for entry in check.heldBack {
            if case .capability = entry.place { continue }
            guard shown.contains(entry.place) else { return "held back and not shown: \(entry.place)" }
        }
        guard check.heldBack.isEmpty == grown.isEmpty else { return "held back and shown are not the same" }
        for component in difference.changes.flatMap(\.components) {
            let words = component.words
            let before = words.filter { $0.fate != .added }.map(\.text).joined()
            let after = words.filter { $0.fate != .removed }.map(\.text).joined()
            guard before.utf8.elementsEqual((component.old ?? "").utf8),
                after.utf8.elementsEqual((component.new ?? "").utf8)
            else { return "the words are not those of the texts" }
        }
        return nil
    }
}
