// SPDX-License-Identifier: Apache-2.0

import WardJSON
import WardLock

/// Asks a person in a terminal, once, for the one answer that approves.
///
/// The guards are those of Deno's permission prompt, each with the attack that it was made for: an answer that was typed
/// ahead, a question that was pushed off the screen, a terminal that is not one or was exchanged (S5, S6, T48). All that is
/// not the exact answer denies: an empty line, the end of input, Control-C, silence. Only the terminal is touched here, so a
/// denial has nothing to undo.
package struct TerminalQuestion: Sendable {
    /// The longest sheet that may be approved by typing; what does not fit on a few screens hides things.
    package static let longestSheet = 10_240

    /// Where the answer is read: standard input, or the controlling terminal.
    package var input: Int32
    /// Where the sheet is shown.
    package var output: Int32
    /// How long the person has.
    package var timeout: Duration
    /// How long nothing may be typed before the question is put.
    package var silence: Duration
    /// Whether the terminal shows colours.
    package var hasColours: Bool

    /// Asks on descriptors, each of which must be a terminal.
    package init(
        input: Int32 = 0,
        output: Int32 = 2,
        timeout: Duration = .seconds(900),
        silence: Duration = .milliseconds(100),
        hasColours: Bool = false
    ) {
        self.input = input
        self.output = output
        self.timeout = timeout
        self.silence = silence
        self.hasColours = hasColours
    }

    /// Whether there is a terminal to ask in.
    package var hasTerminal: Bool {
        TerminalDevice(descriptor: input).isTerminal && TerminalDevice(descriptor: output).isTerminal
    }

    /// The width for the sheet: what the terminal says, because a line that it broke itself would let foreign text begin one.
    package var columns: Int { TerminalDevice(descriptor: output).columns ?? 80 }

    /// Shows the sheet and asks; there is one try.
    ///
    /// Only one question may be asked at a time in a process, because signal handlers belong to it.
    ///
    /// - Throws: Why it is not approved.
    package func ask(_ sheet: some QuestionSheet) throws(Denial) -> ApprovalMeans {
        try ask(sheet, sheet.approval(by:))
    }

    /// Shows the sheet and asks, where an answer says more than that it approves.
    ///
    /// - Parameters:
    ///   - sheet: What is shown.
    ///   - approval: What an answer approves; nil if it does not.
    /// - Returns: What was approved.
    /// - Throws: Why it is not approved.
    package func ask<Approval>(
        _ sheet: some QuestionSheet, _ approval: ([UInt8]) -> Approval?
    ) throws(Denial) -> Approval {
        let (source, screen) = (TerminalDevice(descriptor: input), TerminalDevice(descriptor: output))
        let watch = InterruptWatch()
        let identities = try Self.identities(source, screen)
        let deadline = ContinuousClock.now + timeout

        try show(hasColours ? sheet.colouredText : sheet.text, on: screen)
        let size = sheet.text.utf8.count
        guard size <= Self.longestSheet else {
            throw Denial(
                .tooLong,
                "\(size) bytes are too much to be approved by typing (\(Self.longestSheet) at most), because something may be hidden in them"
            )
        }
        try discardTypedAhead(source, watch, until: deadline)
        try show("\n" + Self.prompt(sheet.confirmation, columns: columns) + "Answer: ", on: screen)
        let answer: [UInt8]
        do {
            answer = try line(from: source, watch, until: deadline)
        } catch {
            // What was typed for Ward must not become a command of the shell.
            source.discard()
            _ = screen.write("\n")
            throw error
        }
        do {
            guard try Self.identities(source, screen) == identities else { throw Self.deviceChanged }
        } catch {
            throw Self.deviceChanged
        }
        guard !answer.isEmpty else { throw Denial(.noAnswer, "nothing was typed") }
        guard let approval = approval(answer) else {
            throw Denial(.refused, "what was typed is not what approves it")
        }
        return approval
    }

    /// What has to be typed, in lines that fit; nothing in it comes from the question but what kind of answer it takes.
    package static func prompt(_ confirmation: Confirmation, columns: Int) -> String {
        let what =
            switch confirmation {
            case .word: "the word yes"
            case .wordOrVariant: "the word yes, or the word variant,"
            case .nameOrDigest: "the server's name, or the short digest,"
            case .digest: "the short digest"
            }
        var writer = SheetWriter(columns: columns)
        writer.say("To approve, type \(what) and press Enter.")
        writer.say("Anything else denies and changes nothing.")
        return writer.lines.map { $0.text + "\n" }.joined()
    }

    private static var deviceChanged: Denial {
        Denial(.deviceChanged, "the terminal is not the one in which the question was put")
    }

    /// Both devices, which must be terminals, the input one that hands over lines.
    private static func identities(
        _ source: TerminalDevice, _ screen: TerminalDevice
    ) throws(Denial) -> [TerminalDevice.Identity] {
        guard source.isTerminal else { throw Denial(.notATerminal, "the input is not a terminal") }
        guard screen.isTerminal else { throw Denial(.notATerminal, "the question would not be shown in a terminal") }
        guard source.isLineMode == true else {
            throw Denial(.rawMode, "the terminal is in raw mode, in which another program may be typing")
        }
        guard let one = source.identity, let other = screen.identity else {
            throw Denial(.terminalFailed, "the terminal cannot be looked at")
        }
        return [one, other]
    }

    private func show(_ text: String, on screen: TerminalDevice) throws(Denial) {
        guard screen.write(text) else { throw Denial(.terminalFailed, "the terminal cannot be written to") }
    }

    /// Throws away what was typed before the question was put, until nothing comes any more.
    ///
    /// Half a line counts too, which line mode would keep back: so the mode is changed meanwhile, and put back whatever
    /// happens, which throws away the rest.
    private func discardTypedAhead(
        _ source: TerminalDevice, _ watch: borrowing InterruptWatch, until deadline: ContinuousClock.Instant
    ) throws(Denial) {
        guard let mode = source.mode() else { throw Denial(.terminalFailed, "the terminal has no settings") }
        guard source.set(TerminalDevice.unlined(mode)) else {
            throw Denial(.terminalFailed, "the terminal's settings cannot be changed")
        }
        defer { _ = source.set(mode) }
        var end = ContinuousClock.now + silence
        while ContinuousClock.now < end {
            guard ContinuousClock.now < deadline else {
                throw Denial(.noSilence, "something keeps typing into the terminal")
            }
            switch try wait(source, watch, until: min(end, deadline)) {
            case false: continue
            case true:
                guard let bytes = source.read() else { throw Denial(.terminalFailed, "the terminal cannot be read") }
                guard !bytes.isEmpty else { throw Denial(.endOfInput, "the input ended before the question was put") }
                end = ContinuousClock.now + silence
            }
        }
    }

    /// One line without its end, and nothing behind it.
    private func line(
        from source: TerminalDevice, _ watch: borrowing InterruptWatch, until deadline: ContinuousClock.Instant
    ) throws(Denial) -> [UInt8] {
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            guard ContinuousClock.now < deadline else { throw Denial(.timedOut, "no answer came in time") }
            guard try wait(source, watch, until: deadline) else { continue }
            guard let bytes = source.read() else { throw Denial(.terminalFailed, "the terminal cannot be read") }
            guard !bytes.isEmpty else { throw Denial(.endOfInput, "the input ended without an answer") }
            line += bytes
            guard line.count <= 4096 else { throw Denial(.refused, "what was typed is not what approves it") }
        }
        line.removeLast()
        // A pasted text whose first line happens to fit was not an answer to this question.
        guard !line.contains(UInt8(ascii: "\n")), source.wait(milliseconds: 0) == .silent else {
            throw Denial(.severalLines, "more than one line was typed")
        }
        return line
    }

    /// Waits for input, in steps, because a signal may come to another thread; false if none came.
    private func wait(
        _ source: TerminalDevice, _ watch: borrowing InterruptWatch, until end: ContinuousClock.Instant
    ) throws(Denial) -> Bool {
        let left = (end - ContinuousClock.now) / Duration.milliseconds(1)
        let readiness = source.wait(milliseconds: Int32(min(max(left.rounded(.up), 1), 50)))
        guard !watch.wasInterrupted else { throw Denial(.interrupted, "the question was interrupted") }
        switch readiness {
        case .ready: return true
        case .silent: return false
        case .failed: throw Denial(.terminalFailed, "the terminal cannot be waited for")
        }
    }
}
