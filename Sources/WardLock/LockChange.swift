// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// What one lock says of a server otherwise than another lock, such as the one of a branch and the one it starts from (T52).
public struct LockChange: Hashable, Sendable {
    /// The kinds of change.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The server is new.
        case added
        /// The server is gone.
        case removed
        /// Its entry is another.
        case changed
    }

    /// Which server.
    public let name: ServerName
    /// What became of it.
    public let kind: Kind
    /// The places within its entry that differ, with `/servers/NAME` before them.
    public let differences: [Difference]

    /// All changes, by name; none if both locks say the same.
    public static func between(_ base: LockFile, _ head: LockFile) -> [LockChange] {
        Set(base.servers.keys).union(head.servers.keys).sorted().compactMap { name in
            let place = JSONPointer(tokens: ["servers", name.text])
            switch (base.servers[name], head.servers[name]) {
            case (let old?, let new?):
                let found = Difference.between(old.value, new.value).map { $0.moved(below: place) }
                return found.isEmpty ? nil : LockChange(name: name, kind: .changed, differences: found)
            case (nil, let new?):
                return LockChange(
                    name: name, kind: .added, differences: [Difference(pointer: place, old: nil, new: new.value)])
            case (let old?, nil):
                return LockChange(
                    name: name, kind: .removed, differences: [Difference(pointer: place, old: old.value, new: nil)])
            case (nil, nil): return nil
            }
        }
    }
}

extension Difference {
    fileprivate func moved(below place: JSONPointer) -> Difference {
        Difference(pointer: JSONPointer(tokens: place.tokens + pointer.tokens), old: old, new: new)
    }
}
