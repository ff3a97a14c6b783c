// SPDX-License-Identifier: Apache-2.0

internal import WardText

/// Why something could not be resolved, fetched, kept or verified.
///
/// Nothing here ever stands for "not there yet": what cannot be read is an error and never counts as absent.
public struct SupplyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stable codes; each has a heading in `docs/findings.md`.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// A program that resolves packages is not installed, or is too old.
        case toolMissing = "environment.supply-tool-missing"
        /// Such a program failed for a reason that has no code of its own.
        case toolFailed = "environment.supply-tool-failed"
        /// Such a program was stopped because it took too long.
        case toolTimeout = "environment.supply-tool-timeout"
        /// What such a program wrote is not what is understood here.
        case toolOutput = "environment.supply-tool-output"
        /// There is no Python or Node that can be used.
        case interpreterUnusable = "environment.supply-interpreter"
        /// The interpreter is no longer the one of the closure.
        case interpreterChanged = "environment.supply-interpreter-changed"
        /// The package index cannot be reached.
        case indexUnreachable = "environment.supply-index-unreachable"
        /// What was downloaded is not what was locked.
        case hashMismatch = "environment.supply-hash-mismatch"
        /// No room on the disk.
        case diskFull = "environment.supply-disk-full"
        /// A file or folder cannot be read.
        case unreadable = "environment.supply-unreadable"
        /// A file or folder cannot be written.
        case unwritable = "environment.supply-unwritable"
        /// The store's folder is open to others, or not the user's.
        case folderUnsafe = "environment.supply-folder-unsafe"
        /// An entry of the store is not as it was made.
        case storeDamaged = "environment.supply-store-damaged"
        /// Modules above the store would be loaded that are no part of what was approved.
        case strayModules = "environment.supply-stray-modules"
        /// Files changed while they were being read.
        case changedMeanwhile = "environment.supply-changed-meanwhile"
        /// A name, version or constraint that no resolver may be given.
        case invalidPackage = "config.supply-package-invalid"
        /// No set of versions fits what was asked for.
        case noSolution = "config.supply-no-solution"
        /// The package would have to be built from source, which runs its code.
        case sourceOnly = "config.supply-source-only"
        /// A part comes from elsewhere than a package index: a repository, a folder, an address.
        case foreignSource = "config.supply-foreign-source"
        /// The index gives no digest for a part, or none that is strong enough.
        case noDigest = "config.supply-no-digest"
        /// The package has no command of this name, or several and none was chosen.
        case command = "config.supply-command"
        /// The tree holds something that no server needs: a device, a socket, a set-user-id program.
        case unsupportedFile = "config.supply-unsupported-file"
        /// The tree is larger than anything that is meant to be a server.
        case tooLarge = "config.supply-too-large"

        // Bundles
        /// It does not end as a zip file does.
        case notZip = "config.bundle-not-zip"
        /// Bytes that belong to no entry: before, between or behind them.
        case hiddenBytes = "config.bundle-hidden-bytes"
        /// Two entries share bytes.
        case overlap = "config.bundle-overlap"
        /// A record is not where it has to be, or ends too early.
        case badRecord = "config.bundle-record"
        /// The directory and the header before a file say different things.
        case disagreement = "config.bundle-disagreement"
        /// A feature of zip files that bundles do not need: zip64, several disks, other methods.
        case unsupportedZip = "config.bundle-unsupported"
        /// It is encrypted.
        case encrypted = "config.bundle-encrypted"
        /// A name that leads out of the folder, or that systems read differently.
        case entryName = "config.bundle-name"
        /// Two names that are one name somewhere, or a file that is a folder too.
        case duplicateEntry = "config.bundle-duplicate"
        /// A link, a device, or a file that changes the user.
        case entryType = "config.bundle-file-type"
        /// Compressed bytes that cannot be read, or content with another checksum than declared.
        case damagedEntry = "config.bundle-damaged"
        /// A size that is not the one that was declared.
        case entrySize = "config.bundle-size"
        /// It expands out of all proportion.
        case expansion = "config.bundle-expansion"
        /// The block of its signature is malformed.
        case signatureBlock = "config.bundle-signature"
        /// It has no manifest.
        case noManifest = "config.bundle-no-manifest"
    }

    /// The stable code.
    public let code: Code
    /// The path, package or program that it is about, escaped.
    public let place: String
    /// The byte of the file that it is about; nil where it is about none.
    public let offset: Int?
    /// What happened, with foreign text escaped; a tool's own last lines stand on lines of their own.
    public let detail: String
    /// What a person can do about it.
    public let hint: String?

    /// Makes an error; `place` is escaped here.
    public init(_ code: Code, _ place: String, at offset: Int? = nil, _ detail: String, hint: String? = nil) {
        self.code = code
        self.place = Visible.escaped(place)
        self.offset = offset
        self.detail = detail
        self.hint = hint
    }

    /// The place, what happened and what to do.
    public var description: String {
        "\(place)\(offset.map { ", byte \($0)" } ?? ""): \(detail)" + (hint.map { "; \($0)" } ?? "")
    }
}

extension SupplyError {
    /// Puts a failed call on a file or folder into words.
    init(_ failure: FileCalls.Failure, _ place: String, _ action: String, code: Code = .unreadable) {
        guard failure.isFull else {
            self.init(
                code, place, "\(action): \(failure.words)", hint: "check the permissions of it and of the folders above"
            )
            return
        }
        self.init(.diskFull, place, "\(action): \(failure.words)", hint: "free some space on this disk, then try again")
    }
}
