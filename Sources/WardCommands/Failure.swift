// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
package import WardAudit
package import WardDatabase
package import WardLock
import WardPinning
import WardProcess
package import WardSupply
internal import WardText

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Musl)
internal import Musl
#else
internal import Glibc
#endif

/// Why a command ends without having done what it was asked, in words for a person.
package struct Failure: Error, Hashable, Sendable {
    /// What happened: lower case, one line, no final period, foreign text escaped.
    package var message: String
    /// What to do about it.
    package var hint: String?
    /// How the program ends: 1 failed, 2 denied or findings, 3 invalid policy or lock.
    package var exitCode: Int32

    /// Makes a failure.
    package init(message: String, hint: String? = nil, exitCode: Int32 = 1) {
        self.message = message
        self.hint = hint
        self.exitCode = exitCode
    }

    /// Says what is wrong with the state folder or the database.
    package init(_ error: StateError) {
        self.init(message: "\(error.detail): `\(Visible.escaped(error.place))`", hint: error.hint)
    }

    /// Says what is wrong with a lock, or with a name or path in one.
    package init(_ error: LockError) {
        self.init(message: "\(error) (\(error.code.rawValue))", hint: error.code.hint, exitCode: error.code.exitCode)
    }

    /// Says what is wrong with a package, its files or the store; what a tool said besides stands on lines below.
    package init(_ error: SupplyError) {
        let lines = error.detail.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = lines.count > 1 ? ":\n" + lines[1] : ""
        let first = lines[0].hasSuffix(":") && !rest.isEmpty ? lines[0].dropLast() : lines[0]
        self.init(message: "`\(error.place)`: \(first) (\(error.code.rawValue))\(rest)", hint: error.hint)
    }

    /// Says what is wrong with a checkpoint or a key.
    package init(_ error: NoteError, in what: String) {
        self.init(message: "\(what) cannot be used: \(Visible.escaped(error.detail))")
    }

    /// Says what is wrong, for every error that Ward has words for; nil for others.
    init?(describing error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as StateError: self.init(error)
        case let error as NoteError: self.init(error, in: "the checkpoint")
        case let error as LockError: self.init(error)
        case let error as SupplyError: self.init(error)
        case let error as ProcessError:
            self.init(message: "\(error.detail) (\(error.code.rawValue))", hint: error.hint)
        case let error as SurfaceError: self.init(message: "\(error.detail) (\(error.code.rawValue))")
        default: return nil
        }
    }

    /// Runs a command's body; a failure is printed on standard error and becomes the exit code.
    package static func reporting(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw Failure(describing: error)?.reported() ?? error
        }
    }

    /// Prints the failure on standard error, and says how the program ends.
    package func reported() -> ExitCode {
        Output.say("error: \(message)")
        if let hint { Output.say("hint: \(hint)") }
        return ExitCode(exitCode)
    }
}

extension LockError.Code {
    fileprivate var hint: String? {
        switch self {
        case .invalid: "the lock is as it was; mend it there, or put a copy back that was good"
        case .newer: "install the Ward that wrote it"
        case .invalidName, .unknownServer, .unknownPlace: nil
        }
    }

    fileprivate var exitCode: Int32 {
        switch self {
        case .invalid, .newer, .unknownPlace: 3
        case .invalidName: 64
        case .unknownServer: 1
        }
    }
}

/// Where commands write: standard output is data, standard error is for people.
package enum Output {
    /// Writes data; when nobody reads it any more, the program ends quietly, as others in a pipeline do.
    package static func write(_ text: String) throws {
        try write(Array(text.utf8), to: STDOUT_FILENO)
    }

    /// Shows a text of several lines to the person, as it is.
    package static func sayAll(_ text: String) {
        _ = try? write(Array(text.utf8), to: STDERR_FILENO)
    }

    /// Says one line to the person, with the program's name before it.
    package static func say(_ line: String) {
        // If nobody can be told, there is nobody left to tell that to.
        _ = try? write(Array("ward: \(line)\n".utf8), to: STDERR_FILENO)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                #if canImport(Darwin)
                unsafe Darwin.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
                #elseif canImport(Musl)
                unsafe Musl.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
                #else
                unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
                #endif
            }
            if count > 0 {
                done += count
                continue
            }
            let number = errno
            switch number {
            case EINTR: continue
            case EAGAIN:
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&entry, 1, -1)
            case EPIPE: throw ExitCode.success
            default: throw Failure(message: "cannot write the output: \(unsafe String(cString: strerror(number)))")
            }
        }
    }
}
