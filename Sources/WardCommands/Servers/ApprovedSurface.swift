// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardPinning
import WardText

/// What a consent about a surface holds: the surface as it was looked at, and the pin, which also has the variants.
struct ApprovedSurface {
    var surface: Surface
    var pin: PinnedSurface

    init(surface: Surface, pin: PinnedSurface) {
        self.surface = surface
        self.pin = pin
    }

    /// The value that is stored.
    var value: JSONValue { ["surface": surface.value, "pin": pin.value] }

    /// Reads a stored value.
    init(_ value: JSONValue) throws {
        guard case .object(let members) = value, let surface = members["surface"], let pin = members["pin"] else {
            throw Failure(
                message: "an approved surface cannot be read (environment.consent-unreadable)",
                hint: "`ward review NAME` makes a new one")
        }
        self.surface = try Surface(surface)
        self.pin = try PinnedSurface(pin)
    }
}
