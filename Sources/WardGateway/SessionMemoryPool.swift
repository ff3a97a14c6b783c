// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization
import WardAudit
import WardDatabase
import WardJSON
import WardLock
import WardPinning
import WardSession
import WardStore

/// Keeps what a session wants remembered beyond its process, away from the event loop.
///
/// Nothing is opened before it is needed: most sessions never do.
final class SessionMemoryPool {
    private let folders: WardFolders
    private let loop: any EventLoop
    private var pool: NIOThreadPool?
    /// For what takes long, so that what is kept and looked up does not wait for it.
    private var patientPool: NIOThreadPool?
    private let connection: Connection
    private var writes = 0
    private var afterWriting: (() -> Void)?

    init(folders: WardFolders, database: StateDatabase?, loop: any EventLoop) {
        self.folders = folders
        connection = Connection(database)
        self.loop = loop
    }

    /// Keeps a value; `done` is called on the loop.
    func put(
        _ value: [UInt8],
        for key: String,
        lifetime: Duration,
        done: @escaping (Result<Void, any Error>) -> Void
    ) {
        write(
            { database throws(StateError) in
                try SessionMemory(database).put(value, for: key, expires: AuditWriter.now() + lifetime.nanoseconds)
            }, done)
    }

    /// Looks a value up; `done` is called on the loop.
    func get(_ key: String, done: @escaping (Result<[UInt8]?, any Error>) -> Void) {
        run({ database throws(StateError) in try SessionMemory(database).get(key, at: AuditWriter.now()) }, done)
    }

    /// Keeps a surface that no consent covers until a person has looked at it; `done` is called on the loop.
    func hold(_ surface: JSONValue, of server: ServerKey, done: @escaping (Result<Void, any Error>) -> Void) {
        write(
            { database throws(StateError) in
                try ConsentStore(database).hold(surface, of: server, at: AuditWriter.now())
            }, done)
    }

    /// Keeps what stands at the places that vary, for a person to look at; `done` is called on the loop.
    func keep(
        _ varying: [VaryingPlace: String],
        of server: ServerKey,
        done: @escaping (Result<Void, any Error>) -> Void
    ) {
        write(
            { database throws(StateError) in
                for (place, text) in varying {
                    try VaryingMemory(database).keep(text, at: place.description, of: server)
                }
            }, done)
    }

    /// Keeps an answer to a handshake under the surface that is approved; `done` is called on the loop.
    func keep(
        _ answer: HandshakeAnswer,
        for key: HandshakeKey,
        of server: ServerKey,
        under pin: PinnedSurface,
        done: @escaping (Result<Void, any Error>) -> Void
    ) {
        write(
            { database throws(StateError) in
                try HandshakeStore(database).keep(
                    KeptHandshake(
                        method: key.method, revision: key.revision, client: key.client, answer: answer.result),
                    of: server, surface: pin.value.canonicalDigest(), at: AuditWriter.now())
            }, done)
    }

    /// A number that changes with every commit; `done` is called on the loop.
    func dataVersion(done: @escaping (Result<Int64, any Error>) -> Void) {
        run({ database throws(StateError) in try database.dataVersion() }, done)
    }

    /// Has something done away from the loop; `done` is called on the loop.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable () -> Value,
        done: @escaping (Result<Value, any Error>) -> Void
    ) {
        let pool = patientPool ?? Self.started()
        patientPool = pool
        pool.runIfActive(eventLoop: loop) { body() }.assumeIsolated().whenComplete(done)
    }

    /// Whether something is still to be kept; then `body` is called on the loop when all of it is.
    func isWriting(then body: @escaping () -> Void) -> Bool {
        guard writes > 0 else { return false }
        afterWriting = body
        return true
    }

    /// As ``run(_:_:)``, for what must not be lost when the run ends.
    private func write(
        _ body: @escaping @Sendable (StateDatabase) throws(StateError) -> Void,
        _ done: @escaping (Result<Void, any Error>) -> Void
    ) {
        writes += 1
        run(body) { [weak self] result in
            done(result)
            guard let self else { return }
            self.writes -= 1
            guard self.writes == 0, let after = self.afterWriting else { return }
            self.afterWriting = nil
            after()
        }
    }

    func close() {
        for pool in [pool, patientPool] { pool?.shutdownGracefully { _ in } }
        (pool, patientPool) = (nil, nil)
    }

    private func run<Value: Sendable>(
        _ body: @escaping @Sendable (StateDatabase) throws(StateError) -> Value,
        _ done: @escaping (Result<Value, any Error>) -> Void
    ) {
        let pool = pool ?? Self.started()
        self.pool = pool
        pool.runIfActive(eventLoop: loop) { [folders, connection] in
            try body(try connection.opened(in: folders))
        }.assumeIsolated().whenComplete(done)
    }

    /// The one connection, opened on the pool's thread.
    private final class Connection: Sendable {
        private let database: Mutex<StateDatabase?>

        init(_ database: StateDatabase?) { self.database = Mutex(database) }

        func opened(in folders: WardFolders) throws(StateError) -> StateDatabase {
            try database.withLock { open throws(StateError) in
                if let open { return open }
                let new = try StateDatabase(in: folders)
                open = new
                return new
            }
        }
    }

    private static func started() -> NIOThreadPool {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        return pool
    }
}

extension StdioRelay {
    /// What a held message waited for is kept; if it cannot be, nobody may rely on it.
    func stored(_ result: Result<Void, any Error>, _ token: HoldToken?) {
        switch result {
        case .success:
            if let token { receive(.committed(token)) }
        case .failure(let error):
            fail(GatewayFailure(code: "environment.database-unwritable", detail: "\(error)"))
        }
        flush()
    }

    /// A failed look-up is never taken for an empty one.
    func recalled(_ key: String, _ result: Result<[UInt8]?, any Error>) {
        switch result {
        case .success(let value): receive(.recalled(key: key, value: value))
        case .failure(let error):
            fail(GatewayFailure(code: "environment.database-unreadable", detail: "\(error)"))
        }
        flush()
    }
}
