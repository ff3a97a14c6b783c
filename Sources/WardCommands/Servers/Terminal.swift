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

    /// The width of standard output; where that is no terminal, so wide that hardly a text is broken: programs look for words.
    static var outputColumns: Int { TerminalDevice(descriptor: 1).columns ?? SheetWriter.widths.upperBound }

    /// Whether colours may be used there (https://no-color.org).
    private static var hasColours: Bool {
        let environment = ProcessInfo.processInfo.environment
        return canAsk && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }
}
