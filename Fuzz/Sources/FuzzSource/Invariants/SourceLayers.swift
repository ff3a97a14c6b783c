// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import Foundation
import WardLaunch
import WardLock

/// What a source says, as far as other readers than Ward's can find it (T53).
struct SourceLayers {
    private lazy var layers = Self.layers(of: String(decoding: source, as: UTF8.self))
    private let source: [UInt8]

    init(of source: [UInt8]) { self.source = source }

    /// Says what in a request its source does not say; `nil` if all of it stands there.
    mutating func stranger(in request: LaunchRequest) -> String? {
        for needle in Self.texts(of: request) where !layers.contains(where: { $0.contains(needle) }) {
            return "`\(String(decoding: needle, as: UTF8.self))` is not in the source"
        }
        return nil
    }

    /// What a person can find in a source with other tools: its text, decoded again and again, and the strings of the
    /// JSON in it.
    private static func layers(of text: String) -> [[UInt8]] {
        var layers = [text]
        var seen: Set<String> = []
        var found: [[UInt8]] = []
        while let layer = layers.popLast() {
            guard seen.count < 200, seen.insert(layer).inserted else { continue }
            found.append(Array(layer.utf8))
            layers += strings(of: layer)
            layers += [layer.replacing("+", with: " ")].filter { $0 != layer }
            if let decoded = layer.removingPercentEncoding { layers.append(decoded) }
            for piece in layer.split(whereSeparator: { "?&=#".contains($0) }).map(String.init) + [layer] {
                if let decoded = piece.removingPercentEncoding, decoded != piece { layers.append(decoded) }
                var base64 = piece.removingPercentEncoding ?? piece
                base64 = String(base64.map { $0 == " " || $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }).filter { $0 != "=" }
                base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
                if let data = Data(base64Encoded: base64), let decoded = String(data: data, encoding: .utf8) {
                    layers.append(decoded)
                }
            }
        }
        return found
    }

    /// The strings and names of a JSON text; none if it is none.
    private static func strings(of text: String) -> [String] {
        guard let first = text.utf8.first, "{[ \n".utf8.contains(first),
            let value = try? JSONSerialization.jsonObject(with: Data(text.utf8))
        else { return [] }
        func walk(_ value: Any) -> [String] {
            switch value {
            case let text as String: [text]
            case let list as [Any]: list.flatMap(walk)
            case let object as [String: Any]: object.flatMap { [$0.key] + walk($0.value) }
            default: []
            }
        }
        return walk(value)
    }

    /// The texts of a request that its source chose, as far as no reader of ours put them together.
    private static func texts(of request: LaunchRequest) -> [[UInt8]] {
        // What a registry's file, a package or a bundle becomes has words of the runner's own.
        guard [.link, .snippet, .url].contains(request.source) else { return [] }
        var texts = [request.suggestedName].compactMap { $0 }
        var values: [String: EnvironmentValue]
        switch request.launch {
        case .stdio(let launch):
            // A line that was split has lost its quotes.
            let isSplit = request.findings.contains { $0.code == LaunchCode.joinedCommand.rawValue }
            texts += isSplit ? [] : [launch.executable] + launch.arguments
            texts += [launch.directory].compactMap { $0 }
            values = launch.environment
        case .http(let launch):
            texts.append(launch.url)
            values = launch.headers
        }
        for (name, value) in values {
            texts.append(name)
            if case .plain(let text) = value { texts.append(text) }
        }
        return texts.map { Array($0.utf8) }
    }
}
