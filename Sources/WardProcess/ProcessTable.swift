// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Who is whose child, as the operating system tells at this moment.
enum ProcessTable {
    /// The children of a process, those that ended and were not reaped included.
    static func children(of process: Int32) -> [Int32] {
        #if os(Linux)
        guard let tasks = entries(of: "/proc/\(process)/task") else { return [] }
        var found: [Int32] = []
        for task in tasks {
            guard let list = contents(of: "/proc/\(process)/task/\(task)/children") else {
                // The kernel may have been built without that file.
                return scannedChildren(of: process)
            }
            found += numbers(in: list)
        }
        return found
        #else
        let count = unsafe proc_listchildpids(process, nil, 0)
        guard count > 0 else { return [] }
        // Room for those that start meanwhile.
        var list = [Int32](repeating: 0, count: Int(count) + 32)
        let bytes = Int32(list.count * MemoryLayout<Int32>.size)
        let filled = unsafe proc_listchildpids(process, &list, bytes)
        return Array(list.prefix(max(0, Int(filled)))).filter { $0 > 0 }
        #endif
    }

    /// All descendants of a process whose line of parents is unbroken; parents before children.
    static func descendants(of process: Int32) -> [Int32] {
        var found: [Int32] = []
        var seen: Set<Int32> = [process]
        var open = [process]
        while let parent = open.popLast() {
            for child in children(of: parent) where seen.insert(child).inserted {
                found.append(child)
                open.append(child)
            }
        }
        return found
    }
}

#if os(Linux)
/// The children of a process, found by asking every process for its parent.
private func scannedChildren(of process: Int32) -> [Int32] {
    var found: [Int32] = []
    for entry in entries(of: "/proc") ?? [] {
        guard let number = Int32(entry), let line = contents(of: "/proc/\(entry)/stat") else { continue }
        // "pid (name) state parent …"; the name may hold anything, so count from the last parenthesis.
        guard let end = line.lastIndex(of: UInt8(ascii: ")")) else { continue }
        let fields = line[line.index(after: end)...].split(separator: UInt8(ascii: " "))
        if fields.count > 1, numbers(in: Array(fields[1])) == [process] { found.append(number) }
    }
    return found
}

/// The names in a folder; `nil` if it cannot be read.
private func entries(of folder: String) -> [String]? {
    guard let stream = unsafe opendir(folder) else { return nil }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names
}

/// The bytes of a small file; `nil` if it cannot be read.
private func contents(of path: String) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Pipe.close([descriptor]) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while true {
        let count = unsafe read(descriptor, &chunk, chunk.count)
        if count > 0 {
            bytes += chunk.prefix(count)
        } else if count == 0 {
            return bytes
        } else if errno != EINTR {
            return nil
        }
    }
}

/// The decimal numbers in a text of digits and spaces.
private func numbers(in bytes: [UInt8]) -> [Int32] {
    bytes.split { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") }
        .compactMap { digits in Int32(String(decoding: digits, as: UTF8.self)) }
}
#endif
