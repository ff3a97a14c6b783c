// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLock
import WardText

extension PinnedSurface {
    /// The pin of a surface that a person approved whole.
    public init(approving surface: Surface, varying: Set<JSONPointer> = []) {
        self.init(varying: varying)
        self = adding(variantsOf: surface)
    }

    /// The pin with a surface approved beside what was approved before, as its variant.
    public func adding(variantsOf surface: Surface) -> PinnedSurface {
        var pin = self
        if let instructions = surface.instructions {
            pin.instructions.insert(Surface.digest(ofInstructions: instructions))
        }
        pin.capabilities.formUnion(surface.facets.map(\.digest))
        for (kind, list) in surface.declarations {
            let varying = varyingPlaces(of: kind)
            for declaration in list {
                let digest = varying[declaration.name].map { declaration.digest(leavingOut: $0) } ?? declaration.digest
                pin.declarations[kind, default: [:]][declaration.name, default: []].insert(digest)
            }
        }
        return pin
    }

    /// What an approval of it binds, `--approve` included: what would be compared, and nothing that varies.
    public var digest: Digest256 { value.canonicalDigest() }
}
