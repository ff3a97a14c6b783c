// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
import WardLock

/// The server that a command is about, its lock, and `--home DIR`.
package struct ServerArguments: ParsableArguments {
    @Argument(help: "The server's name.")
    var name: String
    @OptionGroup var lock: LockOption
    @OptionGroup var home: HomeOption

    package init() {}

    /// Opens the book and finds the server in the lock.
    ///
    /// - Throws: What is wrong with the folders, the lock or the name; that no such server was added.
    func open() throws -> (book: ServerBook, server: ServerName, entry: LockEntry) {
        home.announce()
        let book = try lock.open(in: home.folders())
        let server = try ServerName(name)
        return (book, server, try book.entry(server))
    }
}
