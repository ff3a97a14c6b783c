// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import WardAudit
import WardDatabase
import WardProcess
import WardSession
import WardTransport

/// A gateway for one stdio server: Ward's own standard streams on one side, the server's on the other.
public enum Gateway: Sendable {
    /// Runs until the client or the server is gone, and answers how it ended.
    ///
    /// It blocks the calling thread.
    ///
    /// - Throws: ``GatewayFailure`` if it could not start; then the server did not run.
    public static func run(_ configuration: GatewayConfiguration) throws(GatewayFailure) -> GatewayOutcome {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let relay = RelayBox(loop: loop)
        let (audit, configuration) = try openAudit(configuration, relay)
        let signals: SignalWatch
        do {
            signals = try SignalWatch.start { signal in relay.perform { $0.signalled(signal) } }
        } catch {
            _ = audit?.close()
            throw GatewayFailure(code: error.code.rawValue, detail: error.detail, hint: error.hint)
        }
        let ended = loop.makePromise(of: GatewayOutcome.self)
        loop.execute {
            let stdio = StdioRelay(configuration: configuration, audit: audit, loop: loop, ended: ended)
            relay.fill(stdio)
            stdio.start()
        }
        let outcome: GatewayOutcome
        do {
            outcome = try ended.futureResult.wait()
        } catch {
            outcome = .failed(GatewayFailure(code: "internal.relay-failed", detail: "\(error)"))
        }
        signals.stop()
        return finish(audit, outcome)
    }

    private static func openAudit(
        _ configuration: GatewayConfiguration,
        _ relay: RelayBox
    ) throws(GatewayFailure) -> (AuditWriter?, GatewayConfiguration) {
        let failure: GatewayFailure
        do throws(GatewayFailure) {
            return (try openLog(configuration, relay), configuration)
        } catch {
            failure = error
        }
        guard case .covered(let coverage) = configuration.peer else { throw failure }
        // Without a log nothing is started or forwarded; that it is so, Ward says itself.
        let reason = Coverage.Reason(
            detail: "\(failure.detail) (\(failure.code))",
            remedy: failure.hint ?? "mend it, then start the client again")
        var stopped = GatewayConfiguration(
            peer: .covered(
                Coverage(
                    standIn: coverage.standIn, whileAsking: reason, standing: { .blocked(reason) }, tell: coverage.tell)
            ),
            server: configuration.server, client: configuration.client, isUnapproved: configuration.isUnapproved,
            folders: configuration.folders)
        stopped.clientEnds = configuration.clientEnds
        return (nil, stopped)
    }

    private static func openLog(
        _ configuration: GatewayConfiguration,
        _ relay: RelayBox
    ) throws(GatewayFailure) -> AuditWriter {
        var command = configuration.command
        if case .process(let launch) = configuration.peer { command = [launch.executable] + launch.arguments }
        let session = AuditSession(
            client: configuration.client,
            server: configuration.server,
            argvDigest: command.map(AuditSession.digest(ofArguments:)),
            isUnapproved: configuration.isUnapproved
        )
        do {
            return try AuditWriter(in: configuration.folders, session: session) { standing in
                relay.perform { $0.auditStands(standing) }
            }
        } catch {
            throw GatewayFailure(code: error.code, detail: "\(error.detail) (\(error.place))", hint: error.hint)
        }
    }

    /// Ends the log; what could not be written is a failure, whatever else happened.
    private static func finish(_ audit: AuditWriter?, _ outcome: GatewayOutcome) -> GatewayOutcome {
        guard let audit, case .failed(let reason) = audit.close() else { return outcome }
        if case .failed = outcome { return outcome }
        return .failed(GatewayFailure(code: "environment.audit-unavailable", detail: reason))
    }
}
