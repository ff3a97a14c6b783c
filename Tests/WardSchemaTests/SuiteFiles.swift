// SPDX-License-Identifier: Apache-2.0

import Foundation
import WardJSON
import WardSchema

/// One file of the official test suite.
struct SuiteFile: Sendable, CustomStringConvertible {
    let path: String
    let dialect: SchemaDialect

    struct Group {
        let name: String
        let document: JSONDocument
        let schema: JSONNode
        let tests: [(name: String, data: JSONNode, isValid: Bool)]
    }

    var fileName: String { URL(filePath: path).lastPathComponent }
    var name: String { "\(dialect)/\(fileName)" }
    var description: String { name }

    /// How many groups of it refer to a document elsewhere.
    var remoteGroups: Int {
        switch name {
        case "draft202012/dynamicRef.json": 5
        case "draft202012/refRemote.json": 15
        case "draft202012/vocabulary.json": 2
        case "draft07/refRemote.json": 11
        default: 0
        }
    }

    func groups() throws -> [Group] {
        let bytes = try Array(Data(contentsOf: URL(filePath: path)))
        let document = try JSONDocument(
            reading: bytes, limits: JSONLimits(), tolerating: [.inexactNumbers, .loneSurrogates])
        return document.elements(of: document.root).compactMap { group in
            guard let schema = document.value(named: "schema", in: group),
                let tests = document.value(named: "tests", in: group)
            else { return nil }
            return Group(
                name: text("description", group, document), document: document, schema: schema,
                tests: document.elements(of: tests).compactMap { test in
                    guard let data = document.value(named: "data", in: test),
                        let valid = document.value(named: "valid", in: test)
                    else { return nil }
                    return (text("description", test, document), data, document.kind(of: valid) == .true)
                })
        }
    }

    private func text(_ name: String, _ node: JSONNode, _ document: JSONDocument) -> String {
        document.value(named: name, in: node).flatMap(document.string) ?? ""
    }
}

enum SuiteFiles {
    static let folder: URL? = {
        let beside = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/vectors")
        let vectors = ProcessInfo.processInfo.environment["WARD_VECTORS"].map { URL(filePath: $0) } ?? beside
        let folder = vectors.appending(path: "json-schema/tests").standardizedFileURL
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static let required = files(in: "")
    static let optional = files(in: "optional/") + files(in: "optional/format/")

    private static func files(in part: String) -> [SuiteFile] {
        let dialects: [(String, SchemaDialect)] = [("draft2020-12", .draft202012), ("draft7", .draft07)]
        return dialects.flatMap { name, dialect -> [SuiteFile] in
            guard let place = folder?.appending(path: "\(name)/\(part)"),
                let names = try? FileManager.default.contentsOfDirectory(atPath: place.path)
            else { return [] }
            return names.filter { $0.hasSuffix(".json") }.sorted()
                .map { SuiteFile(path: place.appending(path: $0).path, dialect: dialect) }
        }
    }
}
