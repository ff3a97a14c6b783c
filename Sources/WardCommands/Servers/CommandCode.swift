// SPDX-License-Identifier: Apache-2.0

/// What can be wrong with what a person gave a command, beside what the libraries refuse; each has a heading in
/// `docs/findings.md`.
enum CommandCode: String, Hashable, Sendable, CaseIterable {
    /// There is a server of this name.
    case serverExists = "config.server-exists"
    /// A source holds several servers, and none was named.
    case sourceSeveral = "config.source-several"
    /// A folder does not say how it starts.
    case sourceFolder = "config.source-folder"
    /// A file is neither configuration nor a program.
    case sourceFile = "config.source-file"
    /// A place that is to vary may not, or nothing stands there.
    case varyingPlace = "config.varying-place"
    /// A project's lock would hold a secret.
    case lockSecret = "config.lock-secret"
    /// Parts of a lock's entry say different things.
    case lockMismatch = "config.lock-mismatch"
    /// What a lock pins is not what is here.
    case lockFiles = "config.lock-files"
    /// A lock names an origin that cannot be restored here by its digests.
    case lockOrigin = "config.lock-origin"
    /// A lock is not the one that it is compared with.
    case lockChanged = "config.lock-changed"
    /// A file that was named cannot be read.
    case fileUnreadable = "environment.file-unreadable"
}

extension Failure {
    /// Says what is wrong, with its code.
    init(_ code: CommandCode, _ message: String, hint: String? = nil) {
        self.init(message: "\(message) (\(code.rawValue))", hint: hint)
    }
}
