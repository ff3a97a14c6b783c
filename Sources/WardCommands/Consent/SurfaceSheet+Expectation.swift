// SPDX-License-Identifier: Apache-2.0

import WardLock
import WardPinning

extension SurfaceQuestion {
    /// Whether it shows exactly what the lock says, or the lock says nothing.
    var isAsExpected: Bool {
        guard let check = expectation else { return true }
        return check.isCovered && check.removed.isEmpty && check.removedCapabilities == 0
    }

    /// The surface beside the lock's digests; nil where the lock has none.
    var expectation: SurfaceCheck? { expected.map { SurfaceCheck(surface, against: $0) } }
}

/// The part of a sheet that holds a surface beside what the lock says: digests only, so what differs has a name and no words.
extension SheetWriter {
    mutating func expectation(_ question: SurfaceQuestion) {
        guard let check = question.expectation else { return }
        guard !question.isAsExpected else {
            return field("expected", [.own("it shows exactly what the lock says; nobody has approved that here yet")])
        }
        heading("It does not show what the lock says")
        for entry in check.heldBack {
            differing(entry.place, entry.standing == .new ? "is not in the lock" : "is not as the lock says", .caution)
        }
        for place in check.removed { differing(place, "is in the lock, and is not shown", .plain) }
        if check.removedCapabilities > 0 {
            field("less", [.own("\(check.removedCapabilities) capabilities of the lock are not shown")])
        }
    }

    private mutating func differing(_ place: SurfacePlace, _ words: String, _ style: SheetStyle) {
        let name: [Content] = SurfaceWords.name(of: place).map { [.exact($0)] } ?? []
        field("differs", [.own(SurfaceWords.noun(place))] + name + [.own(words)], style)
    }
}
