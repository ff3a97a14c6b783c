// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The pipes between Ward and a child that is being started.
struct ChildPipes {
    private let input: Pipe
    private let output: Pipe
    private let errors: Pipe?
    /// What the child gets as its standard error instead of Ward's, if Ward was started without one.
    private let nowhere: Int32

    init(standardError: ChildLaunch.StandardError) throws(ProcessError) {
        var opened: [Int32] = []
        do throws(ProcessError) {
            input = try Pipe()
            opened += [input.readEnd, input.writeEnd]
            output = try Pipe()
            opened += [output.readEnd, output.writeEnd]
            errors = standardError == .pipe ? try Pipe() : nil
            opened += errors.map { [$0.readEnd, $0.writeEnd] } ?? []
            nowhere = errors == nil && fcntl(2, F_GETFD) < 0 ? try Self.openNowhere() : -1
        } catch {
            Pipe.close(opened)
            throw error
        }
    }

    private static func openNowhere() throws(ProcessError) -> Int32 {
        let descriptor = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ProcessError(.startFailed, "`/dev/null` cannot be opened: \(systemMessage(errno))")
        }
        guard descriptor < 3 else { return descriptor }
        defer { Pipe.close([descriptor]) }
        return fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    }

    /// What becomes the child's descriptors 0, 1 and 2.
    var childEnds: (Int32, Int32, Int32) { (input.readEnd, output.writeEnd, errors?.writeEnd ?? nowhere) }

    /// What Ward keeps.
    var streams: ChildStreams {
        ChildStreams(input: input.writeEnd, output: output.readEnd, standardError: errors?.readEnd)
    }

    func closeChildEnds() {
        Pipe.close([input.readEnd, output.writeEnd, errors?.writeEnd ?? -1, nowhere])
    }

    func closeOwnEnds() {
        Pipe.close([input.writeEnd, output.readEnd, errors?.readEnd ?? -1])
    }
}
