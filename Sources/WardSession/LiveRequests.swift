// SPDX-License-Identifier: Apache-2.0

import WardJSON
public import WardProtocol

/// A request that was forwarded and waits for its answer.
public struct LiveRequest: Sendable {
    /// Its id, with the JSON type kept.
    public let id: RequestID
    /// Its method.
    public let method: String
    /// Its method's definition; `nil` for a method that no revision defines.
    public let definition: MethodDefinition?
    /// The revision that it was judged by.
    public let revision: Revision
    /// What the client declared with it (2026-07-28).
    public internal(set) var clientCapabilities: Capabilities?
    /// When Ward received it.
    public let received: Moment
    /// The token that progress for it carries.
    public internal(set) var progressToken: RequestID?
    /// Whether its sender asked for a task (2025-11-25).
    public internal(set) var asksForTask = false
    /// Whether its sender wants log messages with it (2026-07-28).
    public internal(set) var wantsLogs = false
    /// For a method that asks about a task, the call that the task was made by.
    public internal(set) var task: TaskOrigin?
    /// The call that this request is a later round of (2026-07-28).
    public internal(set) var call: CallIdentity?

    /// The round that this request answers, and its number; `nil` and 0 for a call's first request.
    var openRound: OpenRound.Key?
    var roundNumber = 0
    var capabilitiesProposed: Capabilities?
    /// For a handshake, which one it is.
    var handshake: HandshakeKey?
    var subscription: Subscription?
    var lastProgress: Double?
    var isCancelled = false
    var retainedBytes = 0
    var kept: JSONDocument?
    /// Its place among the requests of its sender; several arrive in one moment.
    fileprivate(set) var place: UInt64 = 0
}

/// The requests of one peer that wait for an answer (A1).
struct LiveRequests: Sendable {
    private var live: [RequestID: LiveRequest] = [:]
    private var tokens: [RequestID: RequestID] = [:]
    private var cancelled = RecentSet<RequestID>(limit: 0)
    private(set) var retainedBytes = 0
    private(set) var wantingLogs = 0
    private(set) var modernCount = 0
    private var used: UsedIdentifiers
    private var lastPlace: UInt64 = 0

    init(memory: Int) {
        cancelled = RecentSet(limit: memory)
        used = UsedIdentifiers(limit: memory)
    }

    /// Requests whose answer is still wanted.
    var count: Int { live.count - cancelled.count }
    var all: some Collection<LiveRequest> { live.values }

    subscript(id: RequestID) -> LiveRequest? { live[id] }

    /// The request that progress with this token is for.
    func request(withToken token: RequestID) -> LiveRequest? { tokens[token].flatMap { live[$0] } }

    /// Whether an id was used before in this session, as far as remembered.
    func wasUsed(_ id: RequestID) -> Bool { used.contains(id) }

    mutating func insert(_ request: LiveRequest) {
        lastPlace += 1
        var request = request
        request.place = lastPlace
        live[request.id] = request
        used.insert(request.id)
        if let token = request.progressToken { tokens[token] = request.id }
        retainedBytes += request.retainedBytes
        if request.wantsLogs { wantingLogs += 1 }
        if request.revision.era == .modern { modernCount += 1 }
    }

    @discardableResult
    mutating func remove(_ id: RequestID) -> LiveRequest? {
        guard let request = live.removeValue(forKey: id) else { return nil }
        if let token = request.progressToken { tokens[token] = nil }
        if request.isCancelled { cancelled.remove(id) }
        retainedBytes -= request.retainedBytes
        if request.wantsLogs { wantingLogs -= 1 }
        if request.revision.era == .modern { modernCount -= 1 }
        return request
    }

    /// Notes that the sender gave up; an answer may still come and is still forwarded, as without Ward.
    mutating func cancel(_ id: RequestID) {
        guard let request = live[id], !request.isCancelled else { return }
        // Many servers never answer a cancelled request, so nothing large may wait for that.
        retainedBytes -= request.retainedBytes
        live[id]?.retainedBytes = 0
        live[id]?.kept = nil
        live[id]?.isCancelled = true
        if let forgotten = cancelled.insert(id) {
            live[forgotten]?.isCancelled = false
            remove(forgotten)
        }
    }

    /// Notes the id of a request that Ward answered itself.
    mutating func noteUsed(_ id: RequestID) { used.insert(id) }

    mutating func noteProgress(_ value: Double, for id: RequestID) { live[id]?.lastProgress = value }

    mutating func update(_ id: RequestID, _ change: (inout LiveRequest) -> Void) {
        guard var request = live[id] else { return }
        change(&request)
        live[id] = request
    }

    mutating func removeAll() -> [LiveRequest] {
        let all = live.values.sorted { $0.place < $1.place }
        for request in all { remove(request.id) }
        return all
    }
}
