// SPDX-License-Identifier: Apache-2.0

/// The options that one program takes in front of what it runs.
///
/// A command line can only be understood with the program's own table: whether `--index x` swallows `x` decides which
/// word is the package. What is not in the table is said (`launch.unknown-option`), never skipped in silence.
struct OptionTable: Sendable {
    /// Options without a value.
    let flags: Set<String>
    /// Options whose value is the next word, or stands behind `=`.
    let valued: Set<String>
    /// Whether one-letter options may be written together and with their value attached (`-it`, `-eNAME`).
    var clusters = true
    /// Whether an option that is not known takes the next word unless that begins with a dash, as `npx` does it.
    var unknownTakesValue = false
    /// Whether a long option may be cut short where that is unambiguous (GNU getopt, argparse, npm's nopt).
    var abbreviates = false
    /// Whether any number of dashes means the same, as npm's nopt reads `-registry` and `--y`.
    var ignoresDashes = false

    init(
        flags: String, valued: String, clusters: Bool = true, unknownTakesValue: Bool = false,
        abbreviates: Bool = false,
        ignoresDashes: Bool = false
    ) {
        self.abbreviates = abbreviates
        self.ignoresDashes = ignoresDashes
        self.flags = Set(flags.split(separator: " ").map(String.init))
        self.valued = Set(valued.split(separator: " ").map(String.init))
        self.clusters = clusters
        self.unknownTakesValue = unknownTakesValue
    }

    /// This table with more in it.
    func adding(flags more: String = "", valued values: String = "") -> OptionTable {
        OptionTable(
            flags: (flags + more.split(separator: " ").map(String.init)).joined(separator: " "),
            valued: (valued + values.split(separator: " ").map(String.init)).joined(separator: " "),
            clusters: clusters, unknownTakesValue: unknownTakesValue, abbreviates: abbreviates,
            ignoresDashes: ignoresDashes)
    }

    /// The option that the program takes a name for; nil if it is none.
    func resolved(_ name: String) -> String? {
        if flags.contains(name) || valued.contains(name) { return name }
        if ignoresDashes {
            let bare = name.drop { $0 == "-" }
            for spelling in ["--" + bare, "-" + bare] where flags.contains(spelling) || valued.contains(spelling) {
                return spelling
            }
        }
        guard abbreviates, name.hasPrefix("--"), name.utf8.count > 3 else { return nil }
        let longer = flags.union(valued).filter { $0.hasPrefix(name) }
        return longer.count == 1 ? longer.first : nil
    }
}

/// One step of reading a program's options.
enum OptionStep: Sendable {
    /// An option of the table: its name as the table writes it, its value, and the word it begins in.
    case option(String, value: Word?, word: Word)
    /// An option that is not in the table.
    case unknown(Word)
    /// The first word that is no option; everything behind it is `rest`.
    case operand(Word)
    /// `--`
    case end
}

/// Reads words by a table, one step at a time.
struct OptionReader: Sendable {
    let table: OptionTable
    private(set) var rest: ArraySlice<Word>
    /// One-letter options of a cluster that were not handed out yet.
    private var pending: Word?

    init(_ words: ArraySlice<Word>, _ table: OptionTable) {
        rest = words
        self.table = table
    }

    /// The next step; nil at the end of the words.
    mutating func next() -> OptionStep? {
        if let letters = pending {
            pending = nil
            return step(cluster: letters)
        }
        guard let word = rest.popFirst() else { return nil }
        guard word.bytes.first == UInt8(ascii: "-"), word.bytes.count > 1 else { return .operand(word) }
        if word.equals("--") { return .end }
        return step(option: word)
    }

    /// Takes the next word as it is.
    mutating func take() -> Word? { rest.popFirst() }

    private mutating func step(option word: Word) -> OptionStep {
        if let name = table.resolved(word.text) {
            return .option(name, value: table.valued.contains(name) ? rest.popFirst() : nil, word: word)
        }
        if let (name, value) = word.split(at: UInt8(ascii: "=")), let name = table.resolved(name.text) {
            return .option(name, value: value, word: word)
        }
        return clusterOrUnknown(word)
    }

    private mutating func clusterOrUnknown(_ word: Word) -> OptionStep {
        let letters = word.rest(after: 1)
        if table.clusters, !letters.hasPrefix("-"), knows(letter: letters),
            !table.ignoresDashes || letters.bytes.indices.allSatisfy({ knows(letter: letters.rest(after: $0)) })
        {
            return step(cluster: letters)
        }
        if table.unknownTakesValue, !word.bytes.contains(UInt8(ascii: "=")), let next = rest.first,
            next.bytes.first != UInt8(ascii: "-")
        {
            rest.removeFirst()
        }
        return .unknown(word)
    }

    private func knows(letter letters: Word) -> Bool {
        guard let first = letters.bytes.first, first < 0x80 else { return false }
        let name = "-" + String(UnicodeScalar(first))
        return table.flags.contains(name) || table.valued.contains(name)
    }

    private mutating func step(cluster letters: Word) -> OptionStep {
        guard knows(letter: letters), let first = letters.bytes.first else { return .unknown(letters) }
        let name = "-" + String(UnicodeScalar(first))
        let word = letters.part(0..<1)
        let more = letters.rest(after: 1)
        if table.flags.contains(name) {
            if !more.bytes.isEmpty { pending = more }
            return .option(name, value: nil, word: word)
        }
        guard !more.bytes.isEmpty else { return .option(name, value: rest.popFirst(), word: word) }
        return .option(name, value: more.bytes.first == UInt8(ascii: "=") ? more.rest(after: 1) : more, word: word)
    }
}
