// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLock

/// The record that a person approved a launch or a surface on this machine.
public struct Consent: Hashable, Sendable {
    /// What can be approved.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// All that runs when the server starts (``LaunchContent``).
        case launch
        /// All that the server shows to a model.
        case surface
    }

    /// Its place among all consents of this machine.
    public let number: Int64
    /// Whose server it is.
    public let server: ServerKey
    /// What was approved.
    public let kind: Kind
    /// The digest of the approved value.
    public let digest: Digest256
    /// The whole approved value.
    public let value: JSONValue
    /// When, in nanoseconds since 1970.
    public let time: Int64
    /// Which account of this machine.
    public let who: String
    /// How: at the terminal, or by a digest on the command line.
    public let how: String
    /// When it was withdrawn; nil if it never was.
    public let withdrawn: Int64?
}

/// Names one server of one lock: the same name in a project's lock is another server.
public struct ServerKey: Hashable, Sendable, CustomStringConvertible {
    /// Its name.
    public let name: ServerName
    /// The absolute path of the project's lock; nil for the user's own.
    public let lock: String?

    /// Makes a key.
    public init(_ name: ServerName, lock: String? = nil) {
        self.name = name
        self.lock = lock
    }

    /// The name, with `project:` before it where the lock is a project's.
    public var description: String { lock == nil ? name.text : "project:\(name)" }
}
