// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Promises of the repository as a whole.
struct RepositoryTests {
    @Test func `resolved versions are not committed: the manifest pins by range`() throws {
        #expect(try Repository.text(".gitignore").split(separator: "\n").contains("Package.resolved"))
        #expect(
            !Repository.exists("Fuzz/Package.resolved") || trackedPaths()?.contains("Fuzz/Package.resolved") != true)
        #expect(trackedPaths()?.contains { $0.hasSuffix("Package.resolved") } != true)
    }

    @Test func `nothing that tools made is committed`() {
        let made = trackedPaths()?.filter { path in
            path.hasPrefix("bin/")
                || [".build", ".peers/", ".venv", "__pycache__", ".db"].contains { path.contains($0) }
        }
        #expect(made?.isEmpty != false, "\(made ?? [])")
    }

    /// Packages come through each ecosystem's own client, as its user set it up; a host written down would go around that.
    @Test func `no package registry is named`() throws {
        // Written in parts, so that this file does not name them either.
        let hosts = [
            ["registry.npmjs", "org"], ["registry.yarnpkg", "com"], ["pypi", "org"], ["pythonhosted", "org"],
            ["crates", "io/api"], ["deb.debian", "org"], ["archive.ubuntu", "com"], ["proxy.golang", "org"],
            ["rubygems", "org"], ["api.nuget", "org"], ["ghcr", "io"], ["docker", "io"], ["repo.maven.apache", "org"],
        ].map { $0.joined(separator: ".") }
        for file in try writtenFiles() {
            let named = hosts.filter { file.text.contains($0) }
            #expect(named.isEmpty, "\(file.path)")
        }
    }

    @Test(arguments: [
        "build", "mutants", "test", "demo", "bench", "fuzz", "sanitize", "lint", "format", "docs", "install", "clean",
    ])
    func `the Makefile has the target and says what it does`(target: String) throws {
        let lines = try Repository.text("Makefile").split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("\(target):") && $0.contains("## ") })
    }

    @Test func `the integration script runs make test and hides nothing`() throws {
        let script = try Repository.text(".ci/run")
        #expect(script.contains("set -euo pipefail"))
        #expect(script.contains("exec make --no-print-directory test"))
        #expect(!script.contains("|| true"))
    }

    @Test(arguments: [
        "LICENSE", "README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md",
        "docs/decisions.md", "docs/threat-model.md", "docs/findings.md",
    ])
    func `the page is there`(path: String) throws {
        #expect(try !Repository.text(path).isEmpty)
    }

    @Test func `links between pages lead somewhere`() throws {
        for page in try writtenFiles() where page.path.hasSuffix(".md") {
            let folder = page.path.contains("/") ? page.path.replacing(/[^\/]*$/, with: "") : ""
            for match in page.text.matches(of: /\]\(([^)#: ]+)(?:#[^)]*)?\)/) {
                #expect(Repository.exists(folder + match.1), "\(page.path) links to \(match.1)")
            }
        }
    }

    /// The last column of its table names tests by their sentence, or a table of cases by its file.
    @Test func `every test that the threat model names exists`() throws {
        let tests = try Repository.files(under: "Tests", endings: [".swift"])
        let sentences = Set(tests.flatMap { $0.text.matches(of: /\bfunc `([^`]+)`/).map { String($0.1) } })
        let files = Set(
            tests.compactMap { $0.path.split(separator: "/").last?.split(separator: ".").first.map(String.init) })
        for row in try Repository.text("docs/threat-model.md").split(separator: "\n") where row.hasPrefix("| ") {
            let column = row.split(separator: "|").last ?? ""
            for match in column.matches(of: /`([^`]+)`/) {
                let name = String(match.1)
                let exists = sentences.contains(name) || files.contains(name)
                #expect(exists, "\(name)")
            }
        }
    }

    @Test func `scripts can be run and stop at the first failure`() throws {
        for file in try Repository.files(under: "Scripts", endings: [".sh"]) + [
            SourceFile(path: ".ci/run", text: Repository.text(".ci/run"))
        ] {
            let path = Repository.root.appending(path: file.path).path
            #expect(FileManager.default.isExecutableFile(atPath: path), "\(file.path)")
            #expect(file.text.contains(/\nset -e/), "\(file.path)")
        }
    }

    /// Every file that people wrote.
    private func writtenFiles() throws -> [SourceFile] {
        let endings = [
            ".swift", ".md", ".py", ".sh", ".c", ".h", ".txt", "Makefile", ".ci/run", ".swift-format", ".gitignore",
        ]
        return try Repository.files(under: "", endings: endings)
    }

    /// What git tracks; nil outside a git work tree, such as in a source archive.
    private func trackedPaths() -> [String]? {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-C", Repository.root.path, "ls-files"]
        let output = Pipe()
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        do {
            try git.run()
        } catch {
            return nil
        }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        guard git.terminationStatus == 0 else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
