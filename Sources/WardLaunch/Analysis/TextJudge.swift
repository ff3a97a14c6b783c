// SPDX-License-Identifier: Apache-2.0

import WardText

/// Finds what a person reads differently than a program: hidden, misleading and mixed characters (S8, T14).
enum TextJudge {
    /// The most findings for one text; the first ones already say enough.
    private static let most = 4

    /// So many spaces in a row push what follows out of sight (bypass by padding).
    private static let mostSpaces = 16

    static func judge(_ word: Word, into findings: inout FindingList) {
        judgePadding(word, into: &findings)
        guard word.bytes.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return }
        judgeHidden(word, into: &findings)
        judgeScripts(word, into: &findings)
    }

    private static func judgePadding(_ word: Word, into findings: inout FindingList) {
        var start: Int?
        for index in 0...word.bytes.count {
            if index < word.bytes.count, word.bytes[index] == 0x20 {
                start = start ?? index
            } else if let first = start {
                start = nil
                guard index - first >= mostSpaces else { continue }
                findings.add(
                    .hiddenText, .danger, word.place(first..<index),
                    "\(index - first) spaces in a row push what follows out of sight. Write it without them, or refuse."
                )
                return
            }
        }
    }

    private static func judgeHidden(_ word: Word, into findings: inout FindingList) {
        var run: Range<Int>?
        var position = 0
        var count = 0
        func close() {
            guard let range = run, count < most else { return }
            count += 1
            let shown = Visible.escaped(bytes: word.bytes[range], limit: Shown.limit)
            findings.add(
                .hiddenText, .danger, word.place(range),
                "Characters that are not seen or that end a line: \(shown). Write it without them, or refuse.")
        }
        for scalar in word.text.unicodeScalars {
            let length = UTF8.width(scalar)
            if isHidden(scalar) {
                run = (run?.lowerBound ?? position)..<position + length
            } else {
                close()
                run = nil
            }
            position += length
        }
        close()
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        // A mark is judged on a base of its own, so that an honest accent passes.
        let text = "a" + String(scalar)
        return !Visible.escaped(text).utf8.elementsEqual(text.utf8)
    }

    /// One letter run in two scripts, one of them Latin's look-alikes, or punctuation that only looks like syntax.
    private static func judgeScripts(_ word: Word, into findings: inout FindingList) {
        var start = 0
        var position = 0
        var latin = false
        var lookAlike = false
        var count = 0
        func close() {
            defer { (latin, lookAlike) = (false, false) }
            guard latin, lookAlike, count < most else { return }
            count += 1
            let shown = Visible.escaped(bytes: word.bytes[start..<position], limit: Shown.limit)
            findings.add(
                .hiddenText, .danger, word.place(start..<position),
                "The name '\(shown)' mixes letters of several scripts that look alike. Type the real name yourself.")
        }
        for scalar in word.text.unicodeScalars {
            let length = UTF8.width(scalar)
            if scalar.isASCII {
                if Bytes.isLetter(UInt8(scalar.value)) {
                    latin = true
                } else if !Bytes.isDigit(UInt8(scalar.value)), scalar != "-", scalar != "_" {
                    close()
                    start = position + length
                }
            } else if lookAlikes.contains(where: { $0.contains(scalar.value) }) {
                lookAlike = true
            } else if syntaxLookAlikes.contains(scalar.value),
                position == 0 || scalar.value < 0x2010 || scalar.value > 0x2015
            {
                findings.add(
                    .hiddenText, .caution, word.place(position..<position + length),
                    "'\(Visible.escaped(String(scalar)))' only looks like a dash, dot, colon or slash. Type the real one."
                )
            }
            position += length
        }
        close()
    }

    /// Letters that imitate Latin ones: phonetic, Greek, Cyrillic, Armenian, Cherokee, Coptic, Lisu, letter-like, full
    /// width, mathematical (UTS #39, the scripts with most confusables).
    private static let lookAlikes: [ClosedRange<UInt32>] = [
        0x131...0x131, 0x17F...0x17F, 0x250...0x2AF, 0x370...0x3FF, 0x400...0x52F, 0x530...0x58F, 0x13A0...0x13FF,
        0x1C80...0x1C8F, 0x1D00...0x1D7F, 0x1F00...0x1FFF, 0x2100...0x214F, 0x2160...0x2188, 0x24B6...0x24E9,
        0x2C80...0x2CFF, 0xA4D0...0xA4FF, 0xA640...0xA69F, 0xAB30...0xABBF, 0xFF10...0xFF5A, 0x1D400...0x1D7FF,
    ]

    private static let syntaxLookAlikes: Set<UInt32> = [
        0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2024, 0x2044, 0x2212, 0x2215, 0x2236, 0x29F8, 0xA789, 0xFE58,
        0xFE63, 0xFF0D, 0xFF0E, 0xFF0F, 0xFF1A, 0xFF20,
    ]
}
