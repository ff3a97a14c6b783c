// SPDX-License-Identifier: Apache-2.0

public import WardJSON
public import WardLaunch
public import WardLock

/// What was resolved, before anything of it is there.
public struct Resolution: Hashable, Sendable {
    /// The package, and the exact version that was found for it.
    public let origin: Origin
    /// The interpreter and every artifact; some perhaps for other machines, which will not be installed here.
    public let closure: Closure
    /// The package as it was asked for.
    public let package: PackageReference
    /// What fetching needs besides, where npm resolved it.
    let npm: NpmSolution?

    init(_ origin: Origin, _ closure: Closure, of package: PackageReference, npm: NpmSolution? = nil) {
        self.origin = origin
        self.closure = closure
        self.package = package
        self.npm = npm
    }
}

/// What is in the store and can be started.
public struct Materialised: Hashable, Sendable {
    /// How it starts, with `{store}` for the store's folder.
    public let launch: StdioLaunch
    /// Where its code comes from.
    public let origin: Origin
    /// The interpreter and the artifacts that are installed.
    public let closure: Closure
    /// Its entry of the store.
    public let entry: StoreEntry
    /// The digest of its tree.
    public let tree: Digest256
    /// What a person should know of what is installed.
    public let findings: [LaunchFinding]
}

extension Interpreter {
    /// The digest of a program's file, its links resolved.
    static func digest(of path: String) throws(SupplyError) -> Digest256 {
        let manifest = try TreeManifest.make(of: path)
        guard case .file(true, _, let digest)? = manifest.entries.first?.kind, manifest.entries.count == 1,
            let digest = digest.value
        else {
            throw SupplyError(.interpreterUnusable, path, "it is no program")
        }
        return digest
    }

    /// Refuses to go on with another program than the one that was locked (T23).
    func checkUnchanged() throws(SupplyError) {
        guard try Self.digest(of: path) == digest else {
            throw SupplyError(
                .interpreterChanged, path, "it is not the interpreter that was locked",
                hint: "lock the server again with the interpreter that is here now")
        }
    }
}

/// The environment in which tools run: made here, with what their owner needs to reach the network and nothing else.
enum ToolEnvironment {
    private static let trust = ["SSL_CERT_FILE", "SSL_CERT_DIR"]
    private static let proxies = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]

    /// The variables of a tool.
    ///
    /// - Parameters:
    ///   - owner: The environment of the person who runs `ward`.
    ///   - home: The home folder, from the account database.
    ///   - scratch: A folder for temporary files.
    ///   - names: What else is kept of the owner's environment.
    /// - Returns: All variables that it gets.
    static func make(owner: [String: String], home: String, scratch: String, keeping names: [String]) -> [String:
        String]
    {
        var environment = ["HOME": home, "LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin", "TMPDIR": scratch]
        for name in trust + proxies + proxies.map({ $0.lowercased() }) + names {
            if let value = owner[name], !value.isEmpty { environment[name] = value }
        }
        return environment
    }

    /// The folders in which the owner's programs are looked for; relative ones depend on where somebody stands.
    static func search(_ owner: [String: String]) -> String {
        (owner["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":").filter { $0.hasPrefix("/") }
            .joined(separator: ":")
    }
}
