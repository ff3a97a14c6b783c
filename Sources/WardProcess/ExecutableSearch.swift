// SPDX-License-Identifier: Apache-2.0

import WardText

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Finds the file that a launch would run, so that it can be named before anything runs.
package enum ExecutableSearch {
    /// The absolute path of a program, as a launch with this `PATH` and working directory would find it.
    package static func find(_ name: String, in path: String?, from directory: String?) throws(ProcessError) -> String {
        var launch = ChildLaunch(executable: name, directory: directory)
        if let path { launch.environment = ["PATH": path] }
        return try resolve(launch)
    }

    /// What `execvp` uses where there is no `PATH`.
    private static let defaultPath = "/usr/bin:/bin"

    /// The absolute path of the executable.
    ///
    /// Empty and relative entries of `PATH` are passed over: with them, what runs would depend on where Ward was started.
    static func resolve(_ launch: ChildLaunch) throws(ProcessError) -> String {
        let name = launch.executable
        guard !name.isEmpty else {
            throw ProcessError(.executableNotFound, "no command is given")
        }
        if name.utf8.contains(UInt8(ascii: "/")) {
            let path = try absolute(name, in: launch.directory)
            try check(path)
            return path
        }
        let search = launch.environment.map { $0["PATH"] } ?? ownVariable("PATH")
        let folders = (search ?? defaultPath).split(separator: ":").filter { $0.hasPrefix("/") }
        var found: ProcessError?
        for folder in folders {
            let path = folder.hasSuffix("/") ? "\(folder)\(name)" : "\(folder)/\(name)"
            do throws(ProcessError) {
                try check(path)
                return path
            } catch  where error.code == .executableNotRunnable {
                // As execvp does: look further, but report this one if nothing better comes.
                found = found ?? error
            } catch {}
        }
        throw found
            ?? ProcessError(
                .executableNotFound,
                "no program named `\(Visible.escaped(name))` in the \(folders.count) folders of PATH",
                hint: "install it, correct the name, or give its full path")
    }

    /// A path made absolute, as a launch with this working directory would read it.
    package static func path(_ path: String, from directory: String?) throws(ProcessError) -> String {
        try absolute(path, in: directory)
    }

    /// A path made absolute against the child's working directory, as `execve` after `chdir` would read it.
    private static func absolute(_ path: String, in directory: String?) throws(ProcessError) -> String {
        if path.hasPrefix("/") { return path }
        if let directory, directory.hasPrefix("/") { return "\(directory)/\(path)" }
        guard let here = unsafe getcwd(nil, 0) else {
            throw ProcessError(.directoryNotFound, "the current folder cannot be read: \(systemMessage(errno))")
        }
        defer { unsafe free(here) }
        let base = unsafe String(cString: here)
        return directory.map { "\(base)/\($0)/\(path)" } ?? "\(base)/\(path)"
    }

    private static func check(_ path: String) throws(ProcessError) {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else {
            throw ProcessError(
                .executableNotFound, "`\(Visible.escaped(path))`: \(systemMessage(errno))",
                hint: "install it or correct the path")
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw ProcessError(.executableNotRunnable, "`\(Visible.escaped(path))` is not a file")
        }
        guard unsafe access(path, X_OK) == 0 else {
            throw ProcessError(
                .executableNotRunnable, "`\(Visible.escaped(path))`: \(systemMessage(errno))",
                hint: "make it executable, or start it with its interpreter")
        }
    }
}

/// A variable of Ward's own environment.
private func ownVariable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
}

/// The system's words for an error number, in the form of Ward's messages.
func systemMessage(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    let message = unsafe String(cString: text)
    return message.prefix(1).lowercased() + message.dropFirst()
}
