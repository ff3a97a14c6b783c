// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardStore
import WardSupply
import WardText

/// Whether a server may run here, and if not, why and what a person can do.
enum ServerStanding {
    /// A consent covers exactly what would run.
    case ready(ReadyServer)
    /// It may not run.
    case blocked(Block)
}

/// A server that may run, with what was approved of it.
struct ReadyServer {
    let content: LaunchContent
    let launch: StdioLaunch
    /// What it may show; a server of which nobody approved that is not ready.
    let surface: PinnedSurface
}

/// Why a server may not run.
struct Block {
    /// The reasons, each with its own way out.
    enum ReasonCode: String, CaseIterable {
        /// No consent was ever given for it here.
        case notApproved = "blocked.not-approved"
        /// What would run is not what was approved.
        case launchChanged = "blocked.launch-changed"
        /// Files of what was approved were changed.
        case filesChanged = "blocked.files-changed"
        /// What was approved is not in the store.
        case notInStore = "blocked.not-in-store"
        /// The lock has members that this Ward does not know.
        case unknownMembers = "blocked.unknown-members"
        /// The command behind `--` is not the one that was added.
        case otherCommand = "blocked.other-command"
        /// The lock says nothing for this kind of machine.
        case otherPlatform = "blocked.other-platform"
        /// Ward cannot run remote servers yet: nothing would be checked.
        case remote = "blocked.remote"
        /// Nobody added a server of this name.
        case notAdded = "blocked.not-added"
        /// The lock, the database or the store cannot be read.
        case unreadable = "blocked.unreadable"
        /// Its files are being read, because they may have changed.
        case beingChecked = "blocked.being-checked"
        /// What the server shows was never approved.
        case surfaceNotApproved = "blocked.surface-not-approved"
    }

    let reason: ReasonCode
    /// What happened, for a person: one line, foreign text escaped.
    let detail: String
    /// The command that resolves it.
    let remedy: String
    /// What differs from what was approved.
    var differences: [Difference] = []
    /// The files that differ, each a line.
    var files: [String] = []
}
