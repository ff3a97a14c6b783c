// SPDX-License-Identifier: Apache-2.0

import WardJSON

/// `ward.lock`: the servers of a user or a project, each with what it is pinned to.
public struct LockFile: Hashable, Sendable {
    /// The version of the form that this program reads and writes.
    public static let version: Int64 = 1

    /// The entries by name.
    public var servers: [ServerName: LockEntry]

    /// Makes a lock.
    public init(servers: [ServerName: LockEntry] = [:]) {
        self.servers = servers
    }

    /// Reads a lock strictly.
    ///
    /// - Throws: ``LockError`` with the place of what is wrong. Members of an entry that are not known are kept in
    ///   ``LockEntry/unknown``; everywhere else they are errors.
    public init(reading bytes: [UInt8]) throws(LockError) {
        let reading = try Self.read(bytes)
        if let fault = reading.faults.first { throw fault }
        servers = reading.servers
    }

    /// What is wrong with a text, one fault for each entry that cannot be read; none if it is a lock.
    public static func faults(in bytes: [UInt8]) -> [LockError] {
        do throws(LockError) {
            return try read(bytes).faults
        } catch {
            return [error]
        }
    }

    private static func read(
        _ bytes: [UInt8]
    ) throws(LockError) -> (servers: [ServerName: LockEntry], faults: [LockError]) {
        let document: JSONDocument
        do {
            document = try JSONDocument(reading: bytes)
        } catch {
            throw LockError(.invalid, at: error.offset, "the lock is no strict JSON: \(error.detail)")
        }
        var root = try ObjectReader(document.root, in: document)
        let version = try root.integer("version")
        guard version == Self.version else {
            guard version > Self.version else { throw root.error("the version must be \(Self.version)") }
            throw LockError(
                .newer, pointer: "/version",
                "a newer Ward wrote this lock: its version is \(version), not \(Self.version)")
        }
        let servers = try root.node("servers")
        try root.finish()
        var entries: [ServerName: LockEntry] = [:]
        var faults: [LockError] = []
        for member in try ObjectReader(servers, in: document).members {
            do throws(LockError) {
                let name = try ServerName(document.string(member.name) ?? "")
                entries[name] = try LockEntry(member.value, in: document)
            } catch {
                guard error.offset == nil else {
                    faults.append(error)
                    continue
                }
                let place = document.pointer(to: member.value).description
                faults.append(
                    LockError(
                        error.code, at: document.span(of: member.name).lowerBound, pointer: place, error.detail))
            }
        }
        return (entries, faults)
    }

    /// The text of the lock: the same for the same content, one line for each artifact, so that differences are readable.
    public func encoded() -> [UInt8] {
        let members = servers.sorted { $0.key < $1.key }.map { ($0.key.text, $0.value.value) }
        var layout = LockLayout()
        layout.write(["version": .integer(Self.version), "servers": .object(JSONObject(members))])
        return layout.text
    }
}
