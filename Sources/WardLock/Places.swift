// SPDX-License-Identifier: Apache-2.0

import WardText

/// The folders that paths of a lock may begin with, so that one lock serves several people and machines.
///
/// A symbol counts only where a text begins with it; elsewhere it is a text like any other.
public struct Places: Hashable, Sendable {
    /// The folder of the lock, for `{project}`; nil for the user's own lock.
    public var project: String?
    /// The user's home folder, from the account database, for `{home}`.
    public var home: String
    /// The content store, for `{store}`.
    public var store: String
    /// Where the store keeps the closure of the one server that is read or written, for `{tree}`; nil where it keeps none.
    ///
    /// The folder's name is a digest over this platform's closure, so a lock that named it would serve one machine only.
    public var tree: String?

    /// Makes places; each is an absolute path without a slash at its end.
    public init(project: String? = nil, home: String, store: String, tree: String? = nil) {
        self.project = project
        self.home = home
        self.store = store
        self.tree = tree
    }

    /// The launch with symbols resolved, everywhere where a path may stand.
    ///
    /// - Throws: ``LockError/Code/unknownPlace``.
    public func resolve(_ launch: Launch) throws(LockError) -> Launch {
        guard case .stdio(var stdio) = launch else { return launch }
        stdio.executable = try resolve(stdio.executable)
        stdio.arguments = try stdio.arguments.map { argument throws(LockError) in try resolve(argument) }
        stdio.directory = try stdio.directory.map { directory throws(LockError) in try resolve(directory) }
        for (name, value) in stdio.environment {
            if case .plain(let text) = value { stdio.environment[name] = .plain(try resolve(text)) }
        }
        return .stdio(stdio)
    }

    /// A text with the symbol that it begins with resolved.
    public func resolve(_ text: String) throws(LockError) -> String {
        for (symbol, folder) in symbols where Self.leads(symbol, to: text) {
            guard let folder else {
                throw LockError(
                    .unknownPlace,
                    "`\(Visible.escaped(text, limit: 200))` begins with `\(symbol)`, which stands for nothing here")
            }
            return folder + Self.rest(of: text, behind: symbol)
        }
        return text
    }

    /// A path with the longest of these folders written as its symbol.
    public func abbreviate(_ path: String) -> String {
        let fitting = symbols.compactMap { symbol, folder -> (symbol: String, folder: String)? in
            guard let folder, Self.leads(folder, to: path) else { return nil }
            return (symbol, folder)
        }
        guard let best = fitting.max(by: { $0.folder.utf8.count < $1.folder.utf8.count }) else { return path }
        return best.symbol + Self.rest(of: path, behind: best.folder)
    }

    /// Whether a path is the folder or lies in it, byte by byte: what reads alike is not the same path.
    private static func leads(_ folder: String, to path: String) -> Bool {
        guard path.utf8.starts(with: folder.utf8) else { return false }
        let rest = path.utf8.dropFirst(folder.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }

    private static func rest(of path: String, behind folder: String) -> String {
        String(decoding: path.utf8.dropFirst(folder.utf8.count), as: UTF8.self)
    }

    private var symbols: [(String, String?)] {
        [("{project}", project), ("{tree}", tree), ("{store}", store), ("{home}", home)]
    }
}
