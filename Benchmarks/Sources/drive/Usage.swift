// SPDX-License-Identifier: Apache-2.0

import Report

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a process costs, read from `/proc`; not a number where there is none (macOS).
///
/// The server under test belongs to every row alike, so it is left out, except where it is the process itself.
struct Usage {
    /// Resident bytes.
    var resident = 0.0
    /// Bytes of anonymous memory: what the process itself asked for, without mapped files.
    var anonymous = 0.0
    /// Nanoseconds on a processor since the start, of all threads.
    var processor = 0.0

    /// Adds up the process and what it started.
    init(of process: pid_t) {
        for member in Self.family(of: process) {
            let rollup = textFile("/proc/\(member)/smaps_rollup").split(separator: "\n")
            resident += Self.bytes("Rss:", in: rollup)
            anonymous += Self.bytes("Anonymous:", in: rollup)
            for thread in Self.entries(of: "/proc/\(member)/task") {
                let fields = textFile("/proc/\(member)/task/\(thread)/schedstat").split(separator: " ")
                processor += fields.first.flatMap { Double($0) } ?? 0
            }
        }
        guard resident == 0 else { return }
        resident = .nan
        anonymous = .nan
        processor = .nan
    }

    private static func bytes(_ name: String, in lines: [Substring]) -> Double {
        guard let line = lines.first(where: { $0.hasPrefix(name) }) else { return 0 }
        let fields = line.split(separator: " ")
        return fields.count > 1 ? (Double(fields[1]) ?? 0) * 1_024 : 0
    }

    private static func family(of process: pid_t) -> [String] {
        var members = ["\(process)"]
        var next = 0
        while next < members.count {
            for thread in entries(of: "/proc/\(members[next])/task") {
                let children = textFile("/proc/\(members[next])/task/\(thread)/children").split(separator: " ")
                members += children.map(String.init).filter {
                    textFile("/proc/\($0)/comm") != "echoserver\n"
                }
            }
            next += 1
        }
        return members
    }

    private static func entries(of folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
