// SPDX-License-Identifier: Apache-2.0

internal import WardText

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What a tool left when it ended.
struct ToolResult: Hashable {
    /// How it ended.
    enum Ending: Hashable {
        case exit(Int32)
        case signal(Int32)
    }

    var ending: Ending
    var output: [UInt8]
    var errors: [UInt8]

    var isSuccess: Bool { ending == .exit(0) }
}

/// A program that resolves or fetches: started with an argument list and a whole environment, never through a shell.
///
/// It is waited for where it is called, because the commands are synchronous and a test's thread must not wait for
/// another one of the same small pool. Its streams are files, so neither side can wait for the other for ever.
struct Tool: Hashable {
    /// Its absolute path.
    let path: String
    /// What people know it as.
    let name: String

    private static let maximumOutput: Int64 = 64 << 20
    /// How often it is tried to start a program that is busy.
    private static let attempts = 20

    /// Finds a program in the absolute folders of a search path.
    static func find(_ name: String, in search: String) throws(SupplyError) -> Tool? {
        for folder in search.split(separator: ":") where folder.hasPrefix("/") {
            let path = "\(folder)/\(name)"
            guard unsafe access(path, X_OK) == 0 else { continue }
            do throws(FileCalls.Failure) {
                guard let status = try FileCalls.status(FileCalls.realPath(path)), status.isFile else { continue }
                return Tool(path: path, name: name)
            } catch {
                throw SupplyError(error, path, "it cannot be looked at")
            }
        }
        return nil
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - arguments: Its arguments, without its name.
    ///   - environment: All variables that it gets.
    ///   - input: What it reads from its standard input.
    ///   - scratch: A folder for its streams.
    ///   - limit: After how many seconds it is killed.
    /// - Returns: How it ended and what it wrote.
    /// - Throws: ``SupplyError`` where it cannot be started or does not end.
    func run(
        _ arguments: [String], environment: [String: String], input: String = "", scratch: String,
        limit: Int = 900
    ) throws(SupplyError) -> ToolResult {
        let streams = ["/in", "/out", "/err"].map { scratch + $0 }
        do throws(FileCalls.Failure) {
            for stream in streams { try FileCalls.replace(stream, with: stream == streams[0] ? Array(input.utf8) : []) }
        } catch {
            throw SupplyError(error, scratch, "it cannot be written", code: .unwritable)
        }
        let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
        guard !([path] + arguments + variables).contains(where: { $0.utf8.contains(0) }) else {
            throw SupplyError(.invalidPackage, name, "an argument holds a NUL")
        }
        let process = try start([path] + arguments, variables, streams)
        let ending = try wait(for: process, limit: limit)
        do throws(FileCalls.Failure) {
            return ToolResult(
                ending: ending, output: try FileCalls.readFile(streams[1], limit: Self.maximumOutput) ?? [],
                errors: try FileCalls.readFile(streams[2], limit: Self.maximumOutput) ?? [])
        } catch {
            throw SupplyError(error, scratch, "what `\(name)` wrote cannot be read")
        }
    }

    private func wait(for process: pid_t, limit: Int) throws(SupplyError) -> ToolResult.Ending {
        var status: CInt = 0
        var pause: UInt32 = 500
        let end = FileCalls.now() + Int64(limit) * 1_000_000_000
        while true {
            let found = unsafe waitpid(process, &status, WNOHANG)
            if found == process {
                let signal = status & 0x7F
                return signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
            }
            guard found == 0 || errno == EINTR else {
                throw SupplyError(.last, name, "it cannot be waited for", code: .toolFailed)
            }
            if FileCalls.now() > end {
                _ = kill(process, SIGKILL)
                _ = unsafe waitpid(process, &status, 0)
                throw SupplyError(
                    .toolTimeout, name, "it did not end within \(limit) seconds and was stopped",
                    hint: "look at the connection to the package index, then try again")
            }
            _ = usleep(pause)
            pause = min(pause * 2, 20_000)
        }
    }

    private func start(
        _ arguments: [String], _ environment: [String], _ streams: [String]
    ) throws(SupplyError) -> pid_t {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        // A program starts with the signals that it expects, whatever this process ignores or holds back.
        var (none, all) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var failure = unsafe posix_spawn_file_actions_addopen(&actions, 0, streams[0], O_RDONLY, 0)
        for (descriptor, stream) in zip([CInt(1), 2], streams.dropFirst()) where failure == 0 {
            failure = unsafe posix_spawn_file_actions_addopen(
                &actions, descriptor, stream, O_WRONLY | O_APPEND, 0)
        }
        var process: pid_t = 0
        // A program that was written a moment ago is busy while some process that was started meanwhile still holds it open.
        for attempt in 0..<Self.attempts where failure == 0 || failure == ETXTBSY {
            if attempt > 0 { _ = usleep(10_000) }
            failure = unsafe withCStrings(arguments) { arguments in
                unsafe withCStrings(environment) { environment in
                    unsafe posix_spawn(&process, path, &actions, &attributes, arguments, environment)
                }
            }
            if failure == 0 { break }
        }
        guard failure == 0 else {
            throw SupplyError(FileCalls.Failure(number: failure), path, "it cannot be started", code: .toolFailed)
        }
        return process
    }
}

/// Runs `body` with the strings as the null-terminated array that the system takes.
@unsafe
private func withCStrings<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
) -> R {
    var pointers = unsafe strings.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer {
        unsafe pointers.forEach { unsafe free($0) }
    }
    return unsafe body(pointers)
}
