// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardPinning
import WardStore
import WardText

extension ServerBook {
    /// Whether a server may run: only what a consent covers, byte for byte (T22, T23, T50, W10, W14).
    func standing(of name: ServerName, _ entry: LockEntry, checking depth: Supplier.Depth = .changes) throws
        -> ServerStanding
    {
        guard entry.unknown.members.isEmpty else {
            let names = entry.unknown.members.map { Visible.escaped($0.name, limit: 80) }.joined(separator: ", ")
            return .blocked(
                Block(
                    reason: .unknownMembers,
                    detail: "its lock entry has members that this Ward does not know: \(names)",
                    remedy: "install the Ward that wrote it, or: \(command("remove", name))"))
        }
        guard case .stdio = entry.launch else {
            return .blocked(
                Block(
                    reason: .remote, detail: "it is remote, and Ward cannot check remote servers yet: not protected",
                    remedy: command("show", name)))
        }
        let consent = try consents.current(.launch, of: key(of: name))
        guard let closure = try closure(of: entry, consent) else {
            return .blocked(
                Block(
                    reason: .otherPlatform, detail: "its lock entry says nothing for \(Platform.name)",
                    remedy: command("update", name)))
        }
        guard let consent else {
            return .blocked(
                Block(
                    reason: .notApproved, detail: "nobody approved it on this machine", remedy: command(renewal, name)))
        }
        let files: Supplied.Files
        switch try Supplier(self).check(entry, closure, depth) {
        case .intact(let found): files = found
        case .changed(let lines):
            return .blocked(
                Block(
                    reason: .filesChanged, detail: "files of what was approved were changed (\(lines.count))",
                    remedy: command(renewal, name), files: lines))
        case .absent(let what):
            return .blocked(
                Block(reason: .notInStore, detail: "\(what) is not there", remedy: command(renewal, name)))
        }
        let content = try content(of: entry, files, in: places(for: entry.origin.kind, closure), approved: consent)
        guard content.isCovered(by: consent.value) else {
            let differences = Difference.between(consent.value, content.narrowed(to: consent.value).value)
            return .blocked(
                Block(
                    reason: .launchChanged,
                    detail: "what would run is not what was approved (\(ServerText.count(differences)))",
                    remedy: command(renewal, name), differences: differences))
        }
        return try surfaceStanding(of: name, content)
    }

    /// What would run here for an entry, with what its files are now.
    func content(
        of entry: LockEntry,
        _ files: Supplied.Files,
        in places: Places,
        approved: Consent?
    ) throws -> LaunchContent {
        let launch = try places.resolve(entry.launch)
        return LaunchContent(
            launch: launch, inherited: try inherited(by: launch, approved: approved),
            origin: try places.resolve(entry.origin),
            closure: files.closure,
            tree: files.tree, permissions: entry.permissions)
    }

    private func surfaceStanding(of name: ServerName, _ content: LaunchContent) throws -> ServerStanding {
        guard case .stdio(let launch) = content.launch else { return .blocked(unread(name)) }
        guard let approved = try approvedSurface(of: name) else { return .blocked(unread(name)) }
        return .ready(ReadyServer(content: content, launch: launch, surface: approved.pin))
    }

    /// The launch that a person approved, as it was approved.
    func approvedContent(of name: ServerName) throws -> LaunchContent? {
        try consents.current(.launch, of: key(of: name)).map { try LaunchContent($0.value) }
    }

    /// The surface that a person approved, and the pin that it became; nil if none was.
    func approvedSurface(of name: ServerName) throws -> ApprovedSurface? {
        guard let consent = try consents.current(.surface, of: key(of: name)) else { return nil }
        return try ApprovedSurface(consent.value)
    }

    /// The surface that the server showed and that nobody approved; nil if there is none.
    func heldSurface(of name: ServerName) throws -> Surface? {
        guard let held = try consents.held(of: key(of: name)) else { return nil }
        return try Surface(held.surface)
    }

    /// The client's entry names another command than the lock.
    func otherCommand(_ name: ServerName) -> Block {
        Block(
            reason: .otherCommand, detail: "the command behind `--` is not the one that was added as \(key(of: name))",
            remedy: command("show", name))
    }

    /// It never ran, so nobody could look at what it shows.
    private func unread(_ name: ServerName) -> Block {
        Block(
            reason: .surfaceNotApproved, detail: "nobody approved what it shows to a model",
            remedy: command("review", name))
    }
}
