// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardProtocol

/// A cursor that one side gave for a method; the other may send no other (A48).
struct IssuedCursor: Hashable, Sendable {
    /// The way requests with it travel.
    let direction: Direction
    let method: String
    /// Its digest: cursors are of any length, and what is remembered must not be.
    let cursor: Digest256

    init(direction: Direction, method: String, cursor: String) {
        self.direction = direction
        self.method = method
        self.cursor = Digest256(of: Array(cursor.utf8))
    }
}
