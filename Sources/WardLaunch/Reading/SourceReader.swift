// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardText

/// Makes launch requests of what somebody gives as a source: a text, a file's bytes, a command line.
///
/// Nothing is fetched, opened or looked up. Everything that a source says is in the request, or the source is refused
/// with the place of what Ward does not understand, so that nothing is added that was not shown (S12, T48, T53).
public enum SourceReader: Sendable {
    /// The longest JSON text of a source.
    static let mostBytes = 1024 * 1024

    /// Reads a text by its form: an install link, JSON, `pypi:NAME`, `npm:NAME`, or the URL of an endpoint.
    ///
    /// One text may hold several servers; the caller asks which one is meant.
    public static func read(_ text: String) throws(SourceError) -> [LaunchRequest] {
        let text = text.trimmed
        guard let first = text.utf8.first else { throw SourceError(.empty, "there is nothing to read") }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return try read(json: Array(text.utf8)) }
        guard text.utf8.count <= LinkReader.mostBytes else {
            throw SourceError(.tooLong, at: .offset(LinkReader.mostBytes), "it is longer than 64 KiB")
        }
        if let place = Array(text.utf8).firstIndex(where: ASCII.isControl) {
            throw SourceError(.value, at: .offset(place), "it holds a control character")
        }
        guard let link = Link(text) else {
            throw SourceError(
                .unknownForm, "it is no link, no JSON, no package and no URL",
                hint: "a command line goes behind `--`; a package is written `pypi:NAME` or `npm:NAME`")
        }
        switch link.scheme {
        case "pypi": return [try PackageText.python(String(Substring(text.utf8.dropFirst("pypi:".utf8.count))))]
        case "npm": return [try PackageText.node(String(Substring(text.utf8.dropFirst("npm:".utf8.count))))]
        case "http", "https":
            guard LinkReader.isWrapper(link) else { return [try endpoint(text)] }
        default: break
        }
        var reader = LinkReader(link)
        return try reader.read()
    }

    /// Reads JSON by its shape: a registry's `server.json`, or servers as clients keep them.
    ///
    /// - Parameter json: The bytes of the text.
    /// - Returns: One request for each server, package or endpoint in it.
    /// - Throws: The first thing that is not understood, with its place.
    public static func read(json: [UInt8]) throws(SourceError) -> [LaunchRequest] {
        let document = try document(json, limit: mostBytes)
        guard !BundleManifest.isOne(document) else {
            throw document.error(
                .notRunnable, at: document.root, "it is the manifest of a bundle, without what the bundle runs",
                hint: "name the bundle's file, or the folder that it is unpacked in")
        }
        if RegistryFile.isOne(document) { return try RegistryFile.read(document) }
        return try SnippetReader(document: document, source: .snippet).read()
    }

    /// Reads a command line, one element an argument, as it stands.
    public static func commandLine(_ argv: [String]) throws(SourceError) -> LaunchRequest {
        guard let executable = argv.first, !executable.isEmpty else {
            throw SourceError(.missing, at: .argument(0), "there is no command")
        }
        for (index, argument) in argv.enumerated() where argument.utf8.contains(0) {
            throw SourceError(.value, at: .argument(index), "the argument holds a NUL")
        }
        guard !CommandWords.isAssignment(executable) else {
            throw SourceError(
                .shell, at: .argument(0), "a variable in front of a command is something that only a shell understands",
                hint: "name the variable apart from the command")
        }
        var notes = ReadingNotes()
        if argv.count == 1, executable.utf8.contains(where: ASCII.isBlank) {
            notes.find(
                .joinedCommand, .caution, .executable(0..<executable.utf8.count),
                "The command is one word with spaces in it. If it is a whole line, give it without the quotes")
        }
        let launch = Launch.stdio(StdioLaunch(executable: executable, arguments: Array(argv.dropFirst())))
        notes.interpolations(in: launch)
        return LaunchRequest(launch: launch, source: .commandLine, findings: notes.findings)
    }

    private static func endpoint(_ text: String) throws(SourceError) -> LaunchRequest {
        let protection: EndpointURL.Protection
        do {
            protection = try EndpointURL.check(text)
        } catch {
            throw SourceError(.url, "the URL is refused: \(error.detail)")
        }
        guard protection == .protected else {
            throw SourceError(
                .url, "the URL is refused: plain `http` is taken only on this machine",
                hint: "ask for its `https` URL: whoever is on the way could read and change everything")
        }
        var notes = ReadingNotes()
        let launch = Launch.http(HTTPLaunch(url: text))
        notes.interpolations(in: launch)
        return LaunchRequest(launch: launch, source: .url, findings: notes.findings)
    }

    /// A strict JSON text of a source.
    static func document(_ bytes: [UInt8], limit: Int) throws(SourceError) -> JSONDocument {
        var limits = JSONLimits()
        limits.bytes = limit
        limits.depth = 32
        limits.members = 2_000
        limits.elements = 10_000
        do {
            return try JSONDocument(reading: bytes, limits: limits)
        } catch {
            let code: SourceCode =
                switch error.code {
                case .tooLarge: .tooLong
                case .emptyInput: .empty
                default: .json
                }
            throw SourceError(
                code, at: .offset(error.offset), "it is no strict JSON: \(error.detail)",
                hint: code == .json ? "comments, trailing commas and names that stand twice are refused too" : nil)
        }
    }
}
