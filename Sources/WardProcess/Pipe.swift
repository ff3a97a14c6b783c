// SPDX-License-Identifier: Apache-2.0

import CWard

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A pipe whose two ends are close-on-exec and never one of the descriptors 0, 1 and 2.
struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32

    /// Makes a pipe.
    init() throws(ProcessError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe ward_pipe(&ends) == 0 else { throw Self.failure(errno) }
        do throws(ProcessError) {
            ends[0] = try Self.raised(ends[0])
            ends[1] = try Self.raised(ends[1])
        } catch {
            Self.close(ends)
            throw error
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    /// The descriptor with a number of 3 or higher: the lower ones are free if Ward was started with closed standard streams,
    /// and a child's descriptors are moved onto them.
    private static func raised(_ descriptor: Int32) throws(ProcessError) -> Int32 {
        #if os(Linux)
        if descriptor > 2 { return descriptor }
        #endif
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw failure(errno) }
        Self.close([descriptor])
        return copy
    }

    private static func failure(_ code: Int32) -> ProcessError {
        ProcessError(.startFailed, "no pipe can be made: \(systemMessage(code))")
    }

    /// Closes descriptors that are open.
    static func close(_ descriptors: [Int32]) {
        for descriptor in descriptors where descriptor >= 0 {
            #if canImport(Darwin)
            _ = Darwin.close(descriptor)
            #else
            _ = Glibc.close(descriptor)
            #endif
        }
    }
}
