// SPDX-License-Identifier: Apache-2.0

import Foundation
import WardJSON
import WardSupply

#if canImport(Glibc)
import Glibc
#endif

/// The check of all files of a closure before a start, beside what any check must do: look at each file, or read it.
struct TreeCases {
    static let fileCount = 5_000
    private static let folderCount = 100
    private static let fileSize = 4_096

    private let folder: String
    private var tree: String { folder + "/tree" }

    /// Makes the files; they are removed by ``remove()``.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("ward-bench-\(UUID().uuidString)").path
        for number in 0..<Self.folderCount {
            try FileManager.default.createDirectory(
                atPath: "\(tree)/package\(number)", withIntermediateDirectories: true)
        }
        for number in 0..<Self.fileCount {
            let bytes = (0..<Self.fileSize).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
            let path = "\(tree)/package\(number % Self.folderCount)/module\(number).py"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        }
        try Data(TreeManifest.make(of: tree).text).write(to: URL(fileURLWithPath: check.manifest))
        // A file that changed within two seconds of a check is read again at the next one.
        Thread.sleep(forTimeInterval: 2.1)
        _ = try check.verify()
    }

    func remove() throws { try FileManager.default.removeItem(atPath: folder) }

    private var check: TreeCheck {
        TreeCheck(tree: tree, manifest: folder + "/manifest.txt", cache: folder + "/cache")
    }

    var all: [Case] {
        let (check, tree) = (check, tree)
        let input = "closure of \(decimalCount) files"
        let size = Self.fileCount * Self.fileSize
        return [
            Case(name: "look at each file: names and `fstatat`", input: input) {
                unsafe try walk(tree) { _, _ in 1 }
            },
            Case(name: "check, nothing touched", input: input) {
                let outcome = try check.verify()
                guard outcome.difference.isEmpty, outcome.filesRead == 0 else { throw Unexpected() }
                return Int(outcome.digest.bytes[0])
            },
            Case(name: "look at each file, read it, SHA-256", input: input, bytes: size) {
                unsafe try walk(tree) { folder, name in unsafe try digest(of: name, in: folder) }
            },
            Case(name: "check, every file read", input: input, bytes: size) {
                let outcome = try check.verify(full: true)
                guard outcome.difference.isEmpty, outcome.filesRead == Self.fileCount else { throw Unexpected() }
                return Int(outcome.digest.bytes[0])
            },
        ]
    }

    private var decimalCount: String { "\(Self.fileCount / 1_000),000" }

    private struct Unexpected: Error {}
}

/// Looks at each file below a folder of folders, as quickly as the system lets anybody; adds up what `body` answers.
private func walk(_ tree: String, _ body: (CInt, UnsafePointer<CChar>) throws -> Int) throws -> Int {
    var sum = 0
    let top = unsafe open(tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    unsafe try visit(top) { folder, name, status in
        guard status.st_mode & S_IFMT == S_IFDIR else { return }
        unsafe try visit(openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) { folder, name, status in
            sum &+= Int(status.st_size)
            sum &+= unsafe try body(folder, name)
        }
    }
    return sum
}

private func visit(_ folder: CInt, _ body: (CInt, UnsafePointer<CChar>, stat) throws -> Void) throws {
    guard folder >= 0, let stream = unsafe fdopendir(folder) else { throw CallFailed(number: errno) }
    defer { unsafe closedir(stream) }
    while let entry = unsafe readdir(stream) {
        try unsafe withUnsafePointer(to: &entry.pointee.d_name) { bytes in
            let name = unsafe UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self)
            if unsafe name[0] == 0x2E { return }
            var status = stat()
            guard unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                throw CallFailed(number: errno)
            }
            unsafe try body(folder, name, status)
        }
    }
}

private func digest(of name: UnsafePointer<CChar>, in folder: CInt) throws -> Int {
    let file = unsafe openat(folder, name, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw CallFailed(number: errno) }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 8_192)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
    guard count >= 0 else { throw CallFailed(number: errno) }
    return Int(Digest256(of: bytes[..<count]).bytes[0])
}

private struct CallFailed: Error {
    let number: CInt
}
