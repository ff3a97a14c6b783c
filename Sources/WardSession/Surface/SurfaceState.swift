// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock
import WardPinning
import WardProtocol
import WardText

/// Which list a client sees: servers vary what they list with what the client declares.
struct ListKey: Hashable, Sendable {
    let kind: PinnedSurface.Kind
    /// The digest of what the client says of itself with the request (2026-07-28); `nil` for a session's handshake.
    let context: Digest256?
}

/// What a waiting message waits for: a reading of the list that began no earlier than the message came.
struct SurfaceWait: Hashable, Sendable {
    let key: ListKey
    let generation: UInt64
}

/// A request of Ward's own for one page.
struct PageQuery: Hashable, Sendable {
    let key: ListKey
    /// The number of the reading, so that a late answer is not taken for one of a later reading.
    let reading: UInt64
    let revision: Revision
    let clientCapabilities: Capabilities?
}

/// What a session knows of the server's surface.
struct SurfaceState: Sendable {
    var pin: PinnedSurface
    /// How often each list was said to have changed.
    private(set) var generations: [PinnedSurface.Kind: UInt64] = [:]
    var readings: [ListKey: OpenReading] = [:]
    /// The number of the list that answers each key.
    private var current = RecentMap<ListKey, UInt64>(limit: Self.remembered)
    /// The lists that cursors may still lead into.
    private var lists = RecentMap<UInt64, VerifiedList>(limit: Self.remembered)
    private var lastNumber: UInt64 = 0

    /// All that was seen, and the surfaces that were handed out for review.
    var seen = Surface()
    private var reported: Set<Digest256> = []
    /// What stood last at the places that vary.
    private var varying: [VaryingPlace: String] = [:]

    /// How many lists are kept, over all kinds and clients' capabilities.
    static let remembered = 8
    /// How many lists are read at the same time.
    static let mostReadings = 8
    /// How many surfaces are handed out for review in one session: a server that never shows the same twice is known by
    /// then.
    static let mostReports = 64
    /// How long a call may rely on a list whose time to live is over; a client that calls by what it saw saw only what
    /// was approved.
    static let recheckingCalls: UInt64 = 60_000_000_000

    init(pin: PinnedSurface) { self.pin = pin }

    /// Whether a list is being read as 2026-07-28 has it.
    var readsModern: Bool { readings.values.contains { $0.revision.era == .modern } }

    func generation(of kind: PinnedSurface.Kind) -> UInt64 { generations[kind] ?? 0 }

    mutating func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    /// Forgets the lists of a kind: the server says that they changed.
    mutating func invalidate(_ kind: PinnedSurface.Kind) { generations[kind, default: 0] += 1 }

    mutating func keep(_ list: VerifiedList, for key: ListKey) {
        lists[list.number] = list
        current[key] = list.number
    }

    /// The list that a list request is answered from.
    func list(for key: ListKey, at now: Moment) -> VerifiedList? {
        guard let list = latest(key), list.isFresh(at: now) else { return nil }
        return list
    }

    /// The list that a call is checked against.
    func callList(for key: ListKey, at now: Moment) -> VerifiedList? {
        guard let list = latest(key) else { return nil }
        let isRecent = now.nanoseconds(since: list.read) < Self.recheckingCalls
        return isRecent || list.isFresh(at: now) ? list : nil
    }

    private func latest(_ key: ListKey) -> VerifiedList? {
        guard let list = current[key].flatMap({ lists[$0] }), list.generation == generation(of: key.kind) else {
            return nil
        }
        return list
    }

    func list(numbered number: UInt64) -> VerifiedList? { lists[number] }

    /// Whether what was seen so far must be handed out: something in it is not approved, or varies, and is not known yet.
    ///
    /// What varies is no surface of its own: a server that changes it each time cannot use up the reports.
    mutating func mustReport(_ check: SurfaceCheck) -> Bool {
        let varies = check.varying != varying
        varying = check.varying
        guard !check.isCovered else { return varies && !varying.isEmpty }
        guard reported.count < Self.mostReports else { return false }
        let isNew = reported.insert(PinnedSurface(approving: seen, varying: pin.varying).digest).inserted
        return isNew || varies
    }

    mutating func approve(_ new: PinnedSurface) {
        pin = new
        // Another session's surface may have been the one that was decided about: what is still held is handed out again.
        reported = []
        for kind in PinnedSurface.Kind.allCases { invalidate(kind) }
    }
}

/// A list of the server that is being read.
struct OpenReading: Sendable {
    let number: UInt64
    let generation: UInt64
    let began: Moment
    let revision: Revision
    let clientCapabilities: Capabilities?
    /// The `_meta` that Ward's requests carry: what the client says of itself, so that the server sees it.
    let metadata: [UInt8]?
    var list: ListReading
    var members = ListMembers()

    /// The `params` of the request for a page.
    func params(cursor: String?) -> [UInt8]? {
        guard cursor != nil || metadata != nil else { return nil }
        var writer = JSONWriter()
        writer.object { writer in
            if let cursor { writer.member("cursor", .string(cursor)) }
            if let metadata {
                writer.name("_meta")
                writer.raw(metadata)
            }
        }
        return writer.bytes
    }
}

/// What a result of 2026-07-28 says of a list beside the declarations.
struct ListMembers: Hashable, Sendable {
    /// The shortest time to live of all pages, in milliseconds; `nil` where the revision has none.
    var ttl: Int64?
    var isPrivate = false
    /// What the server says of itself, as it said it first; nothing else of `_meta` was approved.
    var serverInfo: [UInt8]?

    static let serverInfoKey = "io.modelcontextprotocol/serverInfo"
    /// A day, so that no sum runs over.
    static let longestLife: Int64 = 86_400_000

    mutating func take(_ result: JSONNode, in document: JSONDocument) {
        let life = document.value(named: "ttlMs", in: result).flatMap { document.integer($0) } ?? 0
        ttl = min(ttl ?? Self.longestLife, max(life, 0))
        let scope = document.value(named: "cacheScope", in: result)
        isPrivate = isPrivate || !(scope.map { document.equals($0, "public") } ?? false)
        let metadata = document.value(named: "_meta", in: result)
        if serverInfo == nil, let info = metadata.flatMap({ document.value(named: Self.serverInfoKey, in: $0) }) {
            serverInfo = Array(document.bytes[document.span(of: info)])
        }
    }
}
