// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The calls of the operating system that reading and keeping trees needs, each as one safe function.
///
/// Names and paths are bytes, because a file's name need not be text. None of these follows a symbolic link at its end.
enum FileCalls {
    /// A failed call: its error number, and in words.
    struct Failure: Error, Hashable {
        var number: CInt
        var words: String { unsafe String(cString: strerror(number)) }
        var isFull: Bool { number == ENOSPC || number == EDQUOT }
        /// The failure of the call before.
        static var last: Failure { Failure(number: errno) }
    }

    /// What the system knows about a file.
    struct Status: Hashable {
        var mode: mode_t
        var owner: uid_t
        var device: UInt64
        var inode: UInt64
        var size: Int64
        /// Nanoseconds since 1970.
        var modified: Int64
        var changed: Int64

        var isFolder: Bool { mode & S_IFMT == S_IFDIR }
        var isFile: Bool { mode & S_IFMT == S_IFREG }
        var isLink: Bool { mode & S_IFMT == S_IFLNK }
        var isExecutable: Bool { mode & 0o111 != 0 }
        /// Whether it runs with the rights of its owner or group (the bit means something else on a folder).
        var changesUser: Bool { mode & S_ISUID != 0 || (mode & S_ISGID != 0 && !isFolder) }

        init(_ facts: stat) {
            mode = facts.st_mode
            owner = facts.st_uid
            device = UInt64(truncatingIfNeeded: facts.st_dev)
            inode = UInt64(truncatingIfNeeded: facts.st_ino)
            size = Int64(facts.st_size)
            #if canImport(Darwin)
            modified = Self.nanoseconds(facts.st_mtimespec)
            changed = Self.nanoseconds(facts.st_ctimespec)
            #else
            modified = Self.nanoseconds(facts.st_mtim)
            changed = Self.nanoseconds(facts.st_ctim)
            #endif
        }

        private static func nanoseconds(_ time: timespec) -> Int64 {
            Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
        }
    }

    /// The name as the system takes it; one with a NUL would be cut off there and is refused.
    static func terminated(_ name: some Collection<UInt8>) throws(Failure) -> [CChar] {
        guard !name.contains(0) else { throw Failure(number: EINVAL) }
        var text: [CChar] = []
        text.reserveCapacity(name.count + 1)
        for byte in name { text.append(CChar(bitPattern: byte)) }
        text.append(0)
        return text
    }

    /// What stands at a path; nil where there is nothing.
    static func status(_ path: String) throws(Failure) -> Status? {
        try status(Array(path.utf8), in: AT_FDCWD)
    }

    /// What stands at a name in an open folder; nil where there is nothing.
    static func status(_ name: [UInt8], in folder: CInt) throws(Failure) -> Status? {
        var facts = stat()
        guard unsafe fstatat(folder, try terminated(name), &facts, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .last
        }
        return Status(facts)
    }

    /// What an open descriptor stands for.
    static func status(of descriptor: CInt) throws(Failure) -> Status {
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw .last }
        return Status(facts)
    }

    /// Runs `body` with an open folder.
    static func withFolder<R, E: Error>(
        _ name: [UInt8], in folder: CInt = AT_FDCWD, failing: (Failure) -> E, _ body: (CInt) throws(E) -> R
    ) throws(E) -> R {
        let descriptor: CInt
        do throws(Failure) {
            descriptor = try open(name, in: folder, O_RDONLY | O_DIRECTORY)
        } catch {
            throw failing(error)
        }
        defer { _ = close(descriptor) }
        return try body(descriptor)
    }

    /// Opens what is there already, never through a link at the end, never waiting for a pipe's other side.
    static func open(_ name: [UInt8], in folder: CInt = AT_FDCWD, _ flags: CInt) throws(Failure) -> CInt {
        let text = try terminated(name)
        while true {
            let descriptor = unsafe openat(folder, text, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
            if descriptor >= 0 { return descriptor }
            guard errno == EINTR else { throw .last }
        }
    }

    /// The names in an open folder, without `.` and `..`, in no order.
    static func names(in folder: CInt) throws(Failure) -> [[UInt8]] {
        // The stream closes the descriptor that it is given and moves its place.
        let own = unsafe openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard own >= 0 else { throw .last }
        guard let stream = unsafe fdopendir(own) else {
            _ = close(own)
            throw .last
        }
        defer { _ = unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw .last }
                return names
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe Array(bytes.prefix { $0 != 0 })
            }
            if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
        }
    }

    /// What a symbolic link in an open folder points at, as it is written.
    static func target(of name: [UInt8], in folder: CInt) throws(Failure) -> [UInt8] {
        let text = try terminated(name)
        var buffer = [UInt8](repeating: 0, count: 4097)
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe bytes.baseAddress.map { unsafe readlinkat(folder, text, $0, bytes.count) } ?? -1
        }
        guard count >= 0 else { throw .last }
        guard count < buffer.count else { throw Failure(number: ENAMETOOLONG) }
        return Array(buffer[..<count])
    }

    /// All bytes of an open file, at most `limit`; more is `EFBIG`.
    static func readAll(_ descriptor: CInt, expecting size: Int64, limit: Int64) throws(Failure) -> [UInt8] {
        guard size <= limit else { throw Failure(number: EFBIG) }
        var bytes = [UInt8](repeating: 0, count: Int(size) + 1)
        var filled = 0
        while true {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .last }
            filled += count
            if count == 0 {
                bytes.removeLast(bytes.count - filled)
                return bytes
            }
            guard filled <= limit else { throw Failure(number: EFBIG) }
            if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: max(filled, 4096))) }
        }
    }

    /// All bytes of a regular file; nil where there is none.
    static func readFile(_ path: String, limit: Int64) throws(Failure) -> [UInt8]? {
        let descriptor: CInt
        do throws(Failure) {
            descriptor = try open(Array(path.utf8), O_RDONLY)
        } catch  where error.number == ENOENT {
            return nil
        }
        defer { _ = close(descriptor) }
        let status = try status(of: descriptor)
        guard status.isFile else { throw Failure(number: EINVAL) }
        return try readAll(descriptor, expecting: status.size, limit: limit)
    }

    /// The path with every link resolved.
    static func realPath(_ path: String) throws(Failure) -> String {
        let text = try terminated(Array(path.utf8))
        guard let found = unsafe realpath(text, nil) else { throw .last }
        defer { unsafe free(found) }
        guard let name = unsafe String(validatingCString: found) else { throw Failure(number: EILSEQ) }
        return name
    }

    /// The user that this process acts for.
    static var user: uid_t { geteuid() }

    /// Nanoseconds since 1970 by the system's clock.
    static func now() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
