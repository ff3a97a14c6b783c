// SPDX-License-Identifier: Apache-2.0

import CWard
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Takes the signals that Ward itself gets; one at a time in a process, because handlers belong to the process.
///
/// The handler only writes one byte to a pipe; a small thread reads it and calls back, so that nothing but that one `write`
/// ever happens inside a handler. A signal that was ignored when Ward was started (`nohup`) stays ignored.
public final class SignalWatch: Sendable {
    private let caught: Set<Signal>
    private let writeEnd: Mutex<Int32?>

    private init(caught: Set<Signal>, writeEnd: Int32) {
        self.caught = caught
        self.writeEnd = Mutex(writeEnd)
    }

    /// Starts to take signals, and has Ward ignore `SIGPIPE`, so that a peer that died is an error of a write.
    ///
    /// - Parameters:
    ///   - signals: Which to take; `SIGKILL` cannot be taken and is refused.
    ///   - onSignal: Called for each, from a background thread.
    /// - Returns: The watch, which lasts until ``stop()``.
    /// - Throws: A ``ProcessError`` if a signal cannot be caught; then none is.
    public static func start(
        _ signals: Set<Signal> = [.terminate, .interrupt, .hangUp, .childChanged],
        onSignal: @escaping @Sendable (Signal) -> Void
    ) throws(ProcessError) -> SignalWatch {
        let pipe = try Pipe()
        // A full pipe must not block the handler; what is lost then are repeats of signals that wait to be read.
        _ = fcntl(pipe.writeEnd, F_SETFL, fcntl(pipe.writeEnd, F_GETFL) | O_NONBLOCK)
        ward_signals_report(pipe.writeEnd)
        var caught: Set<Signal> = []
        do throws(ProcessError) {
            try DetachedThread.start { report(from: pipe.readEnd, to: onSignal) }
        } catch {
            ward_signals_report(-1)
            Pipe.close([pipe.readEnd, pipe.writeEnd])
            throw error
        }
        signal(SIGPIPE, SIG_IGN)
        for signal in signals {
            let result = ward_signal_catch(signal.number)
            if result > 0 { caught.insert(signal) }
            guard result < 0 else { continue }
            SignalWatch(caught: caught, writeEnd: pipe.writeEnd).stop()
            throw ProcessError(
                .signalsUnavailable, "signal \(signal.number) cannot be caught: \(systemMessage(-result))")
        }
        return SignalWatch(caught: caught, writeEnd: pipe.writeEnd)
    }

    /// Puts the former handlers back; a second call does nothing.
    public func stop() {
        writeEnd.withLock { descriptor in
            guard let open = descriptor else { return }
            for signal in caught { ward_signal_release(signal.number) }
            ward_signals_report(-1)
            // The end of the pipe ends the thread.
            Pipe.close([open])
            descriptor = nil
        }
    }

    private static func report(from readEnd: Int32, to onSignal: @Sendable (Signal) -> Void) {
        while true {
            var byte: UInt8 = 0
            let count = unsafe read(readEnd, &byte, 1)
            if count == 1 {
                if let signal = Signal(number: Int32(byte)) { onSignal(signal) }
            } else if count == 0 || errno != EINTR {
                Pipe.close([readEnd])
                return
            }
        }
    }
}
