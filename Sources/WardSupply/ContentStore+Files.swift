// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension ContentStore {
    /// Refuses a folder that somebody else could have changed or could look into.
    static func check(_ folder: String) throws(SupplyError) {
        guard let status = try status(folder) else {
            throw SupplyError(.unreadable, folder, "the folder vanished while it was being made")
        }
        guard status.isFolder else {
            throw SupplyError(
                .folderUnsafe, folder,
                status.isLink ? "a symbolic link stands in place of the folder" : "this is no folder",
                hint: "move it away")
        }
        guard status.owner == FileCalls.user else {
            throw SupplyError(
                .folderUnsafe, folder, "it belongs to user \(status.owner), not to user \(FileCalls.user)",
                hint: "move it away, or name another folder with `--home DIR`")
        }
        guard status.mode & 0o077 == 0 else {
            throw SupplyError(
                .folderUnsafe, folder, "it is open to others (mode \(String(status.mode & 0o7777, radix: 8)))",
                hint: "run `chmod 700` on it, after a look at what is inside")
        }
    }

    static func status(_ path: String) throws(SupplyError) -> FileCalls.Status? {
        do throws(FileCalls.Failure) {
            return try FileCalls.status(path)
        } catch {
            throw SupplyError(error, path, "it cannot be looked at")
        }
    }

    /// The names in a folder that are text; none where there is no folder.
    func names(in path: String) throws(SupplyError) -> [String] {
        guard try Self.status(path) != nil else { return [] }
        return try FileCalls.withFolder(
            Array(path.utf8), failing: { SupplyError($0, path, "the folder cannot be read") }
        ) { descriptor throws(SupplyError) in
            do throws(FileCalls.Failure) {
                return try FileCalls.names(in: descriptor).compactMap { String(validating: $0, as: UTF8.self) }
            } catch {
                throw SupplyError(error, path, "the folder cannot be read")
            }
        }
    }

    func writing<R>(_ place: String, _ body: () throws(FileCalls.Failure) -> R) throws(SupplyError) -> R {
        do throws(FileCalls.Failure) {
            return try body()
        } catch {
            throw SupplyError(error, place, "the store cannot be written", code: .unwritable)
        }
    }

    func removeTree(_ path: String) throws(SupplyError) {
        do throws(FileCalls.Failure) {
            try FileCalls.removeTree(Array(path.utf8))
        } catch {
            throw SupplyError(error, path, "it cannot be removed", code: .unwritable)
        }
    }

    /// Takes the rights to write from a whole tree, the innermost first.
    func makeReadOnly(_ path: String) throws(SupplyError) {
        do throws(FileCalls.Failure) {
            guard let status = try FileCalls.status(path) else { return }
            try Self.makeReadOnly(Array(path.utf8), status, in: AT_FDCWD, depth: 0)
        } catch {
            throw SupplyError(error, path, "its files cannot be made read-only", code: .unwritable)
        }
    }

    private static func makeReadOnly(
        _ name: [UInt8], _ status: FileCalls.Status, in parent: CInt, depth: Int
    ) throws(FileCalls.Failure) {
        guard depth < TreeWalk.maximumDepth else { throw FileCalls.Failure(number: ELOOP) }
        if status.isFolder {
            let folder = try FileCalls.open(name, in: parent, O_RDONLY | O_DIRECTORY)
            defer { _ = close(folder) }
            for child in try FileCalls.names(in: folder) {
                guard let status = try FileCalls.status(child, in: folder) else { continue }
                try makeReadOnly(child, status, in: folder, depth: depth + 1)
            }
        }
        if status.isFolder || status.isFile { try FileCalls.makeReadOnly(name, status, in: parent) }
    }
}
