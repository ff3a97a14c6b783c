// SPDX-License-Identifier: Apache-2.0

public import WardJSON

/// What one server's line of a lock says: what was asked for, what runs, and what it shows.
///
/// A lock is a request until a consent on this machine covers it; nothing in it is an approval.
public struct LockEntry: Hashable, Sendable {
    /// What was asked for.
    public var request: LockRequest
    /// How it starts; paths may begin with ``Places``' symbols.
    public var launch: Launch
    /// Where its code comes from.
    public var origin: Origin
    /// What runs, by platform, such as `linux-x86_64`.
    public var closures: [String: Closure]
    /// What it may do.
    public var permissions: Permissions
    /// What it shows; nil until it ran for the first time.
    public var surface: PinnedSurface?
    /// Remarks for people; they decide nothing.
    public var notes: [String]
    /// Members that this Ward does not know, as they stand.
    ///
    /// They are part of the digest, and an entry that has any does
    /// not run: nobody here can say what they ask for.
    public var unknown: JSONObject

    /// Makes an entry.
    public init(
        request: LockRequest,
        launch: Launch,
        origin: Origin,
        closures: [String: Closure] = [:],
        permissions: Permissions = .unconfined,
        surface: PinnedSurface? = nil,
        notes: [String] = [],
        unknown: JSONObject = [:]
    ) {
        self.request = request
        self.launch = launch
        self.origin = origin
        self.closures = closures
        self.permissions = permissions
        self.surface = surface
        self.notes = notes
        self.unknown = unknown
    }

    /// The value that stands in a lock.
    public var value: JSONValue {
        let platforms = closures.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        var members: [(String, JSONValue)] = [
            ("request", request.value), ("launch", launch.value), ("origin", origin.value),
            ("closures", .object(JSONObject(platforms.map { ($0.key, $0.value.value) }))),
            ("permissions", permissions.value),
        ]
        if let surface { members.append(("surface", surface.value)) }
        if !notes.isEmpty { members.append(("notes", .array(notes.map { .string($0) }))) }
        members += unknown.members.map { ($0.name, $0.value) }
        return .object(JSONObject(members))
    }
}

/// What was asked for, before anything was resolved.
public struct LockRequest: Hashable, Sendable {
    /// The source as it was given to `ward add`: a package, a link, a file, a command line.
    public var source: String
    /// The command that the source stands for, as a client would start it; `ward run --server NAME -- ARGV` must equal it.
    public var command: [String]
    /// The values that a person gave to settings of a bundle, by their names; they are asked for once.
    public var settings: [String: [String]]

    /// Makes a request.
    public init(source: String, command: [String], settings: [String: [String]] = [:]) {
        self.source = source
        self.command = command
        self.settings = settings
    }

    var value: JSONValue {
        var members: [(String, JSONValue)] = [
            ("source", .string(source)), ("command", .array(command.map { .string($0) })),
        ]
        if !settings.isEmpty {
            let sorted = settings.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            let values = sorted.map { ($0.key, JSONValue.array($0.value.map { .string($0) })) }
            members.append(("settings", .object(JSONObject(values))))
        }
        return .object(JSONObject(members))
    }
}
