// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardPinning
import WardProtocol
import WardText

/// A list of the server that was read to its end and checked: only what was approved is in it (T7).
struct VerifiedList: Sendable {
    let number: UInt64
    let kind: PinnedSurface.Kind
    let generation: UInt64
    let read: Moment
    let members: ListMembers
    /// The names of what may be used.
    let approved: Set<ExactText>
    /// The names of what is listed and was not approved as it is.
    let heldBack: Set<ExactText>
    let findings: [Finding]
    /// The approved declarations, byte for byte and in the server's order, parted by commas.
    private let pages: [[UInt8]]

    /// The most bytes of declarations in one page of Ward's own; a declaration that is longer has a page for itself.
    static let pageBytes = 256 * 1024
    /// The most findings that one list makes.
    private static let mostFindings = 32

    init(_ reading: OpenReading, number: UInt64, against pin: PinnedSurface, at now: Moment) {
        self.number = number
        kind = reading.list.kind
        generation = reading.generation
        read = now
        members = reading.members
        let declarations = reading.list.declarations
        let check = SurfaceCheck(Surface(declarations: [kind: declarations]), against: pin)
        var approved: Set<ExactText> = []
        for case let (declaration, entry) in zip(declarations, check.entries) where entry.standing == .approved {
            approved.insert(declaration.name)
        }
        self.approved = approved
        heldBack = Set(declarations.map(\.name)).subtracting(approved)
        pages = Self.pages(of: declarations.filter { approved.contains($0.name) })
        findings = Self.findings(of: check)
    }

    private static func pages(of declarations: [Declaration]) -> [[UInt8]] {
        var pages: [[UInt8]] = [[]]
        for declaration in declarations {
            let last = pages.count - 1
            if pages[last].isEmpty {
                pages[last] = declaration.bytes
            } else if pages[last].count + declaration.bytes.count < pageBytes {
                pages[last].append(UInt8(ascii: ","))
                pages[last] += declaration.bytes
            } else {
                pages.append(declaration.bytes)
            }
        }
        return pages
    }

    private static func findings(of check: SurfaceCheck) -> [Finding] {
        var findings = check.heldBack.compactMap { entry in
            finding(entry.standing == .new ? .new : .changed, entry.place)
        }
        findings += check.removed.compactMap { finding(.removed, $0) }
        guard findings.count > mostFindings else { return findings }
        let rest = findings.count - mostFindings + 1
        let more = Finding(
            code: SurfaceCode.more.rawValue, severity: .warning, detail: "\(rest) more differ from what was approved")
        return findings.prefix(mostFindings - 1) + [more]
    }

    private static func finding(_ code: SurfaceCode, _ place: SurfacePlace) -> Finding? {
        guard case .declaration(let kind, let name) = place else { return nil }
        let what = "`\(Visible.escaped(name.text, limit: 128))` of the \(kind.rawValue)"
        let detail =
            switch code {
            case .new: "\(what) was not approved and is held back"
            case .changed: "\(what) is not as it was approved and is held back"
            default: "\(what) was approved and is gone"
            }
        return Finding(code: code.rawValue, severity: code == .removed ? .note : .warning, detail: detail)
    }

    // MARK: Answers

    /// Whether a list request may still be answered from it.
    func isFresh(at now: Moment) -> Bool {
        guard let ttl = members.ttl else { return true }
        return now.nanoseconds(since: read) < UInt64(max(ttl, 0)) * 1_000_000
    }

    /// The cursor of a page, counted from 0; nil for the first one and past the end.
    func cursor(ofPage page: Int) -> String? {
        page > 0 && page < pages.count ? "ward/\(number)/\(page)" : nil
    }

    /// The list and the page that a cursor of Ward's own names.
    static func place(of cursor: String) -> (number: UInt64, page: Int)? {
        let parts = cursor.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "ward", let number = UInt64(parts[1]), let page = Int(parts[2]) else {
            return nil
        }
        return (number, page)
    }

    /// A page as a result, counted from 0; nil past the end.
    func page(_ number: Int, isModern: Bool, at now: Moment) -> VerifiedPage? {
        guard pages.indices.contains(number) else { return nil }
        var writer = JSONWriter(capacity: pages[number].count + 256)
        writer.object { writer in
            writer.name(kind.listMember)
            writer.raw(Array("[".utf8) + pages[number] + Array("]".utf8))
            if let next = cursor(ofPage: number + 1) { writer.member("nextCursor", .string(next)) }
            if isModern { writeMembers(to: &writer, at: now) }
        }
        return VerifiedPage(result: writer.bytes)
    }

    private func writeMembers(to writer: inout JSONWriter, at now: Moment) {
        let age = Int64(clamping: now.nanoseconds(since: read) / 1_000_000)
        writer.member("resultType", "complete")
        writer.member("ttlMs", .integer(max((members.ttl ?? 0) - age, 0)))
        writer.member("cacheScope", members.isPrivate ? "private" : "public")
        guard let info = members.serverInfo else { return }
        writer.name("_meta")
        writer.object { writer in
            writer.name(ListMembers.serverInfoKey)
            writer.raw(info)
        }
    }
}

/// A page of a list, in which only approved declarations stand: this file alone makes one.
struct VerifiedPage: Sendable {
    /// The text of `result`.
    let result: [UInt8]

    fileprivate init(result: [UInt8]) { self.result = result }
}

/// What is said of a server's surface; each has a heading in `docs/findings.md`.
enum SurfaceCode: String, CaseIterable {
    /// Something was never approved, and is held back.
    case new = "surface.new"
    /// Something is not as it was approved, and is held back.
    case changed = "surface.changed"
    /// Something was approved and is gone.
    case removed = "surface.removed"
    /// More differs than is listed.
    case more = "surface.more"
    /// The instructions were not approved, and were taken out.
    case instructionsHeld = "surface.instructions-held"
    /// Capabilities were not approved, and were taken out.
    case capabilitiesHeld = "surface.capabilities-held"
    /// A call names what was not approved, or what is not now as it was approved.
    case notPinned = "surface.not-pinned"
    /// The rule of an answer that holds what was approved of a list.
    case listed = "surface.listed"
    /// The rule of an answer of Ward's own to a handshake or a `ping`, before the server was needed.
    case answered = "surface.answered"
    /// The server shakes hands otherwise than the client was told.
    case handshakeChanged = "surface.handshake-changed"
    /// A request waits until the server's list was read.
    case reading = "surface.reading"
    /// The server did not answer a list in time.
    case unanswered = "server-misbehaved.list-unanswered"
}
