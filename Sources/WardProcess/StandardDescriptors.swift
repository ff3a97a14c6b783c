// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The descriptors 0, 1 and 2 of Ward itself.
public enum StandardDescriptors: Sendable {
    /// Opens `/dev/null` in place of each that is closed; to be called before anything else opens a file.
    ///
    /// A program that is started with one of them closed would else get its number for the next file that it opens, such as
    /// its database, and then print into it.
    public static func fillGaps() throws(ProcessError) {
        for number: Int32 in 0...2 where fcntl(number, F_GETFD) < 0 {
            // The system gives the lowest free number, and those below are taken.
            guard unsafe open("/dev/null", O_RDWR) == number else {
                throw ProcessError(.startFailed, "`/dev/null` cannot be opened in place of descriptor \(number)")
            }
        }
    }
}
