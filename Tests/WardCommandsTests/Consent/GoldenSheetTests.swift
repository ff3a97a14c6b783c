// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import WardCommands

/// Whole sheets, as people see them; `RECORD=1` writes them anew, to be reviewed like code.
struct GoldenSheetTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var columns: Int
        var sheet: @Sendable () throws -> any QuestionSheet
        var testDescription: String { "\(name) at \(columns)" }

        static let all = [20, 80, 200].flatMap { columns in
            launches(columns) + surfaces(columns)
        }

        private static func launches(_ columns: Int) -> [Case] {
            func launch(_ name: String, _ question: @escaping @Sendable () throws -> ConsentQuestion) -> Case {
                Case(name: name, columns: columns) { ConsentSheet(try question(), columns: columns) }
            }
            return [
                launch("package") { try ConsentFixtures.package() }, launch("remote") { try ConsentFixtures.remote() },
                launch("container") { try ConsentFixtures.container() },
                launch("update") { try ConsentFixtures.update() },
            ]
        }

        private static func surfaces(_ columns: Int) -> [Case] {
            func surface(_ name: String, _ question: @escaping @Sendable () throws -> SurfaceQuestion) -> Case {
                Case(name: name, columns: columns) { SurfaceSheet(try question(), columns: columns) }
            }
            return [
                surface("surface") { try SurfaceFixtures.first() },
                surface("surface-difference") { try SurfaceFixtures.difference() },
                surface("surface-varying") { try SurfaceFixtures.varying() },
            ]
        }
    }

    @Test(arguments: Case.all)
    func `S3: a sheet reads as it was reviewed`(golden: Case) throws {
        let sheet = try golden.sheet()
        let now = sheet.text + "\n" + TerminalQuestion.prompt(sheet.confirmation, columns: golden.columns)
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Golden/\(golden.name)-\(golden.columns).txt")
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try Data(now.utf8).write(to: file)
        } else {
            #expect(try String(contentsOf: file, encoding: .utf8) == now)
        }
    }

    @Test(arguments: Case.all)
    func `no line is wider than the terminal, and all of it is ASCII but what is marked as a reading`(golden: Case)
        throws
    {
        for line in try golden.sheet().text.split(separator: "\n") {
            #expect(line.unicodeScalars.count <= golden.columns)
        }
    }

    /// What SEP-1024 recommends besides and is not there yet is said, so that nobody counts on it.
    @Test func `S10: the sheet says that no sandbox holds it and that no signature was checked`() throws {
        for question in [try ConsentFixtures.package(), try ConsentFixtures.container(), try ConsentFixtures.update()] {
            let text = ConsentSheet(question, columns: 400).text
            #expect(text.contains("no sandbox holds it, and no signature of it was checked"))
        }
    }
}
