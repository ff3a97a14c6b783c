// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import WardDatabase
import WardJSON
import WardLock
import WardStore
import WardText

/// `ward lock --check`: whether a lock can be used as it is, for scripts; offline and without changing anything.
package struct CheckLock: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Check that every server of the lock is what was approved.",
        discussion: """
            Offline, and nothing is changed. Your own lock is held against what you approved, and every file is read and hashed \\
            again. With `--lock FILE` the file is looked at by itself, as in CI, where nobody has approved anything; with \\
            `--base FILE` it must say the same as that one, such as the lock of the branch that a pull request goes to.

            Exits with 2 if something is wrong with a server, with 3 if a lock is damaged.
            """
    )

    @Flag(name: .long, help: "Check, and change nothing.")
    var check = false
    @Option(name: .long, help: ArgumentHelp("The lock that it must not differ from.", valueName: "file"))
    var base: String?
    @OptionGroup var lock: LockOption
    @OptionGroup var home: HomeOption
    @Option(help: "How to write what is wrong: text or json.")
    var format = OutputFormat.text

    package init() {}

    package func validate() throws {
        guard check else { throw ValidationError("write: ward lock --check") }
    }

    package func run() throws {
        try Failure.reporting {
            home.announce()
            let book = try lock.open(in: home.folders())
            let head = try read(try book.storage.bytes(), book.storage.path)
            let base = try self.base.map { try read(try Self.bytes(of: $0), $0) }
            var problems =
                try book.storage.project == nil
                ? standings(of: head, in: book) : LockInspection(places: book.places).problems(in: head)
            if let base { problems += LockChange.between(base, head).map(LockProblem.init) }
            for problem in problems { try write(problem) }
            let fatal = problems.count { $0.isFatal }
            guard fatal == 0 else { throw ExitCode(2) }
            let servers = head.servers.count == 1 ? "1 server" : "\(head.servers.count) servers"
            let state = base == nil ? "" : ", and as the other lock says"
            Output.say(
                book.storage.project == nil
                    ? "\(servers): as approved\(state)" : "\(servers): nothing is wrong with the lock\(state)")
        }
    }

    /// What keeps servers of the user's own lock from running.
    private func standings(of lock: LockFile, in book: ServerBook) throws -> [LockProblem] {
        try lock.servers.sorted { $0.key < $1.key }.compactMap { name, entry in
            guard case .blocked(let block) = try book.standing(of: name, entry, checking: .everything) else {
                return nil
            }
            return LockProblem(block, of: name)
        }
    }

    /// The lock in a text; all that is wrong with it is written before the command ends.
    private func read(_ bytes: [UInt8]?, _ path: String) throws -> LockFile {
        guard let bytes else { return LockFile() }
        let faults = LockFile.faults(in: bytes)
        guard faults.isEmpty else {
            for fault in faults { try write(LockProblem(fault)) }
            throw Failure(
                message: "`\(Visible.escaped(path))` is damaged: \(faults[0]) (\(faults[0].code.rawValue))",
                hint: "mend it there, or put a copy back that was good", exitCode: 3)
        }
        return try LockFile(reading: bytes)
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        do throws(SystemCalls.Failure) {
            return try SystemCalls.readNamedFile(path, limit: LockStorage.limit)
        } catch {
            throw Failure(.fileUnreadable, "`\(Visible.escaped(path))` cannot be read: \(error.words)")
        }
    }

    private func write(_ problem: LockProblem) throws {
        switch format {
        case .text: try Output.write(problem.text)
        case .json: try Output.write(String(decoding: problem.value.encoded(), as: UTF8.self) + "\n")
        }
    }
}
