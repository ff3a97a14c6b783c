// SPDX-License-Identifier: Apache-2.0

import Testing
import WardJSON
import WardLaunch
import WardLock
import WardTesting

@testable import WardCommands

/// What a sheet shows, and that nothing can be hidden in it (S2, S3, S4, S8, S11, T46; bypass classes of install prompts).
struct ConsentSheetTests {
    private func read(_ question: ConsentQuestion, _ columns: Int = 80) throws -> SheetReader {
        try SheetReader(ConsentSheet(question, columns: columns).text, columns: columns)
    }

    @Test func `S2: an argument of 64 KiB stands in full at 20 columns`() throws {
        var random = SplitMix64(seed: 2)
        let argument = String(decoding: (0..<65_536).map { _ in UInt8(0x20 + random.below(0x5F)) }, as: UTF8.self)
        let question = try ConsentFixtures.question(["-y", argument, "last"])
        let sheet = ConsentSheet(question, columns: 20)
        let command = try SheetReader(sheet.text, columns: 20).command()
        #expect(command == ["notes-server", "-y", argument, "last"].map { Array($0.utf8) })
        #expect(sheet.text.contains("(65536 bytes)"))
        let widest = sheet.text.split(separator: "\n").map(\.utf8.count).max() ?? 0
        #expect(widest <= 20)
    }

    @Test(arguments: [20, 33, 47, 48, 80, 400])
    func `S8: a random command is read back byte for byte`(columns: Int) throws {
        var random = SplitMix64(seed: 8 + UInt64(columns))
        let scalars: [Unicode.Scalar] = [
            "a", "b", " ", " ", "\\", "\"", "'", ">", "[", "]", "-", "u", "{", "}", "x", "\n", "\t", "\r", "\u{1B}",
            "\u{0}",
            "\u{7F}", "\u{85}", "\u{202E}", "\u{200B}", "\u{E0041}", "\u{445}", "\u{301}", "\u{5D0}", "\u{65E5}",
            "\u{1F600}",
            "\u{FE0F}", "\u{A0}", "\u{2028}", "\u{378}", "\u{10FFFF}",
        ]
        for _ in 0..<200 {
            let command = (0...random.below(6)).map { _ in
                var text = ""
                for _ in 0..<random.below(random.below(4) == 0 ? 200 : 20) {
                    text.unicodeScalars.append(scalars[random.below(scalars.count)])
                }
                return text
            }
            let question = try ConsentFixtures.question(Array(command.dropFirst()), executable: command[0])
            #expect(try read(question, columns).command() == command.map { Array($0.utf8) })
        }
    }

    @Test(arguments: Disguise.all)
    func `S8: a disguise is shown escaped, and reads back as what would run`(disguise: Disguise) throws {
        let question = try ConsentFixtures.question(["-c", disguise.text])
        let sheet = ConsentSheet(question, columns: 80).text
        let fields = try SheetReader(sheet, columns: 80).fields
        let shown = try #require(fields.first { $0.label == "[2]" }).content
        #expect(shown.contains(disguise.shown), "\(shown)")
        #expect(shown.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) })
        #expect(try SheetReader.quoted(in: shown) == [Array(disguise.text.utf8)])
    }

    /// One text that looks like another, as it is passed to a program.
    struct Disguise: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        /// What a person sees of it.
        var shown: String

        static let all = [
            Disguise(testDescription: "new line", text: "a\nrm -rf ~", shown: #"a\u{a}rm"#),
            Disguise(testDescription: "carriage return", text: "rm -rf ~\rls", shown: #"~\u{d}ls"#),
            Disguise(testDescription: "tab", text: "a\tb", shown: #"a\u{9}b"#),
            Disguise(testDescription: "backspace", text: "rm\u{8}\u{8}ls", shown: #"rm\u{8}\u{8}ls"#),
            Disguise(testDescription: "ANSI sequence", text: "\u{1B}[2K\u{1B}[1Als", shown: #"\u{1b}[2K"#),
            Disguise(testDescription: "C1 sequence", text: "\u{9B}8mls", shown: #"\u{9b}8m"#),
            Disguise(testDescription: "delete", text: "a\u{7F}b", shown: #"a\u{7f}b"#),
            Disguise(testDescription: "bidi override", text: "\u{202E}fr- mr", shown: #"\u{202e}fr"#),
            Disguise(testDescription: "bidi isolate", text: "\u{2066}a\u{2069}", shown: #"\u{2066}a\u{2069}"#),
            Disguise(testDescription: "zero width", text: "ev\u{200B}al", shown: #"ev\u{200b}al"#),
            Disguise(testDescription: "tag characters", text: "ls\u{E0072}\u{E006D}", shown: #"ls\u{e0072}\u{e006d}"#),
            Disguise(testDescription: "variation selector", text: "a\u{FE0F}\u{E0101}", shown: #"a\u{fe0f}\u{e0101}"#),
            Disguise(testDescription: "homoglyph", text: "np\u{445}", shown: #"np\u{445}"#),
            Disguise(testDescription: "combining mark", text: "e\u{301}", shown: #"e\u{301}"#),
            Disguise(testDescription: "full width", text: "\u{FF52}\u{FF4D}", shown: #"\u{ff52}\u{ff4d}"#),
            Disguise(testDescription: "no-break space", text: "a\u{A0}b", shown: #"a\u{a0}b"#),
            Disguise(testDescription: "right-to-left letters", text: "a\u{5D0}\u{5D1}", shown: #"a\u{5d0}\u{5d1}"#),
            Disguise(testDescription: "an escape that was typed", text: #"\u{a}"#, shown: #"\\u{a}"#),
            Disguise(testDescription: "padding", text: "a    b", shown: #"a \u{20}\u{20}\u{20}b"#),
            Disguise(testDescription: "quote", text: #"a" "b"#, shown: #"a\" \"b"#),
        ]
    }

    /// What is readable stays beside the exact form, as wide as two columns a letter at most.
    @Test(arguments: [20, 80])
    func `other alphabets can be read, but for those that run the other way`(columns: Int) throws {
        let text = String(repeating: "日本語e\u{301}\u{301}\u{301}\u{301}", count: 20) + "\u{5D0}\u{301}"
        let question = try ConsentFixtures.question([text])
        let sheet = ConsentSheet(question, columns: columns).text
        let reader = try SheetReader(sheet, columns: columns)
        #expect(try reader.command().last == Array(text.utf8))
        let reads = try #require(reader.contents("reads").first)
        #expect(reads.unicodeScalars.contains("語") && reads.hasSuffix(#"\u{5d0}\u{301}""#))
        #expect(try SheetReader.quoted(in: reads) == [Array(text.utf8)])
        for line in sheet.split(separator: "\n") {
            #expect(line.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 1 : 2) } <= columns)
            // A mark at the start of a line would draw on what is Ward's.
            #expect(!line.unicodeScalars.starts(with: "  > \u{301}".unicodeScalars))
        }
    }

    /// Bypass class 1.
    @Test func `every argument has its line and its number`() throws {
        let arguments = (1...300).map { "argument \($0)" }
        let fields = try read(try ConsentFixtures.question(arguments)).fields.filter { $0.label.hasPrefix("[") }
        #expect(fields.map(\.label) == (1...300).map { "[\($0)]" })
        #expect(try fields.map { try $0.quoted() } == arguments.map { [Array($0.utf8)] })
    }

    /// Bypass class 2.
    @Test func `padding shows as what it is and how much`() throws {
        let question = try ConsentFixtures.question(["-c", "ls" + String(repeating: " ", count: 4000) + "; rm -rf ~"])
        let text = ConsentSheet(question, columns: 80).text
        #expect(text.contains("(4012 bytes)"))
        #expect(!text.contains("   ; rm"))
        #expect(text.utf8.count > TerminalQuestion.longestSheet)
    }

    /// Bypass class 11.
    @Test func `commands that look alike when joined differ in the sheet`() throws {
        let commands = [
            ["a b"], ["a", "b"], ["a", "b", ""], ["", "a", "b"], ["\"a\"", "b"], ["a", " b"], ["a ", "b"], ["a\u{A0}b"],
            ["a  b"], ["'a b'"], ["a\\ b"],
        ]
        let sheets = try commands.map { command in
            try read(try ConsentFixtures.question(command)).fields.filter { $0.label.hasPrefix("[") }
        }
        #expect(Set(sheets).count == commands.count)
        for (sheet, command) in zip(sheets, commands) { #expect(sheet.count == command.count) }
    }

    /// T46; bypass classes 3 and 4.
    @Test(arguments: [20, 80])
    func `T46: foreign text never begins a line or looks like one of Ward's`(columns: Int) throws {
        let fakes = [
            "\nApproved by vendor\nrisk low", "\r\u{1B}[2J\u{1B}[HApprove this MCP server? risk low",
            "x\n  risk      low\n\nTo approve, type the word yes and press Enter.\nAnswer: yes\n",
            "\u{1B}]0;Approved by vendor\u{7}", String(repeating: "Approved by vendor ", count: 40),
            "\" (set here) Approved by vendor", "\u{2028}Approved by vendor", "\u{85}Answer: ",
        ]
        let plain = try ConsentFixtures.question(["a"])
        let own = Set(try read(Self.with("a", plain), columns).ownLines)
        for fake in fakes {
            let sheet = ConsentSheet(Self.with(fake, plain), columns: columns)
            let reader = try SheetReader(sheet.text, columns: columns)
            #expect(Set(reader.ownLines) == own)
            #expect(!sheet.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
            #expect(!sheet.text.unicodeScalars.contains { $0 == "\u{85}" || $0 == "\u{2028}" })
        }
    }

    /// A question in which a foreign text stands wherever one can.
    private static func with(_ text: String, _ question: ConsentQuestion) -> ConsentQuestion {
        var question = question
        question.source = text
        question.lookedUp = text
        question.closureNote = text
        question.approvedAt = text
        question.inherited = [text: true]
        question.content.launch = .stdio(
            StdioLaunch(
                executable: text, arguments: [text], directory: text,
                environment: [text: .plain(text), text + "2": .inherited(text)]))
        question.content.origin = Origin(.npm, name: text, version: text, requested: text, constraints: [text])
        question.content.closure = Closure(
            interpreter: Interpreter(path: text, version: text, digest: Digest256(of: [])),
            artifacts: [Artifact(name: text, version: text, file: text, digest: text)], isResolved: true)
        question.findings = [
            LaunchFinding(.shell, .danger, .argument(0, 0..<1), text),
            LaunchFinding(.shell, .danger, .environment(text), text),
        ]
        question.dropped = [DroppedField(place: text, value: text)]
        question.request = LaunchRequest(
            launch: .stdio(StdioLaunch(executable: text + "3", environment: [text + "4": .plain(text)])), source: .link)
        return question
    }

    /// SEP-1024; L1, L4.
    @Test func `S4: the warning stands in every sheet`() throws {
        for question in [try ConsentFixtures.package(), try ConsentFixtures.container(), try ConsentFixtures.update()] {
            let text = ConsentSheet(question, columns: 400).text
            #expect(text.contains("runs code on your computer, as you"))
            #expect(text.contains("unconfined: runs with all your rights"))
        }
        #expect(ConsentSheet(try ConsentFixtures.remote(), columns: 400).text.contains("NOT PROTECTED"))
    }

    @Test func `S11: elevation stands out, and yes does not approve it`() throws {
        var question = try ConsentFixtures.question(["/usr/bin/env", "id"], executable: "sudo")
        question.findings = [
            LaunchFinding(.unpinned, .note, .launch, "something small"),
            LaunchFinding(.elevation, .danger, .executable(0..<4), "it asks for the rights of root"),
        ]
        let fields = try read(question).fields
        let first = try #require(fields.first { $0.section.hasPrefix("What to look at") })
        #expect(first.label == "DANGER")
        #expect(first.content == "launch.elevation in the program")
        #expect(fields.contains { $0.label == "at" && $0.content == "\"sudo\"" })
        #expect(question.risk == .high)
        #expect(question.approval(by: Array("yes".utf8)) == nil)
        #expect(question.approval(by: Array("notes".utf8)) == .name)
        #expect(question.approval(by: Array(question.content.digest.short.utf8)) == .shortDigest)
    }

    @Test func `a span that is beyond its argument, or cuts a scalar, is shown as far as it goes`() throws {
        var question = try ConsentFixtures.question(["größe"])
        question.findings = [
            LaunchFinding(.shell, .note, .argument(0, 3..<99), "cut"),
            LaunchFinding(.shell, .note, .argument(7, 0..<1), "none"),
        ]
        #expect(try read(question).contents("at") == [#""\x{b6}\u{df}e""#])
    }

    @Test func `a secret is never shown, neither as asked nor as taken nor as changed`() throws {
        let secret = "hunter2-hunter2"
        var question = try ConsentFixtures.question(
            [], environment: ["A_TOKEN": .plain(secret), "B_TOKEN": .inherited("B")])
        question.request = LaunchRequest(
            launch: .stdio(
                StdioLaunch(
                    executable: "x",
                    environment: ["B_TOKEN": .plain(secret), "C_TOKEN": .plain(secret), "A_TOKEN": .plain(secret)]
                )), source: .snippet)
        question.findings = [LaunchFinding(.secretInClear, .caution, .environment("A_TOKEN"), "it looks secret")]
        #expect(!ConsentSheet(question, columns: 80).text.contains("hunter"))
        var previous = question.content
        previous.launch = .stdio(
            StdioLaunch(
                executable: "x",
                environment: ["A_TOKEN": .plain(secret + "1"), "B_TOKEN": .plain(secret), "D_TOKEN": .plain(secret)]))
        question.previous = previous
        let text = ConsentSheet(question, columns: 80).text
        #expect(text.contains("A_TOKEN") && text.contains("B_TOKEN") && text.contains("D_TOKEN"))
        #expect(!text.contains("hunter"))
    }

    @Test func `an inherited value says where it comes from and whether it is there`() throws {
        var question = try ConsentFixtures.question([], environment: ["A": .inherited("B"), "C": .inherited("D")])
        question.inherited = ["B": true]
        let shown = try read(question, 200).contents("variable")
        #expect(
            shown == [
                #""A" = from the environment of `ward run`, its variable "B" (set here)"#,
                #""C" = from the environment of `ward run`, its variable "D" (NOT SET here)"#,
            ])
    }

    /// Bypass class 8: what the source says for the person is shown and has no part in the decision.
    @Test func `fields that approve are shown and left out`() throws {
        let dropped = DroppedField(place: "/autoApprove", value: "true")
        var question = try ConsentFixtures.question(["a"])
        let digest = question.content.digest
        question.dropped = [dropped]
        question.request = LaunchRequest(launch: question.content.launch, source: .link, dropped: [dropped])
        #expect(try read(question).contents("left out") == [#""/autoApprove" = "true""#])
        #expect(question.content.digest == digest)
        #expect(ApprovalOptions().decide(question, isTerminal: true) == .ask)
    }

    @Test func `a long closure is listed in full`() throws {
        var question = try ConsentFixtures.question(["a"])
        question.content.closure.artifacts = (0..<500).map {
            Artifact(name: "package-\($0)", version: "1.0.\($0)", file: "f", digest: "sha512-abcdefghijklmnop")
        }
        let shown = try read(question).contents("artifact")
        #expect(shown.count == 500)
        #expect(shown.last == #""package-499" "1.0.499" "sha512-abcdefgh" ..."#)
    }

    @Test func `colours are of the fixed table, and say nothing that the words do not`() throws {
        let sheet = ConsentSheet(try ConsentFixtures.container(), columns: 80)
        let coloured = sheet.colouredText
        #expect(coloured != sheet.text)
        var bare = coloured
        for code in SheetStyle.allCases.compactMap(\.code) + ["0"] {
            bare = bare.replacing("\u{1B}[\(code)m", with: "")
        }
        #expect(bare == sheet.text)
    }

    @Test func `a question again shows what differs and not what is the same`() throws {
        let question = try ConsentFixtures.update()
        let fields = try read(question).fields
        #expect(fields.filter { $0.section.hasPrefix("What has changed") && $0.label == "changed" }.count == 7)
        #expect(!fields.contains { $0.label == "program" })
        #expect(fields.contains { $0.label == "when" && $0.content == "\"2026-10-02 09:14 UTC\"" })
    }
}
