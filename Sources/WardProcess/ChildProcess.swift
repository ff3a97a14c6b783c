// SPDX-License-Identifier: Apache-2.0

import CWard
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A running program: started from an argument vector, in a process group of its own, with no descriptor but 0, 1 and 2.
///
/// Everything is undone by ``killAll(patience:)``, which must be called once for each child, also for one that ended by
/// itself. Until then the ended process is kept as a zombie, so that its id, which is also its group's, cannot pass to a
/// stranger and be signalled by mistake.
///
/// If Ward is killed in a way that leaves it no time (`SIGKILL`, power), Linux kills the child too; processes that the child
/// started see the end of their input and nothing more.
public final class ChildProcess: Sendable {
    /// The process id, and the id of the process group.
    public let identifier: Int32
    /// The absolute path of what was started.
    public let executable: String
    /// Ward's ends of its pipes; this object never closes them.
    public let streams: ChildStreams

    private let adopts: Bool
    private let life: ChildLife

    private init(identifier: Int32, executable: String, streams: ChildStreams, adopts: Bool, life: ChildLife) {
        self.identifier = identifier
        self.executable = executable
        self.streams = streams
        self.adopts = adopts
        self.life = life
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - launch: What to start.
    ///   - onExit: Called exactly once when it ended, from a background thread, possibly before this function has returned.
    /// - Returns: The running child.
    /// - Throws: A ``ProcessError`` if the program, its interpreter or its folder is missing or closed, or if the system
    ///   has no room; then nothing was started.
    public static func start(
        _ launch: ChildLaunch, onExit: @escaping @Sendable (ExitStatus) -> Void
    ) throws(ProcessError) -> ChildProcess {
        var start = try ProcessStart(launch)
        let adopts = launch.descendants == .adopt
        if adopts {
            let result = ward_adopt()
            guard result == 0 else {
                throw ProcessError(
                    .adoptionFailed, "orphaned descendants cannot be adopted: \(systemMessage(-result))")
            }
        }
        let pipes = try ChildPipes(standardError: launch.standardError)
        (start.input, start.output, start.errors) = pipes.childEnds
        let life = ChildLife()
        do throws(ProcessError) {
            defer { pipes.closeChildEnds() }
            let identifier = try StartingThread.run(start, life: life, onExit: onExit)
            return ChildProcess(
                identifier: identifier, executable: start.path, streams: pipes.streams, adopts: adopts, life: life)
        } catch {
            pipes.closeOwnEnds()
            throw error
        }
    }

    /// How it ended; `nil` while it runs.
    public var status: ExitStatus? { life.status }

    /// Sends a signal to the whole process group; does nothing after ``killAll(patience:)``.
    public func send(_ signal: Signal) {
        life.whileReserved { _ = kill(-identifier, signal.number) }
    }

    /// Reaps adopted descendants that ended, so that they do not pile up; cheap, for each ``Signal/childChanged``.
    public func reapAdopted() {
        guard adopts else { return }
        life.whileReserved {
            for process in ProcessTable.children(of: getpid()) where process != identifier {
                var end = ward_end()
                _ = unsafe ward_wait(process, true, false, &end)
            }
        }
    }

    /// Kills the process group and what else is left of the child, and reaps it; no process of it is left afterwards.
    ///
    /// It blocks, usually less than two milliseconds. A second call does nothing.
    ///
    /// - Parameter patience: How long to wait for processes that are dying: only one that hangs in the kernel needs it.
    /// - Returns: The ids of processes that are still there.
    @discardableResult
    public func killAll(patience: Duration = .seconds(1)) -> [Int32] {
        let deadline = ContinuousClock.now + patience
        // Looked at first: once the parents are dead, nobody can tell whose children these were.
        let descendants = adopts ? [] : ProcessTable.descendants(of: identifier)
        // A signal to a group is atomic: a fork that is under way either has the signal too or does not happen.
        life.whileReserved {
            _ = kill(-identifier, SIGKILL)
            for process in descendants { _ = kill(process, SIGKILL) }
        }
        while life.status == nil {
            guard ContinuousClock.now < deadline else { return [identifier] }
            pause()
        }
        life.giveUpReservation {
            var end = ward_end()
            _ = unsafe ward_wait(identifier, true, false, &end)
        }
        return adopts ? sweep(until: deadline) : []
    }

    /// Kills and reaps all children of this process until there are none: each that dies hands over its own children.
    private func sweep(until deadline: ContinuousClock.Instant) -> [Int32] {
        while true {
            var end = ward_end()
            let found = unsafe ward_wait(0, true, false, &end)
            if found > 0 { continue }
            if found < 0 { return [] }
            let children = ProcessTable.children(of: getpid())
            // Children cannot be reaped by anybody else, so these ids still mean what they meant.
            for process in children { _ = kill(process, SIGKILL) }
            guard ContinuousClock.now < deadline else { return children }
            pause()
        }
    }

    private func pause() {
        _ = usleep(50)
    }
}

/// What is known of a child's life, shared with the thread that waits for its end.
final class ChildLife: Sendable {
    private struct State {
        var status: ExitStatus?
        var isReserved = true
    }

    private let state = Mutex(State())

    var status: ExitStatus? { state.withLock { $0.status } }

    func end(_ status: ExitStatus) {
        state.withLock { $0.status = status }
    }

    /// Runs `body` if the process id still belongs to the child, and keeps it so meanwhile.
    func whileReserved(_ body: () -> Void) {
        state.withLock { if $0.isReserved { body() } }
    }

    /// Runs `body`, which gives the process id back to the system, unless that was done.
    func giveUpReservation(_ body: () -> Void) {
        state.withLock { state in
            guard state.isReserved else { return }
            state.isReserved = false
            body()
        }
    }
}
