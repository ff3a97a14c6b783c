// SPDX-License-Identifier: Apache-2.0

// The tests replay the corpus with this same file, by way of a symbolic link.

import WardJSON
import WardLaunch
import WardLock

/// What must hold for any text that is given as a source.
enum SourceInvariants {
    /// Says which invariant these bytes break; `nil` if they break none.
    static func firstBroken(by bytes: [UInt8]) -> String? {
        var layers = SourceLayers(of: bytes)
        let asJSON = brokenReading(bytes, &layers) { () throws(SourceError) in try SourceReader.read(json: bytes) }
        guard asJSON == nil, let text = String(validating: bytes, as: UTF8.self) else { return asJSON }
        let argv = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return brokenReading(bytes, &layers) { () throws(SourceError) in try SourceReader.read(text) }
            ?? brokenReading(bytes, &layers) { () throws(SourceError) in [try SourceReader.commandLine(argv)] }
    }

    private static func brokenReading(
        _ bytes: [UInt8], _ layers: inout SourceLayers, _ read: () throws(SourceError) -> [LaunchRequest]
    ) -> String? {
        let requests: [LaunchRequest]
        do {
            requests = try read()
            guard try read() == requests else { return "one source is read in two ways" }
        } catch {
            return broken(error, bytes.count)
        }
        guard !requests.isEmpty else { return "nothing was asked for, and nothing refused" }
        for request in requests {
            if let broken = broken(request) ?? layers.stranger(in: request) { return broken }
        }
        return nil
    }

    private static func broken(_ error: SourceError, _ count: Int) -> String? {
        guard !error.detail.isEmpty else { return "a refusal without words" }
        guard isShown(error.detail), isShown(error.hint ?? "") else { return "a refusal shows text as it is: \(error)" }
        switch error.place {
        // What a link carries is never longer than the link; offsets count within it.
        case .offset(let offset): return 0...count ~= offset ? nil : "a place outside the text: \(error)"
        case .argument(let index): return index >= 0 ? nil : "a place before the first argument"
        case .whole, .pointer, .key: return nil
        }
    }

    private static func broken(_ request: LaunchRequest) -> String? {
        if case .stdio(let launch) = request.launch {
            guard !launch.executable.isEmpty else { return "a launch of nothing" }
            let texts = [launch.executable] + launch.arguments + launch.environment.keys
            guard texts.allSatisfy({ !$0.utf8.contains(0) }) else { return "a NUL that the system would cut at" }
            guard launch.environment.keys.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: "=")) }) else {
                return "a variable that has no name"
            }
        }
        let analysis = LaunchAnalysis(of: request.launch, home: "/home/user", project: nil)
        for finding in request.findings + analysis.findings {
            guard isShown(finding.detail) else { return "a finding shows text as it is: \(finding)" }
            guard isInside(finding.place, request.launch) else { return "a finding outside the launch: \(finding)" }
        }
        return nil
    }

    private static func isInside(_ place: LaunchFinding.Place, _ launch: Launch) -> Bool {
        switch (place, launch) {
        case (.executable(let span), .stdio(let launch)): span.upperBound <= launch.executable.utf8.count
        case (.argument(let index, let span), .stdio(let launch)):
            launch.arguments.indices.contains(index) && span.upperBound <= launch.arguments[index].utf8.count
        case (.executable, .http), (.argument, .http): false
        default: true
        }
    }

    /// Whether a person can be shown a text as it stands: no control, and nothing that reorders.
    private static func isShown(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !(0x7F...0x9F ~= scalar.value) && !(0x202A...0x202E ~= scalar.value)
                && !(0x2066...0x2069 ~= scalar.value) && !(0xE0000...0xE007F ~= scalar.value)
        }
    }
}
