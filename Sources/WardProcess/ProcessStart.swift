// SPDX-License-Identifier: Apache-2.0

import CWard
import WardText

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A launch with everything looked up: what the operating system is asked for.
struct ProcessStart {
    let path: String
    let arguments: [String]
    let environment: [String]?
    let directory: String?
    /// The child's ends; Ward's own standard error where `errors` is -1.
    var input: Int32 = -1
    var output: Int32 = -1
    var errors: Int32 = -1

    /// Checks a launch and looks its program up.
    init(_ launch: ChildLaunch) throws(ProcessError) {
        try Self.checkExpressible(launch)
        path = try ExecutableSearch.resolve(launch)
        // The name as given, as a shell does: programs of many names look at it.
        arguments = [launch.executable] + launch.arguments
        environment = launch.environment.map { $0.map { "\($0.key)=\($0.value)" }.sorted() }
        directory = launch.directory
        if let directory { try Self.checkDirectory(directory) }
    }

    private static func checkExpressible(_ launch: ChildLaunch) throws(ProcessError) {
        let texts = [launch.executable, launch.directory ?? ""] + launch.arguments
        if let text = texts.first(where: { $0.utf8.contains(0) }) {
            throw ProcessError(
                .launchNotExpressible, "`\(Visible.escaped(text))` holds a NUL",
                hint: "a program would see it cut off there; remove it")
        }
        for (name, value) in launch.environment ?? [:] {
            if name.isEmpty || name.utf8.contains(UInt8(ascii: "=")) || name.utf8.contains(0) {
                throw ProcessError(.launchNotExpressible, "`\(Visible.escaped(name))` is no environment name")
            }
            if value.utf8.contains(0) {
                throw ProcessError(
                    .launchNotExpressible, "the value of `\(Visible.escaped(name))` holds a NUL",
                    hint: "a program would see it cut off there; remove it")
            }
        }
    }

    private static func checkDirectory(_ directory: String) throws(ProcessError) {
        var facts = stat()
        guard unsafe stat(directory, &facts) == 0 else {
            throw ProcessError(.directoryNotFound, "folder `\(Visible.escaped(directory))`: \(systemMessage(errno))")
        }
        guard facts.st_mode & S_IFMT == S_IFDIR else {
            throw ProcessError(.directoryNotFound, "`\(Visible.escaped(directory))` is not a folder")
        }
    }

    /// Starts it and returns the process id.
    ///
    /// The process is killed when the calling thread ends (Linux).
    func perform() throws(ProcessError) -> Int32 {
        var failure = ward_failure()
        let process = unsafe withCStrings(arguments) { argumentVector in
            unsafe withCStrings(environment ?? []) { environmentVector in
                unsafe path.withCString { path in
                    unsafe withOptionalCString(directory) { directory in
                        var launch = unsafe ward_launch(
                            path: path, arguments: argumentVector,
                            environment: environment == nil ? nil : environmentVector, directory: directory,
                            input: input, output: output, errors: errors)
                        return unsafe ward_start(&launch, &failure)
                    }
                }
            }
        }
        guard process > 0 else { throw explanation(of: failure) }
        return process
    }

    private func explanation(of failure: ward_failure) -> ProcessError {
        let message = systemMessage(failure.code)
        let program = "`\(Visible.escaped(path))`"
        switch (failure.stage, failure.code) {
        case (Int32(WARD_STAGE_DIRECTORY.rawValue), _):
            return ProcessError(.directoryNotFound, "folder `\(Visible.escaped(directory ?? "."))`: \(message)")
        case (Int32(WARD_STAGE_EXECUTE.rawValue), ENOENT):
            return ProcessError(
                .executableNotRunnable, "\(program) is there, but the interpreter that it names is not",
                hint: "look at its first line (`#!…`), or whether it was built for this system")
        case (Int32(WARD_STAGE_EXECUTE.rawValue), ENOEXEC):
            return ProcessError(
                .executableNotRunnable, "\(program) is no program: \(message)",
                hint: "start it with its interpreter, or give it a first line `#!…`; Ward uses no shell")
        case (Int32(WARD_STAGE_EXECUTE.rawValue), EACCES), (Int32(WARD_STAGE_EXECUTE.rawValue), EPERM),
            (Int32(WARD_STAGE_EXECUTE.rawValue), ELOOP), (Int32(WARD_STAGE_EXECUTE.rawValue), ETXTBSY):
            return ProcessError(.executableNotRunnable, "\(program): \(message)")
        case (Int32(WARD_STAGE_EXECUTE.rawValue), E2BIG):
            return ProcessError(.startFailed, "the arguments and the environment are too long: \(message)")
        default:
            return ProcessError(.startFailed, "\(program) cannot be started: \(message)")
        }
    }
}

/// Runs `body` with the strings as the null-terminated array that `execve` takes.
@unsafe
private func withCStrings<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> R
) -> R {
    var pointers = unsafe strings.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer {
        unsafe pointers.forEach { unsafe free($0) }
    }
    return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
}

@unsafe
private func withOptionalCString<R>(_ string: String?, _ body: (UnsafePointer<CChar>?) -> R) -> R {
    guard let string else { return body(nil) }
    return unsafe string.withCString { unsafe body($0) }
}
