// SPDX-License-Identifier: Apache-2.0

package import WardJSON
package import WardLock
package import WardPinning
import WardText

/// What a person is asked about a surface: everything in it, or what was not approved of it yet.
package struct SurfaceQuestion: Sendable {
    /// What an approval may do with what was approved before.
    package enum Way: String, Hashable, Sendable {
        /// What differs takes the place of all variants of its name.
        case replace = "in place of the old"
        /// What differs is approved beside what was.
        case variant = "as a variant"
        /// Nothing else is approved any more.
        case anew = "and nothing else"
    }

    /// One way of approving, with what then is approved.
    package struct Choice: Hashable, Sendable {
        /// The way.
        package let way: Way
        /// What then is approved.
        package let value: ApprovedSurface
        /// What an approval in this way binds.
        package let digest: Digest256

        init(_ way: Way, _ value: ApprovedSurface) {
            self.way = way
            self.value = value
            digest = value.pin.digest
        }
    }

    /// What the command line chose.
    package struct Options: Hashable, Sendable {
        /// The only way that is offered; nil where the person has the choice.
        package var way: Way?
        /// The places that are to vary from now on.
        package var varying: Set<VaryingPlace>
        /// Whether all that is held was approved once, and something else took its place.
        package var wasApproved: Bool

        /// Takes the options.
        package init(way: Way? = nil, varying: Set<VaryingPlace> = [], wasApproved: Bool = false) {
            self.way = way
            self.varying = varying
            self.wasApproved = wasApproved
        }
    }

    /// Whose it is.
    package let name: ServerName
    /// What the server shows to a model.
    package let surface: Surface
    /// What was approved before; then the question is about the difference.
    package let old: ApprovedSurface?
    /// What the lock says that it shows, where that is not what was approved here; an expectation and no approval.
    package let expected: PinnedSurface?
    /// The project's lock that the server stands in; nil for the user's own.
    package let lock: String?
    /// What the command line chose.
    package let options: Options
    /// What is new or has changed, beside the nearest that was approved, and what is gone.
    package let difference: SurfaceDifference
    /// The ways in which it can be approved; the last one is the default.
    package let choices: [Choice]

    /// Asks about a surface.
    package init(
        name: ServerName, surface: Surface, old: ApprovedSurface?, options: Options = Options(),
        expected: PinnedSurface? = nil, lock: String? = nil
    ) {
        self.name = name
        self.surface = surface
        self.old = old
        self.options = options
        self.expected = expected
        self.lock = lock
        let marked = old?.marking(options.varying)
        difference = marked.map { SurfaceDifference(from: $0, to: surface) } ?? SurfaceDifference(of: surface)
        guard let marked, options.way != .anew else {
            choices = [Choice(.anew, ApprovedSurface(approving: surface, varying: options.varying))]
            return
        }
        let replaced = Choice(.replace, marked.replacing(by: surface))
        let added = Choice(.variant, marked.adding(variantsOf: surface))
        if replaced.digest == added.digest {
            choices = [replaced]
        } else if options.way == .variant || options.wasApproved {
            // What was approved before approves nothing new if both are kept, and that ends the asking.
            choices = [added]
        } else {
            // What may vary from now on is approved in one way only, which the name or the digest confirms.
            choices = options.varying.isEmpty ? [added, replaced] : [replaced]
        }
    }

    /// Whether there is nothing to ask.
    package var isCovered: Bool {
        guard let old, options.way != .anew, !isUnpinning else { return false }
        return SurfaceCheck(surface, against: old.pin).isCovered
    }

    /// Whether some text is to vary that was pinned.
    var isUnpinning: Bool { !options.varying.isSubset(of: old?.varying ?? []) }

    /// What has to be typed: what varies is never taken for low risk, because nobody will be asked about it again.
    package var confirmation: Confirmation {
        guard !isUnpinning else { return .nameOrDigest(for: name) }
        return choices.count > 1 ? .wordOrVariant : .word
    }

    /// How an answer approves, and what; nil if it does not.
    package func choice(by answer: [UInt8]) -> (means: ApprovalMeans, choice: Choice)? {
        guard let last = choices.last else { return nil }
        switch confirmation {
        case .word, .wordOrVariant:
            if answer.elementsEqual("yes".utf8) { return (.word, last) }
            guard choices.count > 1, answer.elementsEqual("variant".utf8) else { return nil }
            return (.variantWord, choices[0])
        case .nameOrDigest where answer.elementsEqual(name.text.utf8): return (.name, last)
        case .nameOrDigest, .digest:
            return answer.elementsEqual(last.digest.short.utf8) ? (.shortDigest, last) : nil
        }
    }

    /// Whether some text of it holds what a reader would not see; such a surface is never approved by `--yes`.
    package var hidesText: Bool {
        SurfaceDifference(of: surface).changes.contains { $0.components.contains { SurfaceWords.hides($0.new ?? "") } }
    }
}
