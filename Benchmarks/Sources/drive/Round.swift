// SPDX-License-Identifier: Apache-2.0

/// How much one round measures; a block that takes longer than `seconds` is cut there.
struct Effort {
    var rounds = 7
    var startsPerRound = 3
    var warmUpCalls = 500
    var smallCalls = 3_000
    var largeCalls = 1_500
    var floodCalls = 15_000
    var seconds = 3.0
    static let inFlight = 64

    /// Enough to see that everything works.
    static let quick = Effort(
        rounds: 2, startsPerRound: 1, warmUpCalls: 100, smallCalls: 300, largeCalls: 200, floodCalls: 2_000, seconds: 1)
}

/// One round of one row, with a process of its own.
struct Round {
    private let peer: Peer
    private let effort: Effort
    private var lastID = 0

    /// Measures everything once and adds it to the row.
    static func run(_ row: inout Row, effort: Effort, log: String) throws(PeerError) {
        for _ in 0..<effort.startsPerRound {
            row.starts.append(try start(row.command, log: log).time)
        }
        var round = Round(peer: try start(row.command, log: log).peer, effort: effort)
        try round.measure(&row)
    }

    private init(peer: Peer, effort: Effort) {
        self.peer = peer
        self.effort = effort
    }

    /// Starts a program and waits for its first reply.
    static func start(
        _ command: [String], log: String
    ) throws(PeerError) -> (peer: Peer, time: Double, reply: [UInt8]) {
        let begin = now()
        let peer = try Peer(starting: command, log: log)
        try peer.send(Requests.initialize)
        let reply = try peer.receive()
        let time = now() - begin
        guard contains(reply, #""protocolVersion""#) else { throw PeerError(detail: "no reply to initialize") }
        try peer.send(Requests.initialized)
        return (peer, time, Array(reply))
    }

    private mutating func measure(_ row: inout Row) throws(PeerError) {
        defer { peer.stop() }
        _ = try roundTrips("small", count: 1)
        _ = try roundTrips("large", count: 1)
        rest(milliseconds: 500)
        let idle = Usage(of: peer.process)
        row.resident.append(idle.resident)
        row.anonymous.append(idle.anonymous)

        _ = try roundTrips("small", count: effort.warmUpCalls)
        _ = try roundTrips("large", count: effort.warmUpCalls / 2)
        let before = Usage(of: peer.process)
        let small = try roundTrips("small", count: effort.smallCalls)
        let after = Usage(of: peer.process)
        row.small.append(Percentiles(small))
        row.processor.append((after.processor - before.processor) / Double(small.count))
        row.large.append(Percentiles(try roundTrips("large", count: effort.largeCalls)))
        row.flood.append(try flood())
        rest(milliseconds: 200)
        row.anonymousAfterLoad.append(Usage(of: peer.process).anonymous)
    }

    /// One call after the other; nanoseconds from before the write to after the read of the whole answer.
    private mutating func roundTrips(_ tool: String, count: Int) throws(PeerError) -> [Double] {
        var samples: [Double] = []
        samples.reserveCapacity(count)
        let deadline = now() + effort.seconds * 1e9
        while samples.count < count {
            lastID += 1
            let request = Requests.call(tool, id: lastID)
            let begin = now()
            guard begin < deadline else { break }
            try peer.send(request)
            let reply = try peer.receive()
            samples.append(now() - begin)
            try Self.check(reply, id: lastID)
        }
        return samples
    }

    /// 64 calls in flight all the time: each burst of answers is followed by as many new calls, in one write.
    private mutating func flood() throws(PeerError) -> Double {
        let begin = now()
        let deadline = begin + effort.seconds * 1e9
        var answered = 0
        var waiting = 0
        var wanted = Effort.inFlight
        var isOver = false
        while !isOver || waiting > 0 {
            if wanted > 0 && !isOver {
                var burst: [UInt8] = []
                for _ in 0..<wanted {
                    lastID += 1
                    burst += Requests.call("small", id: lastID)
                }
                waiting += wanted
                wanted = 0
                try peer.send(burst)
            }
            repeat {
                try Self.check(try peer.receive(), id: nil)
                answered += 1
                waiting -= 1
                wanted += 1
            } while waiting > 0 && peer.hasLine
            isOver = answered >= effort.floodCalls || now() > deadline
        }
        return 2 * Double(answered) / ((now() - begin) / 1e9)
    }

    /// A refused call is quick and would flatter the row: each answer must be the result asked for.
    private static func check(_ reply: ArraySlice<UInt8>, id: Int?) throws(PeerError) {
        guard contains(reply, #""content""#), !contains(reply.prefix(400), #""isError":true"#) else {
            throw PeerError(detail: "not a result: " + String(decoding: reply.prefix(200), as: UTF8.self))
        }
        guard let id else { return }
        guard contains(reply, #""id":\#(id)"#) || contains(reply, #""id": \#(id)"#) else {
            throw PeerError(detail: "an answer to another call")
        }
    }

    static func contains(_ line: ArraySlice<UInt8>, _ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard line.count >= wanted.count else { return false }
        return (line.startIndex...line.endIndex - wanted.count).contains { start in
            line[start] == wanted[0] && line[start..<start + wanted.count].elementsEqual(wanted)
        }
    }
}
