// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension FileCalls {
    /// Makes one folder for the user alone; one that is there already is fine.
    static func makeFolder(_ path: String) throws(Failure) {
        guard unsafe mkdir(try terminated(path.utf8), 0o700) != 0 else { return }
        guard errno == EEXIST else { throw .last }
    }

    /// Makes a new folder for the user alone, whose name is `prefix` and six characters.
    static func makeUniqueFolder(_ prefix: String) throws(Failure) -> String {
        var text = try terminated(Array((prefix + "XXXXXX").utf8))
        guard unsafe mkdtemp(&text) != nil else { throw .last }
        return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Writes a file of mode 0600 as a whole: complete and on the disk under its name, or not there at all.
    static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
        let temporary = path + ".new-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let descriptor = unsafe openat(
            AT_FDCWD, try terminated(temporary.utf8), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last }
        do throws(Failure) {
            defer { _ = close(descriptor) }
            try write(bytes, to: descriptor)
            guard fsync(descriptor) == 0 else { throw .last }
        } catch {
            remove(file: temporary)
            throw error
        }
        do throws(Failure) {
            try rename(temporary, to: path)
        } catch {
            remove(file: temporary)
            throw error
        }
    }

    /// Makes a file that is not there yet, in a tree that nobody else knows of; only the whole tree is put on the disk.
    static func create(_ path: String, _ bytes: [UInt8], isExecutable: Bool) throws(Failure) {
        let descriptor = unsafe openat(
            AT_FDCWD, try terminated(path.utf8), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
            isExecutable ? 0o755 : 0o644)
        guard descriptor >= 0 else { throw .last }
        defer { _ = close(descriptor) }
        try write(bytes, to: descriptor)
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Self.writeSome(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .last }
            written += count
        }
    }

    @unsafe
    private static func writeSome(_ descriptor: CInt, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
        unsafe Darwin.write(descriptor, start, count)
        #elseif canImport(Musl)
        unsafe Musl.write(descriptor, start, count)
        #else
        unsafe Glibc.write(descriptor, start, count)
        #endif
    }

    /// Gives what stands at a path another name; a folder never replaces one that holds something.
    static func rename(_ path: String, to other: String) throws(Failure) {
        let (old, new) = (try terminated(path.utf8), try terminated(other.utf8))
        guard unsafe renameat(AT_FDCWD, old, AT_FDCWD, new) == 0 else { throw .last }
    }

    /// Removes a file or a link, if it is there.
    static func remove(file path: String) {
        guard let text = try? terminated(path.utf8) else { return }
        _ = unsafe unlink(text)
    }

    /// Puts a folder's entries on the disk.
    static func sync(folder path: String) throws(Failure) {
        let descriptor = try open(Array(path.utf8), O_RDONLY | O_DIRECTORY)
        defer { _ = close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .last }
    }

    /// Takes all rights to write from a file or folder, and keeps whether it can be executed.
    static func makeReadOnly(_ name: [UInt8], _ status: Status, in folder: CInt) throws(Failure) {
        let mode: mode_t = status.isFolder || status.isExecutable ? 0o555 : 0o444
        guard status.mode & 0o7777 != mode else { return }
        let descriptor = try open(name, in: folder, O_RDONLY)
        defer { _ = close(descriptor) }
        guard fchmod(descriptor, mode) == 0 else { throw .last }
    }

    /// Removes what stands at a name with all that is below it, read-only or not, without following a link.
    static func removeTree(_ name: [UInt8], in folder: CInt = AT_FDCWD, depth: Int = 0) throws(Failure) {
        guard let status = try status(name, in: folder) else { return }
        guard status.isFolder else {
            guard unsafe unlinkat(folder, try terminated(name), 0) == 0 || errno == ENOENT else { throw .last }
            return
        }
        guard depth < TreeWalk.maximumDepth * 2 else { throw Failure(number: ELOOP) }
        let descriptor = try openRemovable(name, status, in: folder)
        defer { _ = close(descriptor) }
        for child in try names(in: descriptor) {
            try removeTree(child, in: descriptor, depth: depth + 1)
        }
        guard unsafe unlinkat(folder, try terminated(name), AT_REMOVEDIR) == 0 || errno == ENOENT else { throw .last }
    }

    private static func openRemovable(_ name: [UInt8], _ status: Status, in folder: CInt) throws(Failure) -> CInt {
        if status.mode & 0o400 == 0 {
            // It cannot be opened to be changed, so it is changed by its name; a link is refused where that can be said.
            guard unsafe fchmodat(folder, try terminated(name), 0o700, 0) == 0 else { throw .last }
        }
        let descriptor = try open(name, in: folder, O_RDONLY | O_DIRECTORY)
        if status.mode & 0o700 != 0o700, fchmod(descriptor, 0o700) != 0 {
            defer { _ = close(descriptor) }
            throw .last
        }
        return descriptor
    }
}
