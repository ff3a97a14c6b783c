// SPDX-License-Identifier: Apache-2.0

internal import WardJSON
internal import WardText

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// One reading of a tree, in which a file that is surely the one that was read before is not read again.
struct TreeWalk {
    static let maximumDepth = 128
    static let maximumEntries = 500_000
    static let maximumFile: Int64 = 4 << 30

    private(set) var manifest = TreeManifest(entries: [])
    /// What was learned or confirmed about each file, for the next time.
    private(set) var cache = TreeCache()
    /// How many files were read.
    private(set) var filesRead = 0

    private let place: String
    private let known: TreeCache
    private var entries: [TreeManifest.Entry] = []

    init(_ place: String, known: TreeCache) throws(SupplyError) {
        self.place = place
        self.known = known
        let path = Array(place.utf8)
        guard let status = try call(path, { () throws(FileCalls.Failure) in try FileCalls.status(place) }) else {
            throw SupplyError(.unreadable, place, "there is nothing at this path", hint: "correct the path")
        }
        if status.isFolder {
            try walk(path, in: AT_FDCWD, prefix: [], depth: 0)
        } else {
            let name = path.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? path
            let kind = try self.kind(of: path, status, in: AT_FDCWD, at: name)
            entries = [TreeManifest.Entry(path: name, kind: kind)]
        }
        manifest = TreeManifest(entries: entries)
    }

    private mutating func walk(_ name: [UInt8], in parent: CInt, prefix: [UInt8], depth: Int) throws(SupplyError) {
        guard depth < Self.maximumDepth else {
            throw SupplyError(.tooLarge, shown(prefix), "folders are nested more than \(Self.maximumDepth) deep")
        }
        let folder = try call(prefix) { () throws(FileCalls.Failure) in
            try FileCalls.open(name, in: parent, O_RDONLY | O_DIRECTORY)
        }
        defer { _ = close(folder) }
        for child in try call(prefix, { () throws(FileCalls.Failure) in try FileCalls.names(in: folder) }) {
            let path = prefix.isEmpty ? child : prefix + [UInt8(ascii: "/")] + child
            guard
                let status = try call(path, { () throws(FileCalls.Failure) in try FileCalls.status(child, in: folder) })
            else { throw changed(path) }
            guard entries.count < Self.maximumEntries else {
                throw SupplyError(
                    .tooLarge, place, "it holds more than \(Self.maximumEntries) files",
                    hint: "name the folder of the server itself")
            }
            let kind = try self.kind(of: child, status, in: folder, at: path)
            entries.append(TreeManifest.Entry(path: path, kind: kind))
            if kind == .folder { try walk(child, in: folder, prefix: path, depth: depth + 1) }
        }
    }

    private mutating func kind(
        of name: [UInt8], _ status: FileCalls.Status, in folder: CInt, at path: [UInt8]
    ) throws(SupplyError) -> TreeManifest.Kind {
        guard !status.changesUser else {
            throw SupplyError(
                .unsupportedFile, shown(path), "it runs with the rights of its owner or group (set-user-id)",
                hint: "no server needs that; remove the bit or the file")
        }
        if status.isFolder { return .folder }
        if status.isLink {
            return .link(
                target: try call(path) { () throws(FileCalls.Failure) in try FileCalls.target(of: name, in: folder) })
        }
        guard status.isFile else {
            throw SupplyError(.unsupportedFile, shown(path), "it is a device, a pipe or a socket", hint: "remove it")
        }
        let digest: FileDigest
        if let same = known.digest(of: status) {
            digest = same
        } else {
            digest = try read(name, status, in: folder, at: path)
        }
        cache.insert(status, digest)
        return .file(isExecutable: status.isExecutable, size: status.size, digest: digest)
    }

    private mutating func read(
        _ name: [UInt8], _ status: FileCalls.Status, in folder: CInt, at path: [UInt8]
    ) throws(SupplyError) -> FileDigest {
        let descriptor = try call(path) { () throws(FileCalls.Failure) in
            try FileCalls.open(name, in: folder, O_RDONLY)
        }
        defer { _ = close(descriptor) }
        let bytes = try call(path) { () throws(FileCalls.Failure) in
            try FileCalls.readAll(descriptor, expecting: status.size, limit: Self.maximumFile)
        }
        let after = try call(path) { () throws(FileCalls.Failure) in try FileCalls.status(of: descriptor) }
        // What was read is what was looked at, and did not move meanwhile.
        guard after == status, bytes.count == status.size else { throw changed(path) }
        filesRead += 1
        return FileDigest(Digest256(of: bytes))
    }

    private func call<R>(
        _ path: [UInt8], _ body: () throws(FileCalls.Failure) -> R
    ) throws(SupplyError) -> R {
        do throws(FileCalls.Failure) {
            return try body()
        } catch {
            throw SupplyError(error, shown(path), "it cannot be read")
        }
    }

    private func changed(_ path: [UInt8]) -> SupplyError {
        SupplyError(
            .changedMeanwhile, shown(path), "it changed while it was being read",
            hint: "try again when nothing writes there")
    }

    private func shown(_ path: [UInt8]) -> String {
        path.isEmpty || path.first == UInt8(ascii: "/")
            ? place : place + "/" + String(decoding: path, as: UTF8.self)
    }
}
