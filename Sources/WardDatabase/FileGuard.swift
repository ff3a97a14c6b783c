// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
package import Darwin
#elseif canImport(Musl)
package import Musl
#else
package import Glibc
#endif

/// Refuses folders and files that somebody else could have changed.
package enum FileGuard {
    /// Makes a folder and its missing parents, mode 0700, and checks that it is `user`'s and safe.
    package static func prepareFolder(_ path: String, user: uid_t = geteuid()) throws(StateError) {
        do throws(SystemCalls.Failure) {
            if try SystemCalls.status(path) == nil {
                var parts = path.split(separator: "/", omittingEmptySubsequences: true)[...]
                var folder = ""
                while let part = parts.popFirst() {
                    folder += "/" + part
                    if try SystemCalls.status(folder) == nil { try SystemCalls.makeFolder(folder) }
                }
            }
        } catch {
            throw StateError(
                code: StateError.folderUnreadable, place: path, detail: "the folder cannot be made: \(error.words)",
                hint: "check the permissions of the folders above it")
        }
        guard try folderExists(path, user: user) else {
            throw StateError(
                code: StateError.folderUnreadable, place: path, detail: "the folder vanished while it was being made")
        }
    }

    /// Whether a folder is there; one that is there but unsafe is an error.
    package static func folderExists(_ path: String, user: uid_t = geteuid()) throws(StateError) -> Bool {
        let status: SystemCalls.FileStatus?
        do throws(SystemCalls.Failure) {
            status = try SystemCalls.status(path)
        } catch {
            throw StateError(
                code: StateError.folderUnreadable, place: path, detail: "the folder cannot be read: \(error.words)")
        }
        guard let status else { return false }
        guard status.isDirectory else {
            throw StateError(
                code: StateError.folderUnsafe, place: path,
                detail: status.isLink ? "a symbolic link stands in place of the folder" : "this is no folder",
                hint: "move it away")
        }
        try refuseStrangers(status, place: path, code: StateError.folderUnsafe, user: user)
        return true
    }

    /// Whether a file is there; one that is there but is a link, no regular file, or open to others is an error.
    package static func fileExists(
        _ path: String, user: uid_t = geteuid(), code: String = StateError.databaseUnsafe
    ) throws(StateError) -> Bool {
        let status: SystemCalls.FileStatus?
        do throws(SystemCalls.Failure) {
            status = try SystemCalls.status(path)
        } catch {
            throw StateError(code: code, place: path, detail: "the file cannot be looked at: \(error.words)")
        }
        guard let status else { return false }
        guard status.isRegular else {
            throw StateError(
                code: code, place: path,
                detail: status.isLink ? "a symbolic link stands in place of the file" : "this is no regular file",
                hint: "move it away")
        }
        try refuseStrangers(status, place: path, code: code, user: user)
        return true
    }

    private static func refuseStrangers(
        _ status: SystemCalls.FileStatus, place: String, code: String, user: uid_t
    ) throws(StateError) {
        guard status.owner == user else {
            throw StateError(
                code: code, place: place, detail: "it belongs to user \(status.owner), not to user \(user)",
                hint: "move it away, or name another folder with `--home DIR`")
        }
        guard !status.isOpenToOthers else {
            throw StateError(
                code: code, place: place, detail: "its group or others may write it (mode \(octal(status.mode)))",
                hint: "run `chmod go-w` on it, after a look at what is inside")
        }
    }

    private static func octal(_ mode: mode_t) -> String {
        let digits = String(mode & 0o7777, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
