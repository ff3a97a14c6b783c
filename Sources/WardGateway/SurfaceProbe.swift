// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
public import WardSession
import WardTransport

/// Starts a server once and reads all that it shows to a model, so that a person can look at it.
///
/// The server runs behind a gateway like any other run: every message is judged and logged, and nothing of it is left when
/// this is over. Ward's own client is on the other side.
public enum SurfaceProbe: Sendable {
    /// Reads a server's surface; it blocks the calling thread.
    ///
    /// - Parameters:
    ///   - configuration: How the server is run.
    ///   - version: Ward's own version, which the server is told.
    ///   - patience: How long the server may take.
    /// - Returns: What the server showed.
    /// - Throws: ``GatewayFailure`` if the server could not be started, or its surface not be read.
    public static func read(
        _ configuration: GatewayConfiguration,
        version: String,
        patience: Duration = .seconds(60)
    ) throws(GatewayFailure) -> SurfaceSighting {
        var configuration = configuration
        let ends: LinkEnds
        do {
            (ends, configuration.clientEnds) = try LinkEnds.pair()
        } catch {
            throw GatewayFailure(code: error.code.rawValue, detail: error.detail, hint: error.hint)
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let sighting = loop.makePromise(of: SurfaceSighting.self)
        loop.execute {
            let reader = SurfaceReader(version: version, loop: loop, sighting: sighting)
            reader.start(ends, patience: patience)
        }
        let outcome: GatewayOutcome
        do {
            outcome = try Gateway.run(configuration)
        } catch {
            sighting.fail(error)
            throw error
        }
        do {
            return try sighting.futureResult.wait()
        } catch let failure as GatewayFailure {
            // What ended the gateway says more than what the reader saw of it.
            if case .failed(let reason) = outcome { throw reason }
            throw failure
        } catch {
            throw GatewayFailure(code: "internal.relay-failed", detail: "\(error)")
        }
    }
}

/// Ward's own client on its event loop.
private final class SurfaceReader: LineLinkDelegate {
    private let loop: any EventLoop
    private let sighting: EventLoopPromise<SurfaceSighting>
    private var client: SurfaceClient
    private var link: LineLink?
    private var deadline: Alarm?
    private var isOver = false

    init(version: String, loop: any EventLoop, sighting: EventLoopPromise<SurfaceSighting>) {
        client = SurfaceClient(clientVersion: version)
        self.loop = loop
        self.sighting = sighting
    }

    func start(_ ends: LinkEnds, patience: Duration) {
        do {
            link = try LineLink.open(ends, on: loop, delegate: self)
        } catch {
            end(.failure(GatewayFailure(code: error.code.rawValue, detail: error.detail, hint: error.hint)))
            return
        }
        let deadline = Alarm(on: loop) { [weak self] in
            self?.fail("environment.server-silent", "the server did not show what it has within \(patience)")
        }
        deadline.arm(at: .now() + .nanoseconds(Int64(patience.nanoseconds)))
        self.deadline = deadline
        perform(client.begin(at: now))
    }

    private var now: Moment { Moment(nanoseconds: NIODeadline.now().uptimeNanoseconds) }

    private func perform(_ outputs: [SurfaceClient.Output]) {
        for output in outputs {
            switch output {
            case .send(let message): link?.send(message)
            case .finished(let seen): end(.success(seen))
            case .failed(let error): fail(error.code, error.detail)
            }
        }
        link?.flush()
    }

    private func fail(_ code: String, _ detail: String) {
        end(.failure(GatewayFailure(code: code, detail: detail, hint: "see `ward audit list` for what it said")))
    }

    private func end(_ result: Result<SurfaceSighting, any Error>) {
        guard !isOver else { return }
        isOver = true
        deadline?.cancel()
        sighting.completeWith(result)
        // The gateway takes this for a client that leaves, and stops the server.
        link?.close()
    }

    func lineLink(_ link: LineLink, received bytes: [UInt8]) { perform(client.received(bytes, at: now)) }
    func lineLinkFinishedTurn(_ link: LineLink) { link.flush() }
    func lineLinkReachedEndOfInput(_ link: LineLink) { perform(client.ended("it closed its output", at: now)) }
    func lineLink(_ link: LineLink, inputFailed error: TransportError) {
        perform(client.ended(error.detail, at: now))
    }
    func lineLink(_ link: LineLink, becameWritable writable: Bool) {}
    func lineLink(_ link: LineLink, outputFailed error: TransportError) {
        perform(client.ended(error.detail, at: now))
    }
    func lineLinkClosedOutput(_ link: LineLink) {}
}
