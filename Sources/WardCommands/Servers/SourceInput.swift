// SPDX-License-Identifier: Apache-2.0

import WardDatabase
import WardJSON
import WardLaunch
import WardLock
import WardProcess
import WardSupply
import WardText

/// Turns what a person gave `ward add` into requests: a text is read as it stands, a file is opened, nothing is fetched.
enum SourceInput {
    /// The most bytes that a file with configuration may have.
    static let limit = 4 * 1024 * 1024

    /// A command line, one element an argument.
    static func commandLine(_ command: [String]) throws -> LaunchRequest {
        do {
            return try SourceReader.commandLine(command)
        } catch {
            throw Failure(error)
        }
    }

    /// The bundle that a source is, by its name or by what a folder holds; nil where it is none.
    static func bundle(_ source: String, settings: [String: [String]]) throws -> BundleInput? {
        guard let status = try status(of: source) else { return nil }
        if status.isDirectory {
            guard try Self.status(of: source + "/" + BundleFile.manifestName)?.isRegular == true else { return nil }
            return try BundleInput(folder: source, settings: settings)
        }
        return BundleInput.isNamed(source) ? try BundleInput(file: source, settings: settings) : nil
    }

    /// The requests that a source holds.
    static func read(_ source: String) throws -> [LaunchRequest] {
        guard let status = try status(of: source) else {
            guard !looksLikePath(source) else {
                throw Failure(
                    .fileUnreadable, "there is no file `\(Visible.escaped(source, limit: 400))`",
                    hint: "correct the path; a command line goes behind `--`")
            }
            return try text(source)
        }
        return try file(source, status)
    }

    /// A path that means the same wherever the next command runs.
    static func fullPath(_ path: String) throws -> String {
        let full: String
        do throws(ProcessError) {
            full = try ExecutableSearch.path(path, from: nil)
        } catch {
            throw Failure(message: "\(error.detail) (\(error.code.rawValue))", hint: error.hint)
        }
        return "/" + full.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    static func status(of source: String) throws -> SystemCalls.FileStatus? {
        do throws(SystemCalls.Failure) {
            return try SystemCalls.statusBehindLinks(source)
        } catch {
            guard !error.isDenied else { throw unreadable(source, error) }
            // What cannot be a path, such as a link that is too long for one, is a text.
            return nil
        }
    }

    /// Whether a text was meant as a path: nothing else that Ward reads begins or ends like this.
    private static func looksLikePath(_ source: String) -> Bool {
        ["/", "./", "../", "~/"].contains { source.hasPrefix($0) }
            || !source.contains("{") && !source.contains(":")
                && [".json", ".jsonc", ".py", ".js", ".mjs", ".cjs", ".mcpb", ".dxt"].contains { source.hasSuffix($0) }
    }

    /// What a server of the lock was asked for, with symbols resolved, so that it can be resolved anew.
    static func request(of entry: LockEntry, in places: Places) throws -> LaunchRequest {
        guard case .stdio(let locked) = entry.launch else {
            return LaunchRequest(launch: entry.launch, source: .url)
        }
        var request = try commandLine(places.resolve(entry.request.command))
        guard case .stdio(var launch) = request.launch else { return request }
        launch.environment.merge(
            try locked.environment.mapValues { value in
                if case .plain(let text) = value { .plain(try places.resolve(text)) } else { value }
            }
        ) { _, locked in locked }
        launch.directory = try locked.directory.map { try places.resolve($0) }
        request.launch = .stdio(launch)
        return request
    }

    private static func text(_ source: String) throws -> [LaunchRequest] {
        do {
            return try SourceReader.read(source)
        } catch {
            throw Failure(error)
        }
    }

    private static func file(_ path: String, _ status: SystemCalls.FileStatus) throws -> [LaunchRequest] {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard !status.isDirectory else {
            throw Failure(
                .sourceFolder,
                "`\(Visible.escaped(path))` is a folder without a bundle's manifest.json: it does not say how it starts",
                hint: "name the command: ward add NAME -- COMMAND ARGUMENTS")
        }
        for (ending, program) in [(".py", "python3"), (".js", "node"), (".mjs", "node"), (".cjs", "node")]
        where path.hasSuffix(ending) {
            var request = try commandLine([program, path])
            request.source = .path
            request.suggestedName = String(name.dropLast(ending.count))
            return [request]
        }
        if path.hasSuffix(".json") || path.hasSuffix(".jsonc") {
            return try json(path)
        }
        if status.isRegular, status.mode & 0o111 != 0 {
            var request = try commandLine([path])
            request.source = .path
            request.suggestedName = name
            return [request]
        }
        throw Failure(
            .sourceFile, "`\(Visible.escaped(path))` is neither configuration (.json) nor a program",
            hint: "name the command: ward add NAME -- COMMAND ARGUMENTS")
    }

    static func unreadable(_ path: String, _ error: SystemCalls.Failure) -> Failure {
        Failure(.fileUnreadable, "`\(Visible.escaped(path))` cannot be read: \(error.words)")
    }

    private static func json(_ path: String) throws -> [LaunchRequest] {
        let bytes: [UInt8]
        do throws(SystemCalls.Failure) {
            bytes = try SystemCalls.readNamedFile(path, limit: limit)
        } catch {
            throw unreadable(path, error)
        }
        do {
            return try SourceReader.read(json: bytes)
        } catch {
            throw Failure(error, in: path)
        }
    }
}

extension Failure {
    /// Says what is wrong with a source, and where.
    init(_ error: SourceError, in file: String? = nil) {
        let file = file.map { "`\(Visible.escaped($0))`: " } ?? ""
        let place =
            switch error.place {
            case .whole: ""
            case .pointer(let pointer) where pointer.tokens.isEmpty: ""
            case .offset: ", at \(error.place)"
            case .pointer, .key, .argument: ", in \(Visible.escaped(error.place.description))"
            }
        self.init(message: "\(file)\(error.detail)\(place) (\(error.code.rawValue))", hint: error.hint, exitCode: 3)
    }
}
