// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What this machine is, in one line: processor, cores, kernel, memory and load; what cannot be read is left out.
public func machineDescription() -> String {
    var parts: [String] = []
    if let line = textFile("/proc/cpuinfo").split(separator: "\n").first(where: { $0.hasPrefix("model name") }),
        let name = line.split(separator: ":").last
    {
        parts.append(name.drop { $0 == " " }.description)
    }
    parts.append("\(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores")
    if let line = textFile("/proc/meminfo").split(separator: "\n").first(where: { $0.hasPrefix("MemTotal") }),
        let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
    {
        parts.append("\(decimal(kibibytes / 1_048_576, digits: 1)) GiB")
    }
    if let release = textFile("/proc/sys/kernel/osrelease").split(separator: "\n").first {
        parts.append("Linux \(release)")
    }
    if let load = textFile("/proc/loadavg").split(separator: " ").first {
        parts.append("load before the run \(load)")
    }
    return parts.joined(separator: ", ")
}

/// The text of a small file, as those below `/proc` are; empty if there is none.
public func textFile(_ path: String) -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return String(decoding: text, as: UTF8.self) }
        text += chunk[..<count]
    }
}
