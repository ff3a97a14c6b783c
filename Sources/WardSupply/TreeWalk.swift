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
///
/// It goes through the tree in the order of the canonical text and writes that text as it goes, so that a check of an
/// untouched tree neither sorts the tree as a whole nor keeps a value for each entry.
struct TreeWalk {
    static let maximumDepth = 128
    static let maximumEntries = 500_000
    static let maximumFile: Int64 = 4 << 30

    /// What stands at the place itself.
    private(set) var top = TreeManifest.Kind.folder
    /// The canonical text of the tree's manifest.
    private(set) var text = TreeManifest.start
    /// How many files were read.
    private(set) var filesRead = 0

    private let place: String
    private var known: TreeCache.Lookup
    private var entryCount = 0

    // What is known goes from one walk to the next, where several are made in the order of the time before.
    init(_ place: String, known lookup: inout TreeCache.Lookup) throws(SupplyError) {
        self.place = place
        known = lookup
        let path = Array(place.utf8)
        guard let status = try call(path, [], { () throws(FileCalls.Failure) in try FileCalls.status(place) }) else {
            throw SupplyError(.unreadable, place, "there is nothing at this path", hint: "correct the path")
        }
        if status.isFolder {
            text.reserveCapacity(known.count * 160)
            try walk(path, in: AT_FDCWD, prefix: [], depth: 0)
        } else {
            let name = path.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? path
            top = try kind(of: path, status, in: AT_FDCWD, below: [])
            TreeManifest.append(top, [], name, to: &text)
        }
        lookup = known
    }

    /// Reads one folder; `prefix` is its path from the top with a slash behind it, empty for the top itself.
    private mutating func walk(_ name: [UInt8], in parent: CInt, prefix: [UInt8], depth: Int) throws(SupplyError) {
        guard depth < Self.maximumDepth else {
            throw SupplyError(.tooLarge, shown(prefix, []), "folders are nested more than \(Self.maximumDepth) deep")
        }
        let folder = try call(prefix, []) { () throws(FileCalls.Failure) in
            try FileCalls.open(name, in: parent, O_RDONLY | O_DIRECTORY)
        }
        defer { _ = close(folder) }
        var names = try call(prefix, []) { () throws(FileCalls.Failure) in try FileCalls.names(in: folder) }
        names.sort(by: TreeManifest.precedes)
        // What is in `a` comes where `a/` does: behind `a-b` and `a.b`, before `a0`. The last one that waits comes first.
        var waiting: [[UInt8]] = []
        for child in names {
            while let before = waiting.last, Self.contentPrecedes(before, child) {
                waiting.removeLast()
                try walk(before, in: folder, prefix: prefix + before + Self.slash, depth: depth + 1)
            }
            guard
                let status = try call(
                    prefix, child,
                    { () throws(FileCalls.Failure) in
                        try FileCalls.status(child, in: folder)
                    })
            else { throw changed(prefix, child) }
            guard entryCount < Self.maximumEntries else {
                throw SupplyError(
                    .tooLarge, place, "it holds more than \(Self.maximumEntries) files",
                    hint: "name the folder of the server itself")
            }
            entryCount += 1
            let kind = try self.kind(of: child, status, in: folder, below: prefix)
            TreeManifest.append(kind, prefix, child, to: &text)
            if kind == .folder { waiting.append(child) }
        }
        for child in waiting.reversed() {
            try walk(child, in: folder, prefix: prefix + child + Self.slash, depth: depth + 1)
        }
    }

    private static let slash = [UInt8(ascii: "/")]

    /// Whether what a folder holds comes before a name beside the folder that comes behind the folder's own.
    private static func contentPrecedes(_ folder: [UInt8], _ name: [UInt8]) -> Bool {
        guard name.count > folder.count, name.starts(with: folder) else { return true }
        return name[folder.count] > UInt8(ascii: "/")
    }

    private mutating func kind(
        of name: [UInt8], _ status: FileCalls.Status, in folder: CInt, below prefix: [UInt8]
    ) throws(SupplyError) -> TreeManifest.Kind {
        guard !status.changesUser else {
            throw SupplyError(
                .unsupportedFile, shown(prefix, name), "it runs with the rights of its owner or group (set-user-id)",
                hint: "no server needs that; remove the bit or the file")
        }
        if status.isFolder { return .folder }
        if status.isLink {
            return .link(
                target: try call(prefix, name) { () throws(FileCalls.Failure) in
                    try FileCalls.target(of: name, in: folder)
                })
        }
        guard status.isFile else {
            throw SupplyError(
                .unsupportedFile, shown(prefix, name), "it is a device, a pipe or a socket", hint: "remove it")
        }
        let digest: FileDigest
        if let same = known.digest(of: status) {
            digest = same
        } else {
            digest = try read(name, status, in: folder, below: prefix)
            known.learn(status, digest)
        }
        return .file(isExecutable: status.isExecutable, size: status.size, digest: digest)
    }

    private mutating func read(
        _ name: [UInt8], _ status: FileCalls.Status, in folder: CInt, below prefix: [UInt8]
    ) throws(SupplyError) -> FileDigest {
        let descriptor = try call(prefix, name) { () throws(FileCalls.Failure) in
            try FileCalls.open(name, in: folder, O_RDONLY)
        }
        defer { _ = close(descriptor) }
        let bytes = try call(prefix, name) { () throws(FileCalls.Failure) in
            try FileCalls.readAll(descriptor, expecting: status.size, limit: Self.maximumFile)
        }
        let after = try call(prefix, name) { () throws(FileCalls.Failure) in try FileCalls.status(of: descriptor) }
        // What was read is what was looked at, and did not move meanwhile.
        guard after == status, bytes.count == status.size else { throw changed(prefix, name) }
        filesRead += 1
        return FileDigest(Digest256(of: bytes))
    }

    private func call<R>(
        _ prefix: [UInt8], _ name: [UInt8], _ body: () throws(FileCalls.Failure) -> R
    ) throws(SupplyError) -> R {
        do throws(FileCalls.Failure) {
            return try body()
        } catch {
            throw SupplyError(error, shown(prefix, name), "it cannot be read")
        }
    }

    private func changed(_ prefix: [UInt8], _ name: [UInt8]) -> SupplyError {
        SupplyError(
            .changedMeanwhile, shown(prefix, name), "it changed while it was being read",
            hint: "try again when nothing writes there")
    }

    private func shown(_ prefix: [UInt8], _ name: [UInt8]) -> String {
        let path = prefix + name
        guard !path.isEmpty, path.first != UInt8(ascii: "/") else { return place }
        let end = path.last == UInt8(ascii: "/") ? path.count - 1 : path.count
        return place + "/" + String(decoding: path[..<end], as: UTF8.self)
    }
}
