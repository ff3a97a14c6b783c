// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardPinning
import WardProtocol

/// A person approves another surface while the session lasts.
extension Session {
    /// Takes the new pin; all lists are read anew, and the client is told that they changed.
    ///
    /// Instructions and capabilities that were held back reach the client with its next handshake.
    mutating func approve(_ pin: PinnedSurface) {
        let old = surface?.pin ?? PinnedSurface()
        guard surface == nil || old != pin else { return }
        if surface == nil {
            // The session stood before something of Ward's own until now.
            surface = SurfaceState(pin: pin)
            guards.insert(HandshakeGuard(pin: pin), at: 1)
        } else {
            surface?.approve(pin)
            guards = guards.map { $0 is HandshakeGuard ? HandshakeGuard(pin: pin) : $0 }
        }
        // Where Ward stands in, the client is told once the server has come.
        guard closing == nil, !standsIn else { return }
        for kind in PinnedSurface.Kind.allCases where old.declarations[kind] != pin.declarations[kind] {
            tellOfChange(kind.changeNotification, needs: kind.capability)
        }
    }

    /// Another one serves the client now, whose lists it has not seen.
    mutating func tellOfAllChanges() {
        for kind in PinnedSurface.Kind.allCases { tellOfChange(kind.changeNotification, needs: kind.capability) }
    }

    private mutating func tellOfChange(_ method: String, needs capability: String) {
        if lifecycle.phase == .operating {
            guard let declared = facts.serverCapabilities, declared.flags.contains(Self.flags[capability] ?? []) else {
                return
            }
            send(back: .notification(method, params: nil), from: .clientToServer)
        } else if facts.era == .modern {
            // A change belongs to a subscription that asked for it (R134).
            let listening = clientRequests.all.filter { request in
                guard let subscription = request.subscription else { return false }
                return !request.isCancelled && subscription.isAcknowledged && subscription.methods.contains(method)
            }
            for request in listening.sorted(by: { $0.place < $1.place }) {
                var writer = JSONWriter()
                writer.object { writer in
                    writer.name("_meta")
                    writer.object { writer in
                        writer.name(Lifecycle.subscriptionKey)
                        writer.raw(WardMessage.text(of: request.id))
                    }
                }
                send(back: .notification(method, params: writer.bytes), from: .clientToServer)
            }
        }
    }

    private static let flags: [String: Capabilities.Flags] = [
        "tools": .tools, "prompts": .prompts, "resources": .resources,
    ]
}
