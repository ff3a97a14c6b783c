// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
package import Darwin
#elseif canImport(Musl)
package import Musl
#else
package import Glibc
#endif

/// The few calls of the operating system that the state folder needs, each as one safe function.
package enum SystemCalls {
    /// What `lstat` tells of a path; links are not followed.
    package struct FileStatus: Hashable, Sendable {
        package var mode: mode_t
        package var owner: uid_t
        package var size: Int64
        package var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
        package var isRegular: Bool { mode & S_IFMT == S_IFREG }
        package var isLink: Bool { mode & S_IFMT == S_IFLNK }
        /// Whether anybody may put another file in place of one in this folder: all may write, and no sticky bit holds them.
        package var isOpenToAll: Bool { mode & 0o002 != 0 && mode & mode_t(S_ISVTX) == 0 }
        /// Whether the group or others may write.
        package var isOpenToOthers: Bool { mode & 0o022 != 0 }
    }

    /// A failed call: its error number, and in words.
    package struct Failure: Error, Hashable, Sendable {
        package var number: CInt
        /// Whether something is there that this user may not look at.
        package var isDenied: Bool { number == EACCES || number == EPERM }
        package var words: String { unsafe String(cString: strerror(number)) }
    }

    /// Looks at a path without following a link; nil where there is nothing.
    package static func status(_ path: String) throws(Failure) -> FileStatus? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            let number = errno
            if number == ENOENT { return nil }
            throw Failure(number: number)
        }
        return FileStatus(mode: status.st_mode, owner: status.st_uid, size: Int64(status.st_size))
    }

    /// Looks at what a path leads to; nil where there is nothing.
    package static func statusBehindLinks(_ path: String) throws(Failure) -> FileStatus? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            let number = errno
            if number == ENOENT { return nil }
            throw Failure(number: number)
        }
        return FileStatus(mode: status.st_mode, owner: status.st_uid, size: Int64(status.st_size))
    }

    /// The absolute path behind all links; an error where there is nothing.
    package static func realPath(_ path: String) throws(Failure) -> String {
        var room = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard unsafe realpath(path, &room) != nil else { throw Failure(number: errno) }
        return String(decoding: room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Makes one folder for the user alone; one that exists already is fine.
    package static func makeFolder(_ path: String) throws(Failure) {
        guard unsafe mkdir(path, 0o700) != 0 else { return }
        let number = errno
        guard number == EEXIST else { throw Failure(number: number) }
    }

    /// Makes a new file that holds `bytes`, on the disk when it returns; an existing path is an error.
    ///
    /// - Parameters:
    ///   - path: Where.
    ///   - bytes: What it holds.
    ///   - mode: Its mode, whatever the umask says; nil for what the umask leaves of 0666.
    /// - Throws: The call that failed.
    package static func makeFile(
        _ path: String, holding bytes: [UInt8], mode: mode_t? = 0o600
    ) throws(Failure) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode ?? 0o666)
        guard descriptor >= 0 else { throw Failure(number: errno) }
        defer { _ = close(descriptor) }
        // The umask may have taken away the user's own rights.
        if let mode, fchmod(descriptor, mode) != 0 { throw Failure(number: errno) }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Failure(number: errno) }
            written += count
        }
        guard fullSync(descriptor) else { throw Failure(number: errno) }
    }

    /// Reads a file of at most `limit` bytes; nil where there is none, and an error where a link is.
    package static func readFile(_ path: String, limit: Int) throws(Failure) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            let number = errno
            if number == ENOENT { return nil }
            throw Failure(number: number)
        }
        defer { _ = close(descriptor) }
        return try readAll(descriptor, limit: limit)
    }

    /// Reads what a person named, at most `limit` bytes: links, pipes and devices are fine.
    package static func readNamedFile(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(number: errno) }
        defer { _ = close(descriptor) }
        return try readAll(descriptor, limit: limit)
    }

    /// Reads a descriptor to its end, at most `limit` bytes; more is `EFBIG`.
    package static func readAll(_ descriptor: CInt, limit: Int) throws(Failure) -> [UInt8] {
        var bytes = [UInt8]()
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe read(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Failure(number: errno) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw Failure(number: EFBIG) }
        }
    }

    /// Gives the file at `temporary` its final name and removes the temporary one; false if the name was taken.
    ///
    /// A link, not a rename: the first of several processes wins and nobody's file is replaced.
    package static func publish(_ temporary: String, as path: String) throws(Failure) -> Bool {
        defer { _ = unsafe unlink(temporary) }
        guard unsafe link(temporary, path) != 0 else { return true }
        let number = errno
        guard number == EEXIST else { throw Failure(number: number) }
        return false
    }

    /// Puts the file at `temporary` in place of the one at `path`, at once for every reader.
    package static func replace(_ path: String, with temporary: String) throws(Failure) {
        guard unsafe rename(temporary, path) == 0 else { throw Failure(number: errno) }
    }

    /// Removes a file, if it is there.
    package static func remove(_ path: String) {
        _ = unsafe unlink(path)
    }

    /// Puts a file, or a folder's entries, on the disk; a path that is not there counts as done.
    package static func sync(_ path: String) throws(Failure) {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            let number = errno
            if number == ENOENT { return }
            throw Failure(number: number)
        }
        defer { _ = close(descriptor) }
        guard fullSync(descriptor) else { throw Failure(number: errno) }
    }

    /// Waits at least so many microseconds.
    package static func pause(microseconds: UInt32) {
        _ = usleep(microseconds)
    }

    private static func fullSync(_ descriptor: CInt) -> Bool {
        #if canImport(Darwin)
        // On macOS `fsync` stops at the drive's cache.
        return unsafe fcntl(descriptor, F_FULLFSYNC) == 0 || fsync(descriptor) == 0
        #else
        return fsync(descriptor) == 0
        #endif
    }
}
