// SPDX-License-Identifier: Apache-2.0

import WardDatabase
import WardJSON
import WardLaunch
import WardLock
import WardSupply
import WardText

/// A bundle that a person named: its file, or the folder that it is unpacked in.
struct BundleInput {
    /// What was read of it; nothing is read a second time, so that what is shown is what is unpacked.
    enum Content {
        case file(BundleFile)
        case folder
    }

    /// Its full path.
    let path: String
    let content: Content
    let manifest: BundleManifest
    /// The values that a person gave its settings.
    let settings: [String: [String]]

    private static let limits = BundleLimits()

    /// Whether a path has the name of a bundle.
    static func isNamed(_ path: String) -> Bool { [".mcpb", ".dxt"].contains { path.lowercased().hasSuffix($0) } }

    /// Reads a bundle's file.
    init(file path: String, settings: [String: [String]]) throws {
        let bundle = try BundleFile(reading: try Self.read(path, limit: Self.limits.file))
        try self.init(path, .file(bundle), bundle.manifest, settings)
    }

    /// Reads the manifest of a folder.
    init(folder path: String, settings: [String: [String]]) throws {
        let manifest = try Self.read(path + "/" + BundleFile.manifestName, limit: SourceInput.limit)
        try self.init(path, .folder, manifest, settings)
    }

    private init(_ path: String, _ content: Content, _ manifest: [UInt8], _ settings: [String: [String]]) throws {
        do {
            self.manifest = try BundleManifest(
                reading: manifest, settings: settings, home: try WardFolders.accountHome())
        } catch let error as SourceError {
            throw Failure(error, in: path)
        }
        self.path = try SourceInput.fullPath(path)
        self.content = content
        self.settings = settings
    }

    /// Reads the bundle of a server anew; nil where the server is none.
    ///
    /// - Parameters:
    ///   - entry: The server's entry of the lock.
    ///   - places: What the symbols of the lock stand for.
    ///   - settings: Values of settings that replace those which were given before.
    /// - Throws: What is wrong with the bundle that is there now.
    init?(of entry: LockEntry, in places: Places, settings: [String: [String]]) throws {
        let before = try entry.request.settings.mapValues { values in try values.map { try places.resolve($0) } }
        let settings = before.merging(settings) { _, new in new }
        switch entry.origin.kind {
        case .mcpb: try self.init(file: try places.resolve(entry.request.source), settings: settings)
        case .path: try self.init(folder: try places.resolve(entry.request.source), settings: settings)
        default: return nil
        }
    }

    /// What the manifest asks for now, with what the person had added to the entry.
    func request(renewing entry: LockEntry, in book: ServerBook) throws -> LaunchRequest {
        var request = manifest.request
        let closure = entry.closures[Platform.name] ?? Closure(artifacts: [], isResolved: false)
        let places = book.places(for: entry.origin.kind, try book.places.resolve(closure))
        guard case .stdio(var launch) = request.launch, case .stdio(let locked) = try places.resolve(entry.launch)
        else { return request }
        // The manifest's variables are as it says now. Others came from the person, but for those that lead to the files
        // that were: the manifest named them then, and no longer does.
        let place =
            entry.origin.kind == .path
            ? try places.resolve(entry.origin.name)
            : try places.resolve(
                StoreEntry(folder: "", kind: .mcpb, digest: closure.value.canonicalDigest()).treeSymbol)
        let others = locked.environment.filter { _, value in
            if case .plain(let text) = value { !text.contains(place) } else { true }
        }
        launch.environment.merge(others) { new, _ in new }
        launch.directory = locked.directory
        request.launch = .stdio(launch)
        return request
    }

    /// `--setting NAME=VALUE` as often as it was given; one that is given again gets one more value.
    static func settings(_ words: [String]) throws -> [String: [String]] {
        var settings: [String: [String]] = [:]
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw Failure(
                    message: "`\(Visible.escaped(word, limit: 80))` is no setting", hint: "write: --setting NAME=VALUE",
                    exitCode: 64)
            }
            settings[parts[0], default: []].append(parts[1])
        }
        return settings
    }

    private static func read(_ path: String, limit: Int) throws -> [UInt8] {
        do throws(SystemCalls.Failure) {
            return try SystemCalls.readNamedFile(path, limit: limit)
        } catch {
            throw SourceInput.unreadable(path, error)
        }
    }
}
