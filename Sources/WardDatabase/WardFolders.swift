// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Musl)
internal import Musl
#else
internal import Glibc
#endif

/// Where Ward keeps its configuration and its state.
///
/// A client's entry can set variables for `ward` itself, so no environment variable has a say: the folders come from the
/// account database, or from `--home DIR`.
public struct WardFolders: Hashable, Sendable {
    /// The folder of `policy.toml` and the user's `ward.lock`, absolute.
    public let config: String
    /// The folder of `ward.db`, `audit.key`, the content store and backups, absolute.
    public let state: String
    /// The folder that `--home` named, absolute; nil for the standard folders.
    ///
    /// Listings say so when it is set.
    public let home: String?

    /// The folders of the user who runs this process, from the account database.
    public static func standard() throws(StateError) -> WardFolders {
        try WardFolders(accountHome: accountHome(of: geteuid()))
    }

    /// `DIR/config` and `DIR/state` below the folder that `--home` named.
    ///
    /// - Parameter home: a folder, absolute or seen from the working directory; it need not exist yet.
    public init(home: String) {
        let absolute = Self.absolute(home)
        self.home = absolute
        config = absolute + "/config"
        state = absolute + "/state"
    }

    init(accountHome: String) {
        home = nil
        #if canImport(Darwin)
        config = accountHome + "/Library/Application Support/ward/config"
        state = accountHome + "/Library/Application Support/ward/state"
        #else
        config = accountHome + "/.config/ward"
        state = accountHome + "/.local/state/ward"
        #endif
    }

    /// Makes both folders where they are missing, mode 0700, and refuses them where others could change them.
    public func prepare() throws(StateError) {
        try FileGuard.prepareFolder(config)
        try FileGuard.prepareFolder(state)
    }

    /// Where the database is.
    public var database: String { state + "/ward.db" }

    private static func absolute(_ path: String) -> String {
        var text = path
        if !text.hasPrefix("/") {
            let folder = workingFolder()
            text = folder + (folder.hasSuffix("/") ? "" : "/") + (text.isEmpty ? "." : text)
        }
        while text.count > 1 && text.hasSuffix("/") { text.removeLast() }
        return text
    }

    private static func workingFolder() -> String {
        do {
            return try SystemCalls.realPath(".")
        } catch {
            return "/"
        }
    }

    /// The home folder of the user who runs this process, from the account database.
    public static func accountHome() throws(StateError) -> String {
        try accountHome(of: geteuid())
    }

    private static func accountHome(of user: uid_t) throws(StateError) -> String {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var room = [CChar](repeating: 0, count: 4096)
        while true {
            let result = unsafe getpwuid_r(user, &entry, &room, room.count, &found)
            if result == EINTR { continue }
            if result == ERANGE && room.count < 1 << 20 {
                room = [CChar](repeating: 0, count: room.count * 4)
                continue
            }
            guard result == 0, unsafe found != nil, let folder = unsafe entry.pw_dir else {
                throw StateError(
                    code: StateError.accountUnknown, place: "user \(user)",
                    detail: "the account database does not know this user", hint: "name a folder with `--home DIR`")
            }
            let home = unsafe String(cString: folder)
            guard home.hasPrefix("/") else {
                throw StateError(
                    code: StateError.accountUnknown, place: "user \(user)",
                    detail: "the account database names no home folder", hint: "name a folder with `--home DIR`")
            }
            return home == "/" ? "" : home
        }
    }
}
