// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What is known about the terminal that Ward speaks to a person in: standard input and standard error.
enum Terminal {
    /// Asks there.
    static var question: TerminalQuestion { TerminalQuestion(hasColours: hasColours) }

    /// Whether a person can be asked.
    static var canAsk: Bool { TerminalQuestion().hasTerminal }

    /// Its width.
    static var columns: Int { TerminalQuestion().columns }

    /// Whether colours may be used there (https://no-color.org).
    private static var hasColours: Bool {
        let environment = ProcessInfo.processInfo.environment
        return canAsk && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }
}
