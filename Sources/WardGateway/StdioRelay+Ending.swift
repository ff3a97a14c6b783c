// SPDX-License-Identifier: Apache-2.0

import NIOCore
import WardProcess
import WardProtocol
import WardSession
import WardTransport

extension StdioRelay {
    // MARK: Reasons to end

    /// Does what the session asked for when one side was gone.
    func close(_ closing: Closing) {
        switch closing {
        case .clientLeft:
            if ending.outcome == nil { ending.outcome = .clientLeft }
            // A server that still owes answers gets longer, so that `ward run <requests >answers` has all of them.
            let grace = session.requestsInFlight > 0 ? configuration.graceWhileAnswering : .seconds(2)
            guard child != nil else { return swapping.clientLeft(self) }
            shutdown = ShutdownSequence(graceAfterClosing: grace)
            step(.begin)
        case .serverLeft(let how):
            if child != nil, ending.exit == nil { stop(because: how) }
            finishClient()
        }
    }

    /// The session wants to hear no more of a server that still runs.
    private func stop(because why: String) {
        note("process.stopped", .deny, why)
        if ending.outcome == nil {
            ending.outcome = .failed(
                GatewayFailure(
                    code: "process.stopped", detail: why,
                    hint: "`ward list` says whether there is something to look at; then let the client connect again"))
        }
        stopChild()
        ending.serverOutputEnded = true
    }

    func signalled(_ signal: Signal) {
        if signal == .childChanged {
            child?.reapAdopted()
            return
        }
        if ending.outcome == nil { ending.outcome = .signalled(signal.number) }
        guard child != nil else {
            end()
            return
        }
        step(.signalled(signal))
    }

    func childExited(_ status: ExitStatus) {
        ending.exit = status
        note("process.exited", .allow, "the server \(status)")
        step(.exited)
        // Its last words may still be in the pipe; a descendant that holds the pipe was just killed.
        if ending.serverOutputEnded {
            serverIsGone()
        } else {
            loop.assumeIsolated().scheduleTask(in: .seconds(1)) { [weak self] in self?.serverIsGone() }
        }
    }

    func serverOutputEnded() {
        ending.serverOutputEnded = true
        if ending.exit != nil {
            serverIsGone()
        } else {
            // A server without output serves nobody: it gets the usual time to exit by itself.
            step(.begin)
        }
    }

    /// The server's process ended and its output was read to the end.
    func serverIsGone() {
        guard !ending.isOver else { return }
        ending.serverOutputEnded = true
        let how = ending.exit.map { "the server \($0)" } ?? "the server closed its output"
        if ending.outcome == nil {
            let wasIdle = ending.exit == .exited(code: 0) && session.requestsInFlight == 0
            ending.outcome = .serverLeft(how, wasIdle: wasIdle)
        }
        receive(.childExited(how))
        flush()
        finishClient()
    }

    // MARK: Steps

    func shutdownTick() { step(.tick) }

    func step(_ event: ShutdownSequence.Event) {
        for step in shutdown.next(event, at: elapsed) {
            switch step {
            case .closeInput: server?.closeOutput()
            case .send(let signal): child?.send(signal)
            case .killAll: stopChild()
            }
        }
        setAlarm()
        if shutdown.isFinished, ending.exit == nil {
            // It was killed; its exit is about to be told. Should it never be, the run ends all the same.
            loop.assumeIsolated().scheduleTask(in: .seconds(2)) { [weak self] in self?.serverIsGone() }
        }
    }

    /// Kills what is left of the server and of everything that it started.
    func stopChild() {
        let left = child?.killAll() ?? []
        if !left.isEmpty {
            note("process.not-killed", .deny, "processes \(left) could not be ended")
        }
    }

    /// Writes what the client is owed, then ends the run.
    func finishClient() {
        guard let client, !ending.clientIsDeaf else {
            end()
            return
        }
        guard !ending.clientClosed else { return }
        ending.clientClosed = true
        client.closeOutput()
        loop.assumeIsolated().scheduleTask(in: .seconds(5)) { [weak self] in self?.end() }
    }

    private var elapsed: Duration { .nanoseconds(Int64(NIODeadline.now().uptimeNanoseconds)) }
}

extension StdioRelay: LineLinkDelegate {
    func lineLink(_ link: LineLink, received bytes: [UInt8]) {
        receive(.bytes(link === client ? .clientToServer : .serverToClient, bytes))
    }

    func lineLinkFinishedTurn(_ link: LineLink) { flush() }

    func lineLinkReachedEndOfInput(_ link: LineLink) {
        if link === client {
            receive(.endOfInput(.clientToServer))
        } else {
            serverOutputEnded()
        }
        flush()
    }

    func lineLink(_ link: LineLink, inputFailed error: TransportError) {
        lineLinkReachedEndOfInput(link)
    }

    func lineLink(_ link: LineLink, becameWritable writable: Bool) { applyBackPressure() }

    func lineLink(_ link: LineLink, outputFailed error: TransportError) {
        if link === client {
            // Nobody reads the answers: the same as a client that left.
            ending.clientIsDeaf = true
            receive(.endOfInput(.clientToServer))
            if ending.clientClosed { end() }
        }
        // A server that reads no more says so by its exit or by the end of its output.
        applyBackPressure()
    }

    func lineLinkClosedOutput(_ link: LineLink) {
        if link === client { end() }
    }
}
